/** Why something was not done with a front. Stable: the popup has a sentence for each. */
export type FrontRequestRefusal =
  /** The profile has no front with this key any more. */
  | 'FRONT_UNKNOWN'
  /** The profile has another front that this one could not be told from. */
  | 'FRONT_EXISTS'
  /** Without the tunnel, or without the helper, nothing can be asked through these fronts. */
  | 'FRONT_NOT_TESTABLE'
  /** The browser does not let the extension reach the front and the server behind it. */
  | 'FRONT_NOT_ALLOWED';

/** What was asked for was not done with a front, and nothing of it. */
export class FrontRefusedError extends Error {
  override readonly name = 'FrontRefusedError';
  readonly code: FrontRequestRefusal;

  constructor(code: FrontRequestRefusal) {
    super(code);
    this.code = code;
  }
}
