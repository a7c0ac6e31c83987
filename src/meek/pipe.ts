/**
 * One reliable, ordered byte stream in each direction.
 *
 * Closing `writable` ends our direction only; aborting it, or cancelling `readable`, ends the
 * pipe. An end of `readable` is the far end's clean end: a pipe that broke errors instead.
 */
export interface Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** Settles once nothing more will happen: resolves after a clean end, rejects with the cause. */
  readonly closed: Promise<void>;
}
