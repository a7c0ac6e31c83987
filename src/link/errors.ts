/**
 * `LINK_LOST`: the other end is gone, and every pipe with it. `LINK_VIOLATION`: it broke the
 * rules, so nothing it says is used any more. `LINK_FULL`: no more pipes at once.
 */
export type LinkErrorCode = 'LINK_LOST' | 'LINK_VIOLATION' | 'LINK_FULL';

export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The other end reset a pipe. `code` is the reason it gave: a carrier's, or an app's. */
export class PipeResetError extends Error {
  override readonly name = 'PipeResetError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What `reset` tells the other end about an error of ours. */
export function describeReset(error: unknown): { code: string; message: string } {
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : 'The connection was given up.';
  return {
    code: typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'ABORTED',
    message: message.slice(0, 500),
  };
}
