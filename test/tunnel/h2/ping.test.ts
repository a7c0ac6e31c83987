import { expect, test } from 'vitest';
import { openTunnel } from './tunnel-under-test.ts';

test('a tunnel that stands answers a PING', async () => {
  const { tunnel } = await openTunnel();
  await tunnel.ping();
  expect(tunnel.isOver).toBe(false);
});

test('a tunnel that is lost meanwhile says with what', async () => {
  const { tunnel, stream } = await openTunnel();
  stream.pause();
  stream.removeAllListeners('data').removeAllListeners('readable');
  const pinging = tunnel.ping();
  stream.destroy(Object.assign(new Error('lost'), { code: 'MEEK_SESSION_LOST' }));
  await expect(pinging).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
  expect(tunnel.isOver).toBe(true);
});

test('a tunnel that was closed says so at once', async () => {
  const { tunnel } = await openTunnel();
  tunnel.close();
  await expect(tunnel.ping()).rejects.toMatchObject({ code: 'TUNNEL_CLOSED' });
});
