/** What can be wrong with the browser's store. */
export type StorageErrorCode =
  /** Another page of the extension holds an older version of the database open. */
  | 'STORAGE_BLOCKED'
  /** The database was written by a newer version of the extension. */
  | 'STORAGE_TOO_NEW'
  /** The browser refuses: private mode, a full disk, a damaged profile directory. */
  | 'STORAGE_UNAVAILABLE';

/** An error of the store. `code` is stable and safe to show; `message` is for a log. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
