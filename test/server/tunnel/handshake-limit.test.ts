import { expect, test } from 'vitest';
import { ManualClock } from '../../meek/manual-clock.ts';
import { connectToServer, openTunnel } from '../../tunnel/h2/tunnel-under-test.ts';
import { startEcho } from '../tcp-servers.ts';

const HANDSHAKE_LIMIT_MS = 30_000;
/** The first bytes of a TLS record that holds a handshake message. */
const BEGINNING = Buffer.from([0x16, 3, 1, 2, 0]);

test('a client that begins to shake hands and goes no further is left after 30 s', async () => {
  const clock = new ManualClock();
  const { stream } = await connectToServer({ clock });
  stream.write(BEGINNING);
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  await new Promise(setImmediate);
  clock.advance(HANDSHAKE_LIMIT_MS - 1);
  await new Promise(setImmediate);
  expect(stream.destroyed).toBe(false);
  clock.advance(1);
  await closed;
});

test('one that has shaken hands stays', async () => {
  const clock = new ManualClock();
  const echo = await startEcho();
  const { stream, tunnel } = await openTunnel({ clock });
  await tunnel.dial({ host: '127.0.0.1', port: echo.port });
  clock.advance(2 * HANDSHAKE_LIMIT_MS);
  await new Promise(setImmediate);
  expect(stream.destroyed).toBe(false);
});
