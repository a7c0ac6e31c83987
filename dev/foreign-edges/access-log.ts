import { readFile } from 'node:fs/promises';

/** A request as the edge's own access log tells it. */
export interface LoggedRequest {
  /** Where the edge sent it by. Without a port. */
  readonly host: string;
  readonly httpVersion: '1.1' | '2.0';
  /** As the program has it. */
  readonly url: string;
}

/** The requests of a log in which each line is made of host, protocol and URL. */
export async function readAccessLog(path: string): Promise<LoggedRequest[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.filter(Boolean).map(parseLoggedRequest);
}

/** @param line `inner.example:443 HTTP/2.0 /path` */
export function parseLoggedRequest(line: string): LoggedRequest {
  const [authority = '', protocol = '', url = ''] = line.split(' ');
  return { host: hostOf(authority), httpVersion: versionOf(protocol), url };
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '');
}

/** Some write `HTTP/2`, some `HTTP/2.0`. */
function versionOf(protocol: string): LoggedRequest['httpVersion'] {
  return protocol.startsWith('HTTP/2') ? '2.0' : '1.1';
}
