/** Why a confirmed import was not stored. Stable: the popup has a sentence for each. */
export type ImportRefusal =
  /** A profile begins with at least one front. */
  | 'PROFILE_WITHOUT_FRONTS'
  /** The profile has become too large since the preview. */
  | 'PROFILE_FULL';

/** A confirmed import was not stored, and nothing of it. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
  readonly code: ImportRefusal;

  constructor(code: ImportRefusal) {
    super(code);
    this.code = code;
  }
}
