import { type connect, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createTcpDialer, dialErrorOf, withinDialTimeout } from '../../src/server/dial.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { closedPort, startEcho } from './tcp-servers.ts';

const never = new AbortController().signal;
const systemError = (code: string) => Object.assign(new Error(code), { code });

test('it connects to an address that was checked, past one that does not answer', async () => {
  const { port } = await startEcho();
  const addresses = [
    { address: '127.0.0.2', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ];
  const socket = await createTcpDialer()({ addresses, port }, never);
  expect(socket.remoteAddress).toBe('127.0.0.1');
  expect(socket.allowHalfOpen).toBe(true);
  socket.destroy();
});

test('a port that nothing listens on is refused', async () => {
  const target = { host: '127.0.0.1', port: await closedPort() };
  await expect(createTcpDialer()(target, never)).rejects.toMatchObject({ code: 'DIAL_REFUSED' });
});

test('a dial that hangs is given up after 10 s, and its socket closed', async () => {
  const clock = new ManualClock();
  const socket = new Socket();
  const dial = createTcpDialer((() => socket) as unknown as typeof connect);
  const dialling = withinDialTimeout(clock, never, (timed) =>
    dial({ host: '192.0.2.1', port: 1 }, timed),
  );
  const failed = expect(dialling).rejects.toMatchObject({ code: 'DIAL_TIMEOUT' });
  clock.advance(9_999);
  expect(socket.destroyed).toBe(false);
  clock.advance(1);
  await failed;
  expect(socket.destroyed).toBe(true);
});

test('nobody is dialled for one who left', async () => {
  const dial = createTcpDialer(() => {
    throw new Error('this must not be dialled');
  });
  const dialling = dial({ host: '192.0.2.1', port: 1 }, AbortSignal.abort());
  await expect(dialling).rejects.toMatchObject({ code: 'DIAL_ABORTED' });
});

test.each([
  ['ECONNREFUSED', 'DIAL_REFUSED'],
  ['ETIMEDOUT', 'DIAL_TIMEOUT'],
  ['EHOSTUNREACH', 'DIAL_HOST_UNREACHABLE'],
  ['ENOTFOUND', 'DIAL_HOST_UNREACHABLE'],
  ['ENETUNREACH', 'DIAL_NETWORK_UNREACHABLE'],
  ['EACCES', 'DIAL_NOT_ALLOWED'],
  ['EMFILE', 'DIAL_FAILED'],
])('%s is %s', (systemCode, code) => {
  expect(dialErrorOf(systemError(systemCode)).code).toBe(code);
});

test('of several addresses the failure that came closest counts', () => {
  const errors = ['ENETUNREACH', 'ECONNREFUSED', 'ETIMEDOUT'].map(systemError);
  expect(dialErrorOf(new AggregateError(errors)).code).toBe('DIAL_REFUSED');
});
