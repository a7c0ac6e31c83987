import { LinkError } from '../../link/errors.ts';
import type { LinkPipe } from '../../link/link-pipe.ts';
import {
  encodeHead,
  MAX_REQUEST_BODY_BYTES,
  NativeRequest,
  readHead,
} from '../../link/native-exchange.ts';
import { ByteReader } from '../../tunnel/byte-reader.ts';
import { FrontDialError } from '../native/front-dial-error.ts';
import type { NativeFront } from '../native/native-front.ts';
import type { NativeFronts } from '../native/native-fronts.ts';
import { inBatches } from './in-batches.ts';

/** Where the URL leads is the front's matter; it gives the path alone. */
const ANYWHERE = 'https://front.invalid';

/**
 * Carries out one exchange that the extension orders. Whatever ends it early on one side ends it
 * on the other: the pipe's reset calls the request off, and a failure resets the pipe.
 */
export async function serveExchange(pipe: LinkPipe, fronts: NativeFronts): Promise<void> {
  const gone = new AbortController();
  pipe.closed.catch((error) => gone.abort(error));
  const reader = new ByteReader(pipe.readable);
  try {
    const request = await readHead(NativeRequest, (lengthBytes) => reader.readExactly(lengthBytes));
    const body = await readBody(reader.remainder());
    await fronts.use(request, (front) => carryOut(front, request, body, pipe, gone.signal));
  } catch (error) {
    pipe.reset(error);
  }
}

async function readBody(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Whoever finds fault with it says so, and is not to be forestalled by a cancel without a reason.
  for await (const chunk of stream.values({ preventCancel: true })) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BODY_BYTES) {
      throw new LinkError('LINK_VIOLATION', 'The body of an exchange is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function carryOut(
  front: NativeFront,
  { method, path, headers }: NativeRequest,
  body: Uint8Array,
  { writable }: LinkPipe,
  signal: AbortSignal,
): Promise<void> {
  try {
    const init = { method, headers, body: body as Uint8Array<ArrayBuffer>, signal };
    await sendAnswer(await front.fetch(`${ANYWHERE}${path}`, init), writable);
  } catch (cause) {
    if (signal.aborted || cause instanceof FrontDialError) throw cause;
    // Node names it as it would name a failed dial, and the connection stood.
    throw new FrontDialError('DIAL_CONNECTION_LOST', 'The connection broke.', { cause });
  }
}

async function sendAnswer(response: Response, to: WritableStream<Uint8Array>): Promise<void> {
  const { status, headers, body } = response;
  const writer = to.getWriter();
  await writer.write(encodeHead({ status, headers: [...headers], hasBody: body !== null }));
  if (body) for await (const batch of inBatches(body)) await writer.write(batch);
  await writer.close();
}
