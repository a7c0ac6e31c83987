import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type CertificateAuthority,
  createAuthority,
  type PemPair,
} from '../../dev/certificates.ts';
import { readHello } from '../../dev/edge/client-hello.ts';
import { carryOut } from '../../dev/edge/commands.ts';
import { BLOCKS, type Block, FrontBlocks, parseBlock } from '../../dev/edge/faults/front-blocks.ts';
import { type Edge, startEdge } from '../../dev/edge.ts';

const BLOCKED = 'blocked.example';
const FREE = 'free.example';
const MARK = 'x-of-the-origin';

let authority: CertificateAuthority;
let certificates: Record<string, PemPair>;
let defaultCertificate: PemPair;
let origin: Server;
let edge: Edge;
let blocks: FrontBlocks;
const sessions: ClientHttp2Session[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  certificates = {
    [BLOCKED]: await authority.issue([BLOCKED]),
    [FREE]: await authority.issue([FREE]),
  };
  defaultCertificate = await authority.issue(['edge.example']);
});

beforeEach(async () => {
  origin = createServer((request, response) => {
    response.writeHead(200, { [MARK]: 'yes' });
    if (request.url === '/endless') response.write('begun');
    else response.end('answer');
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port } = origin.address() as AddressInfo;
  blocks = new FrontBlocks();
  edge = await startEdge({
    ...{ fronts: certificates, defaultCertificate, blocks },
    inners: { 'inner.example': new URL(`http://127.0.0.1:${port}`) },
  });
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  await edge.close();
  origin.closeAllConnections();
  origin.close();
});

function dial(front: string, ticket?: Buffer): ClientHttp2Session {
  const options = {
    ...{ host: '127.0.0.1', ca: authority.certificatePem, servername: front },
    ...(ticket && { session: ticket }),
  };
  const session = connect(`https://${front}:${edge.port}`, options).on('error', () => {});
  sessions.push(session);
  return session;
}

/** Which of our server's answers, a page's status, or the connection's error code. */
async function ask(session: ClientHttp2Session): Promise<string> {
  const failed = once(session, 'error').then(([{ code }]) => String(code));
  const answered = async () => {
    const stream = session.request({
      ...{ ':method': 'POST', ':path': '/', ':authority': 'inner.example' },
    });
    stream.on('error', () => {});
    const [headers] = await once(stream, 'response');
    await buffer(stream);
    return headers[MARK] ? 'answered' : `page with ${headers[':status']}`;
  };
  return Promise.race([answered().catch(() => failed), failed]);
}

test.each<[Block, string]>([
  ['rst-on-sni', 'ECONNRESET'],
  ['dns-poisoned', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['refuse', 'page with 403'],
  ['cover', 'page with 200'],
])('%s: the front is lost, another is not, and it comes back', async (block, outcome) => {
  expect(await ask(dial(BLOCKED))).toBe('answered');
  blocks.block(block, BLOCKED);
  expect(await ask(dial(BLOCKED))).toBe(outcome);
  expect(await ask(dial(FREE))).toBe('answered');
  blocks.unblock(BLOCKED);
  expect(await ask(dial(BLOCKED))).toBe('answered');
});

test.each<Block>(['rst-on-sni', 'dns-poisoned'])(
  '%s cuts what is open, and nothing else',
  async (block) => {
    const [session, other] = [dial(BLOCKED), dial(FREE)];
    await Promise.all([ask(session), ask(other)]);
    const cut = new Promise((resolve) => session.once('close', resolve));
    blocks.block(block, BLOCKED);
    await cut;
    expect(await ask(other)).toBe('answered');
  },
);

test('dns-poisoned: a TLS session of before is not taken up again', async () => {
  const session = dial(BLOCKED);
  const [ticket] = await once(session.socket, 'session');
  await ask(session);
  blocks.block('dns-poisoned', BLOCKED);
  expect(await ask(dial(BLOCKED, ticket))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  blocks.unblock(BLOCKED);
  const resumed = dial(BLOCKED, ticket);
  expect(await ask(resumed)).toBe('answered');
  expect((resumed.socket as TLSSocket).isSessionReused()).toBe(true);
});

test.each<Block>(['refuse', 'cover'])(
  '%s meets what comes on an open connection',
  async (block) => {
    const session = dial(BLOCKED);
    await ask(session);
    blocks.block(block, BLOCKED);
    expect(await ask(session)).toMatch(/^page/);
  },
);

test('blackhole: new connections and open ones are silent, and stay open', async () => {
  const session = dial(BLOCKED);
  await ask(session);
  const endless = session.request({ ':path': '/endless', ':authority': 'inner.example' });
  const [begun] = await once(endless, 'data');
  expect(String(begun)).toBe('begun');
  blocks.block('blackhole', BLOCKED);
  const heard: string[] = [];
  for (const event of ['data', 'end', 'error', 'close']) {
    endless.on(event, () => heard.push(event));
  }
  const onOpen = ask(session).then((outcome) => heard.push(outcome));
  const onNew = ask(dial(BLOCKED)).then((outcome) => heard.push(outcome));
  // What is not silent is answered sooner than this.
  for (let turn = 0; turn < 20; turn++) expect(await ask(dial(FREE))).toBe('answered');
  expect(heard).toEqual([]);
  for (const one of sessions) one.destroy(new Error('enough'));
  await Promise.allSettled([onOpen, onNew]);
});

test('names are compared in lower case', async () => {
  blocks.block('refuse', BLOCKED.toUpperCase());
  expect(await ask(dial(BLOCKED))).toBe('page with 403');
});

test('who speaks no TLS is sent away', async () => {
  const socket = connectTcp(edge.port, '127.0.0.1').resume();
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await once(socket, 'close');
  expect(await ask(dial(FREE))).toBe('answered');
});

test('a block is read as BLOCK:FRONT', () => {
  for (const block of BLOCKS) {
    expect(parseBlock(`${block}:a.example`)).toEqual({ block, front: 'a.example' });
  }
  for (const text of ['', 'refuse', 'refuse:', 'burn:a.example', 'refuse:a.example:1']) {
    expect(() => parseBlock(text)).toThrow(RangeError);
  }
});

test('commands block and unblock, and say what they did', () => {
  expect(carryOut(`block rst-on-sni:${BLOCKED}`, blocks).event).toBe('done');
  expect(blocks.receptionOf(BLOCKED)).toBe('reset');
  expect(carryOut(`unblock ${BLOCKED}`, blocks).event).toBe('done');
  expect(blocks.receptionOf(BLOCKED)).toBe('served');
  for (const command of ['', 'block', 'block nothing', 'unblock', `burn ${BLOCKED}`]) {
    expect(carryOut(command, blocks)).toMatchObject({ event: 'refused', command });
  }
});

const HELLO = Buffer.from(
  // A record with a ClientHello: version and random, no session, one suite, one compression.
  `16030100410100003d0303${'07'.repeat(32)}0000021301010000120000000e000c0000096c65742e742e746573`,
  'hex',
);

test('the name in a ClientHello is found, also when it comes in pieces', () => {
  expect(readHello(HELLO)).toEqual({ serverName: 'let.t.tes' });
  for (let bytes = 0; bytes < HELLO.length; bytes++) {
    expect(readHello(HELLO.subarray(0, bytes))).toBeUndefined();
  }
  const body = HELLO.subarray(5);
  const record = (part: Buffer) => Buffer.from([22, 3, 1, 0, part.length, ...part]);
  const halves = Buffer.concat([record(body.subarray(0, 20)), record(body.subarray(20))]);
  expect(readHello(halves)).toEqual({ serverName: 'let.t.tes' });
});

test('what is no ClientHello, or a broken one, has no name', () => {
  expect(readHello(Buffer.from('GET / HTTP/1.1\r\n'))).toEqual({ serverName: undefined });
  expect(readHello(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]))).toEqual({ serverName: undefined });
  for (let at = 9; at < HELLO.length; at++) {
    const broken = Buffer.from(HELLO);
    broken[at] = 255;
    expect(() => readHello(broken)).not.toThrow();
  }
});
