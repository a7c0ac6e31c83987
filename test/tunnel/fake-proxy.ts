import type { Pipe } from '../../src/meek/pipe.ts';

/** A pipe whose far end is the test, in the place of a SOCKS5 proxy. */
export function pipeToProxy() {
  const writes: number[][] = [];
  const ends: unknown[] = [];
  let downlink!: ReadableStreamDefaultController<Uint8Array>;
  const pipe: Pipe = {
    readable: new ReadableStream({
      start: (controller) => {
        downlink = controller;
      },
      cancel: (reason) => void ends.push(reason),
    }),
    writable: new WritableStream({
      write: (chunk) => void writes.push([...chunk]),
      abort: (reason) => void ends.push(reason),
    }),
    closed: new Promise(() => {}),
  };
  return {
    pipe,
    /** What was written to the proxy, write by write. */
    writes,
    /** The reasons for which the directions were given up. */
    ends,
    say: (...bytes: number[]) => downlink.enqueue(Uint8Array.from(bytes)),
    end: () => downlink.close(),
    break: (error: unknown) => downlink.error(error),
  };
}
