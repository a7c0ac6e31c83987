import { NOWHERE_PORT } from './browser-proxy.ts';

const MARK = 'var pausedUntilMs';

/** So long after it was made, in ms, it must have been loaded. */
const LOAD_LIMIT_MS = 2_000;

/** A PAC script that leads nowhere, on this machine. */
export const NOWHERE_SCRIPT = `function FindProxyForURL(url, host) {
  return 'SOCKS5 127.0.0.1:${NOWHERE_PORT}';
}
`;

/**
 * A PAC script that lets the browser out until then, and nobody after: the worker that would set
 * another one may be dead at that time.
 *
 * Chromium keeps the setting when it ends, and loads the script at its next start, before any
 * extension runs. Loaded so late, or on another network than the one that it was made for, it
 * leads nowhere.
 *
 * @param nowMs and `untilMs` in milliseconds since 1970
 */
export function pauseScript(nowMs: number, untilMs: number): string {
  return `${MARK} = ${untilMs};
var loadedMs = Date.now();
var isFresh = loadedMs >= ${nowMs} && loadedMs < ${nowMs + LOAD_LIMIT_MS};
function FindProxyForURL(url, host) {
  var nowMs = Date.now();
  if (isFresh && nowMs >= loadedMs && nowMs < pausedUntilMs) return 'DIRECT';
  return 'SOCKS5 127.0.0.1:${NOWHERE_PORT}';
}
`;
}

export function isPauseScript(script: string): boolean {
  return script.startsWith(MARK);
}
