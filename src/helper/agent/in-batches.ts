import { MAX_PAYLOAD_BYTES } from '../../link/frames.ts';

const NOT_YET = Symbol('not yet');

/**
 * What comes of a stream in one turn of the event loop, together, up to about a frame's payload:
 * HTTP/2 hands it over by 16 KiB, and each frame of the link costs a system call.
 *
 * @throws what the stream fails with
 */
export async function* inBatches(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    let next = reader.read();
    for (;;) {
      const { done, value: first } = await next;
      if (done) return;
      next = reader.read();
      const batch = [first];
      let bytes = first.length;
      const endOfTurn = new Promise<typeof NOT_YET>((resolve) => setImmediate(resolve, NOT_YET));
      while (bytes < MAX_PAYLOAD_BYTES) {
        const more = await Promise.race([next, endOfTurn]);
        if (more === NOT_YET || more.done) break;
        batch.push(more.value);
        bytes += more.value.length;
        next = reader.read();
      }
      yield batch.length === 1 ? first : Buffer.concat(batch);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
