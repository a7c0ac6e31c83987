import type { Pipe } from '../meek/pipe.ts';

export interface BridgeCounter {
  sent(bytes: number): void;
  received(bytes: number): void;
}

/** Joins a connection of the helper's with a session. An error on one side resets the other. */
export async function bridge(local: Pipe, session: Pipe, counter: BridgeCounter): Promise<void> {
  await Promise.allSettled([
    pump(local.readable, session.writable, (bytes) => counter.sent(bytes)),
    pump(session.readable, local.writable, (bytes) => counter.received(bytes)),
  ]);
}

async function pump(
  from: ReadableStream<Uint8Array>,
  to: WritableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const reader = from.getReader();
  const writer = to.getWriter();
  // A write error shows at once, even while there is nothing to read.
  writer.closed.catch((error) => reader.cancel(error).catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await writer.write(value);
      onBytes(value.length);
    }
    await writer.close();
  } catch (error) {
    reader.cancel(error).catch(() => {});
    writer.abort(error).catch(() => {});
    throw error;
  }
}
