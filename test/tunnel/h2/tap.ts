import type { Pipe } from '../../../src/meek/pipe.ts';

/** The same pipe, with everything that passes through it kept, write by write. */
export function tap(pipe: Pipe): { pipe: Pipe; sent: Uint8Array[]; received: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  const received: Uint8Array[] = [];
  const recorder = (into: Uint8Array[]) =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        into.push(chunk);
        controller.enqueue(chunk);
      },
    });
  const up = recorder(sent);
  up.readable.pipeTo(pipe.writable).catch(() => {});
  const tapped = { ...pipe, readable: pipe.readable.pipeThrough(recorder(received)) };
  return { pipe: { ...tapped, writable: up.writable }, sent, received };
}
