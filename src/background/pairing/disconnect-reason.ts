import type { Reason } from '../state.ts';

/** A browser's own words about a port that it closed: for diagnostics, never for a person. */
export class PortClosedError extends Error {
  override readonly name = 'PortClosedError';
  readonly code = 'PORT_CLOSED';
}

/**
 * What each browser says when the helper cannot be reached, as observed in both (Chromium 156,
 * Firefox ESR 153). Chromium has one sentence for a file that it may not run, text that is no
 * message and a message that is too long; Firefox has one for all manifests that it cannot use.
 */
export function classifyDisconnect(message: string, saidHello: boolean): Reason {
  if (/exceeds the limit/i.test(message)) return 'helper-protocol';
  if (saidHello) return 'helper-stopped';
  if (/forbidden/i.test(message)) return 'helper-not-allowed';
  if (/not found|no such native application/i.test(message)) return 'helper-missing';
  if (message === '' || /has exited/i.test(message)) return 'helper-ended-early';
  return 'helper-start-failed';
}
