import { expect, test } from 'vitest';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import { encodeAck, encodeHello, encodePad, type Read } from '../../../src/meek/v2/frames.ts';
import { openSession } from '../../../src/meek/v2/session.ts';
import { anEnvironment, someOptions } from '../an-environment.ts';
import type { ManualClock } from '../manual-clock.ts';
import { settled } from '../settled.ts';

/** A server that has nothing to say: it answers READs with beats, the newest one only. */
class SilentServer {
  readonly reads: Read[] = [];
  requestCount = 0;
  openCount = 0;
  #endOpen = () => {};
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  readonly fetch: Fetch = async (_url, init) => {
    this.requestCount += 1;
    const frames = [...new FrameDecoder().push(init.body as Uint8Array)];
    const read = frames.find((frame) => frame.type === 'read');
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(encodeHello({ maxBodyBytes: 1_000_000 }));
        controller.enqueue(encodeAck(0, 1_000_000));
        if (read) this.#hold(read, controller);
        else controller.close();
      },
    });
    return new Response(body);
  };

  #hold(read: Read, controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.reads.push(read);
    this.#endOpen();
    this.openCount += 1;
    let cancel = () => {};
    const beat = () => {
      cancel = this.#clock.schedule(read.beatMs, () => {
        controller.enqueue(encodePad());
        beat();
      });
    };
    beat();
    this.#endOpen = () => {
      cancel();
      this.openCount -= 1;
      controller.close();
    };
  }
}

test('a quiet session keeps one READ open, with about one request a minute', async () => {
  const { environment, clock } = anEnvironment();
  const server = new SilentServer(clock);
  const over = new AbortController();
  const options = someOptions();
  openSession(options, { ...environment, fetch: server.fetch }, { signal: over.signal });
  clock.advance(options.pollIntervalMs);
  await settled();
  expect(server.openCount).toBe(1);
  for (let second = 0; second < 600; second++) {
    clock.advance(1_000);
    await settled();
    expect(server.openCount).toBe(1);
  }
  expect(server.requestCount).toBeGreaterThanOrEqual(10);
  expect(server.requestCount).toBeLessThanOrEqual(12);
  expect(server.reads.every(({ beatMs }) => beatMs === 8_000)).toBe(true);
  over.abort();
  await settled();
});

test('a session that nobody reads from is not read either, but shows that it lives', async () => {
  const { environment, clock } = anEnvironment();
  const server = new SilentServer(clock);
  const over = new AbortController();
  const resume = { id: 'feedface', sentOffset: 0, receivedOffset: 0 };
  const sessionOptions = { signal: over.signal, resume, windowBytes: 0 };
  openSession(someOptions(), { ...environment, fetch: server.fetch }, sessionOptions);
  for (let second = 0; second < 300; second++) {
    clock.advance(1_000);
    await settled();
  }
  expect(server.reads).toHaveLength(0);
  expect(server.requestCount).toBeGreaterThanOrEqual(4);
  expect(server.requestCount).toBeLessThanOrEqual(6);
  over.abort();
});
