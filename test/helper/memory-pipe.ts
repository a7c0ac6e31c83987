import type { Pipe } from '../../src/meek/pipe.ts';

/** Two pipes, each the far end of the other, with as little in between as streams allow. */
export function pipePair(): { near: Pipe; far: Pipe } {
  const up = new TransformStream<Uint8Array, Uint8Array>();
  const down = new TransformStream<Uint8Array, Uint8Array>();
  const closed = new Promise<void>(() => {});
  return {
    near: { readable: down.readable, writable: up.writable, closed },
    far: { readable: up.readable, writable: down.writable, closed },
  };
}

/** Breaks the pipe in both directions, as a carrier does that lost its session. */
export function breakPipe(pipe: Pipe, error: Error): void {
  pipe.writable.abort(error).catch(() => {});
  pipe.readable.cancel(error).catch(() => {});
}

/** Sends everything back, and the end after it. */
export function echo(pipe: Pipe): void {
  pipe.readable.pipeTo(pipe.writable).catch(() => {});
}
