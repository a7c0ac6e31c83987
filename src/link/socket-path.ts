/** Where on the local proxy's port the WebSocket is opened; a one-time token follows. */
const PREFIX = '/link/';

export function linkSocketUrl(port: number, token: string): string {
  return `ws://127.0.0.1:${port}${PREFIX}${token}`;
}

/** The token in a request's target, or null when the request is for something else. */
export function linkTokenOf(target: string): string | null {
  return target.startsWith(PREFIX) ? target.slice(PREFIX.length) : null;
}
