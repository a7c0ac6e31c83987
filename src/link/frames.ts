/**
 * The frames of the pipes, as both ends hold them in memory. `json-frames.ts` brings them through
 * native messaging, `binary-frames.ts` over the WebSocket.
 */

/**
 * Payload of one data frame. Chromium hands on a body in pieces of a little more than 64 KiB, which
 * should not need two; larger ones are no faster and make other pipes wait.
 */
export const MAX_PAYLOAD_BYTES = 128 * 1024;

/** What a side may send on a pipe before the other has used it; browsers give no backpressure. */
export const DEFAULT_WINDOW_BYTES = 1024 * 1024;
export const MAX_WINDOW_BYTES = 16 * 1024 * 1024;

/**
 * The carrier session that a pipe stands for, where it may outlive the worker: its id, and how far
 * its owner, the helper, has come in it. All zero for one that begins.
 */
export interface SessionPoint {
  readonly id: string;
  /** The helper will send the uplink from this offset on. */
  readonly sentOffset: number;
  /** The helper has the downlink up to this offset. */
  readonly receivedOffset: number;
}

export type PipeFrame =
  /**
   * A pipe begins: from the helper for a connection of an app's or for the tunnel, from the
   * extension for an exchange (`native-exchange.ts`). Who opens it chooses the number, each larger
   * than its last.
   */
  | { type: 'open'; pipe: number; windowBytes: number; session?: SessionPoint | undefined }
  | { type: 'data'; pipe: number; payload: Uint8Array }
  /** No more data will come from this side; the other direction goes on. */
  | { type: 'end'; pipe: number }
  /** The pipe is over in both directions, for this reason. */
  | { type: 'reset'; pipe: number; code: string; message: string }
  /** The receiver has used up this many bytes, so as many more may be sent. */
  | { type: 'credit'; pipe: number; bytes: number }
  /** Extension to helper: the server has the uplink up to this offset. */
  | { type: 'acknowledged'; pipe: number; offset: number };
