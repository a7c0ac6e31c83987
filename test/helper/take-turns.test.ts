import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { takeTurns } from '../../src/helper/agent/take-turns.ts';

const MESSAGE = Buffer.alloc(64 * 1024);

test('a socket that brings much waits for the next turn', async () => {
  const socket = Object.assign(new EventEmitter(), { pause: vi.fn(), resume: vi.fn() });
  takeTurns(socket as never);
  for (let count = 0; count < 3; count++) socket.emit('message', MESSAGE);
  expect(socket.pause).not.toHaveBeenCalled();
  socket.emit('message', MESSAGE);
  expect(socket.pause).toHaveBeenCalledOnce();
  expect(socket.resume).not.toHaveBeenCalled();
  await nextTurn();
  expect(socket.resume).toHaveBeenCalledOnce();
});

test('nothing is lost by it', async () => {
  using cleanup = new DisposableStack();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  cleanup.defer(() => server.close());
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  cleanup.defer(() => client.terminate());
  const [accepted] = (await once(server, 'connection')) as [WebSocket];
  takeTurns(accepted);
  let bytes = 0;
  accepted.on('message', (data: Buffer) => {
    bytes += data.length;
  });
  if (client.readyState === WebSocket.CONNECTING) await once(client, 'open');
  for (let count = 0; count < 100; count++) client.send(MESSAGE);
  client.close();
  await once(accepted, 'close');
  expect(bytes).toBe(100 * MESSAGE.length);
});
