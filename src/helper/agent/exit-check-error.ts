import type { ExitFailure } from '../../link/exit-check.ts';

type Code = (typeof ExitFailure)[keyof typeof ExitFailure];

/** The exit could not be checked, and it is not the tunnel that failed. */
export class ExitCheckError extends Error {
  override readonly name = 'ExitCheckError';
  readonly code: Code;

  constructor(code: Code, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
