import { expect, test } from 'vitest';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { RouteMemory } from '../../../src/meek/v2/route-memory.ts';
import { toTcp } from '../../server/server-under-test.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { startV2Server } from '../../server/v2/server-under-test.ts';
import {
  bufferingAnswers,
  burstsOf503,
  cuttingAnswers,
  droppingRequests,
  duplicatingAndReordering,
  losingEvery,
  seeded,
  strippingHeaders,
} from './faulty-fetch.ts';
import { openRealSession } from './open-real-session.ts';
import { expectEcho, someBytes } from './transfer.ts';

const BYTES = someBytes(3_000_000, 7);

const FAULTS: [string, Fetch][] = [
  ['no fault', fetch],
  ['every 4th answer lost after processing', losingEvery(4)],
  ['every 2nd answer lost after processing', losingEvery(2)],
  ['answers cut at random', cuttingAnswers(0.5, seeded(11))],
  ['requests that never arrive', droppingRequests(0.3, seeded(12))],
  ['posts duplicated and reordered', duplicatingAndReordering(seeded(13))],
  ['bursts of 503', burstsOf503(4, 12)],
];

test.for(FAULTS)('%s: both ways byte for byte', { timeout: 60_000 }, async ([, fetchThrough]) => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  await expectEcho(openRealSession(port, { fetchThrough }), BYTES);
  expect(echo.sockets).toHaveLength(1);
});

test('behind a reflector that passes two headers, the token travels in HELLO', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port), authToken: 's3cret' });
  const session = openRealSession(port, { fetchThrough: strippingHeaders, authToken: 's3cret' });
  await expectEcho(session, BYTES);
});

test('a route that buffers whole answers is recognised and polled', {
  timeout: 60_000,
}, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const memory = new RouteMemory();
  await expectEcho(openRealSession(port, { fetchThrough: bufferingAnswers, memory }), BYTES);
  expect(memory.recordOf(`port-${port}`).streams).toBe(false);
});
