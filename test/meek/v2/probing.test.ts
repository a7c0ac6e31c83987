import { expect, test } from 'vitest';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import { encodeAck, encodeHello, type Frame } from '../../../src/meek/v2/frames.ts';
import { openSession } from '../../../src/meek/v2/session.ts';
import { anEnvironment, someOptions } from '../an-environment.ts';
import type { FakeFetch, SentRequest } from '../fake-fetch.ts';
import { settled } from '../settled.ts';

const WINDOW = 8 * 1024 * 1024;

const typesIn = ({ body }: SentRequest): Frame['type'][] =>
  [...new FrameDecoder().push(body)].map(({ type }) => type);

const acknowledging = (offset: number) =>
  new Response(
    Buffer.concat([encodeHello({ maxBodyBytes: 1_000_000 }), encodeAck(offset, WINDOW)]),
  );

const unavailable = () => new Response('<h1>Service Unavailable</h1>', { status: 503 });

/** What was sent since the last time. */
function watch(server: FakeFetch) {
  let seen = 0;
  return async () => {
    await settled();
    const fresh = server.sent.slice(seen);
    seen = server.sent.length;
    return fresh;
  };
}

test('during an outage one small request asks whether it is over, and then all goes on', async () => {
  const { clock, server, environment } = anEnvironment();
  const sent = watch(server);
  const over = new AbortController();
  const options = someOptions();
  const session = openSession(options, environment, { signal: over.signal });
  clock.advance(options.pollIntervalMs);
  for (const opening of await sent()) opening.respond(acknowledging(0));
  const writer = session.writable.getWriter();
  void writer.write(new Uint8Array(300_000)).catch(() => {});

  const underway = await sent();
  expect(underway.length).toBeGreaterThan(3);
  for (const request of underway) request.respond(unavailable());
  const again = await sent();
  expect(again.length).toBeGreaterThan(3);
  for (const request of again) request.respond(unavailable());

  expect(await sent()).toEqual([]);
  for (const waitMs of [250, 500, 1_000, 1_000]) {
    clock.advance(waitMs - 1);
    expect(await sent()).toEqual([]);
    clock.advance(1);
    const probes = await sent();
    expect(probes.map(typesIn)).toEqual([['hello', 'ack']]);
    probes[0]?.respond(unavailable());
    expect(await sent()).toEqual([]);
  }

  clock.advance(1_000);
  const [probe] = await sent();
  probe?.respond(acknowledging(0));
  const resumed = (await sent()).flatMap(typesIn);
  expect(resumed.filter((type) => type === 'read')).toHaveLength(1);
  expect(resumed.filter((type) => type === 'data').length).toBeGreaterThan(3);
  over.abort();
});
