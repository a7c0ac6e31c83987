import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { encodeHello } from '../../src/meek/v2/frames.ts';
import { createDispatch } from '../../src/server/dispatch.ts';
import type { Handler } from '../../src/server/handler.ts';
import { send } from './meek-client.ts';

const HELLO = encodeHello();
const V2 = { 'Content-Type': 'application/octet-stream; v=2' };
const PLAIN = { 'Content-Type': 'application/octet-stream' };
const V1_SESSION = 'abcdefgh';

let port: number;

/** Answers with the name of the protocol, and with the body in hex as that protocol read it. */
function speaking(protocol: string): Handler {
  return async (incoming, response) => {
    incoming.setEncoding('hex');
    response.end(`${protocol} ${await text(incoming)}`);
  };
}

beforeEach(async () => {
  const dispatch = createDispatch(speaking('v1'), speaking('v2'), (id) => id === V1_SESSION);
  const server = createServer(dispatch).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  onTestFinished(() => void server.close());
});

const hex = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('hex');

test.each([
  ['by its content type, whatever it holds', V2, 'anything', 'v2'],
  ['by its content type, with nothing in it', V2, '', 'v2'],
  ['by its first bytes, where a reflector set the type', PLAIN, HELLO, 'v2'],
  ['as v1, where they are no HELLO', PLAIN, 'anything else', 'v1'],
  ['as v1, where there are none', PLAIN, '', 'v1'],
  ['as v1, where they are too few', PLAIN, HELLO.subarray(0, 7), 'v1'],
  ['as v1, with a sequence number', { ...PLAIN, 'X-Meek-Seq': '0' }, HELLO, 'v1'],
  ['as v1, in a session of v1', { ...PLAIN, 'X-Session-Id': V1_SESSION }, HELLO, 'v1'],
  ['as v2, in another session', { ...PLAIN, 'X-Session-Id': 'hgfedcba' }, HELLO, 'v2'],
])('a POST is taken %s, and its body is whole', async (_how, headers, body, protocol) => {
  const answer = await send(port, { headers, body });
  expect(`${answer.body}`).toBe(`${protocol} ${hex(body)}`);
});

test('what is no POST is v1’s to refuse', async () => {
  const answer = await send(port, { method: 'PUT', headers: PLAIN, body: HELLO });
  expect(`${answer.body}`).toMatch(/^v1 /);
});

test('a HELLO that comes byte by byte is known, and nothing of it is lost', async () => {
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers: PLAIN });
  for (const byte of HELLO) {
    outgoing.write(Buffer.of(byte));
    await turn();
  }
  outgoing.end('more');
  const [answer] = await once(outgoing, 'response');
  expect(await text(answer)).toBe(`v2 ${hex(HELLO)}${hex('more')}`);
});

test('a client that leaves before its first bytes does not keep the others waiting', async () => {
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers: PLAIN });
  outgoing.on('error', () => {});
  outgoing.flushHeaders();
  await once(outgoing, 'socket');
  outgoing.destroy();
  const answer = await send(port, { headers: PLAIN, body: HELLO });
  expect(`${answer.body}`).toMatch(/^v2 /);
});
