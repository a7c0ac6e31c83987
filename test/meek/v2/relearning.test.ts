import { expect, onTestFinished, test } from 'vitest';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import { encodeAck, encodeHello, encodePad } from '../../../src/meek/v2/frames.ts';
import { RouteMemory, type RouteRecord } from '../../../src/meek/v2/route-memory.ts';
import { openSession } from '../../../src/meek/v2/session.ts';
import { toTcp } from '../../server/server-under-test.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { startV2Server } from '../../server/v2/server-under-test.ts';
import { anEnvironment, ROUTE, someOptions } from '../an-environment.ts';
import type { ManualClock } from '../manual-clock.ts';
import { settled } from '../settled.ts';
import { bufferingAnswers } from './faulty-fetch.ts';
import { openRealSession } from './open-real-session.ts';
import { expectEcho, someBytes } from './transfer.ts';

const NOTHING: RouteRecord = {
  streams: null,
  idleCutMs: null,
  ageCutMs: null,
  maxBodyBytes: null,
  rttMs: null,
};

test('a stored “streams” is corrected on a route that buffers', { timeout: 60_000 }, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const key = `port-${port}`;
  const memory = new RouteMemory({ [key]: { ...NOTHING, streams: true } });
  const session = openRealSession(port, { fetchThrough: bufferingAnswers, memory });
  await expectEcho(session, someBytes(1_000_000, 9));
  expect(memory.recordOf(key).streams).toBe(false);
});

test('a stored “buffers” is corrected by the first poll that is quiet for long', async () => {
  const { environment, clock } = anEnvironment();
  const memory = new RouteMemory({ [ROUTE.key]: { ...NOTHING, streams: false } });
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const fetch = streamingNothing(clock);
  const session = openSession(
    someOptions(),
    { ...environment, fetch },
    { memory, signal: over.signal },
  );
  session.closed.catch(() => {});
  for (let second = 0; second < 9; second++) {
    clock.advance(1_000);
    await settled();
    expect(memory.recordOf(ROUTE.key).streams).toBe(false);
  }
  clock.advance(2_000);
  await settled();
  expect(memory.recordOf(ROUTE.key).streams).toBe(true);
});

/** A route that streams, and a server that has nothing to say until a READ's time is over. */
function streamingNothing(clock: ManualClock): Fetch {
  return async (_url, init) => {
    const frames = [...new FrameDecoder().push(init.body as Uint8Array)];
    const read = frames.find((frame) => frame.type === 'read');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encodeHello({ maxBodyBytes: 1_000_000 }));
        controller.enqueue(encodeAck(0, 1_000_000));
        if (!read) return controller.close();
        clock.schedule(read.beatMs, () => controller.enqueue(encodePad()));
        clock.schedule(read.holdMs, () => controller.close());
      },
    });
    return new Response(body);
  };
}
