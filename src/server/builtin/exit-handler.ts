import type { ServerHttp2Stream } from 'node:http2';
import type { DescribeExit } from './exit-address.ts';
import { refuse } from './refuse.ts';

/** Answers where this server goes out to the internet; where it does not say, as older ones do. */
export async function serveExit(
  stream: ServerHttp2Stream,
  describeExit: DescribeExit | undefined,
): Promise<void> {
  if (!describeExit) return refuse(stream, 'http_request_error');
  const exit = await describeExit();
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  stream.end(JSON.stringify(exit));
  // What a client sends besides is of no meaning, and must not keep the stream open.
  stream.resume();
}
