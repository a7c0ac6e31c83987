import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Dial } from '../../src/helper/local-proxy/dial.ts';
import { MeekError } from '../../src/meek/errors.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { SocksError } from '../../src/tunnel/socks5.ts';
import { LocalProxyUnderTest, openLocalProxy } from './local-proxy-under-test.ts';
import { breakPipe, echo } from './memory-pipe.ts';
import { TcpClient } from './tcp-client.ts';

/** Dials one port of this machine, whatever the destination. */
function dialPort(port: number): Dial {
  return async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return { ...Duplex.toWeb(socket), closed: new Promise(() => {}) } as unknown as Pipe;
  };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** An app whose proxy leads to a web server that answers by `handle`. */
async function browse(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const port = await listening(createServer(handle));
  return TcpClient.connect((await openLocalProxy(dialPort(port))).port);
}

/** An app whose proxy leads to a server that says `answer`, whatever it is asked. */
async function browseRaw(answer: string) {
  const server = createTcpServer((socket: Socket) => {
    socket.on('error', () => {}).once('data', () => socket.end(answer));
  });
  return TcpClient.connect((await openLocalProxy(dialPort(await listening(server)))).port);
}

/** Tells what arrived, as a line of JSON. */
async function reflect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, rawHeaders } = request;
  response.end(`${JSON.stringify({ method, url, rawHeaders, body: await text(request) })}\n`);
}

async function reflected(app: TcpClient) {
  await app.takeThrough('\r\n\r\n');
  const line = await app.takeThrough('}\n');
  return JSON.parse(line.slice(line.indexOf('{')));
}

describe('CONNECT', () => {
  test.each([
    ['site.example:443', { host: 'site.example', port: 443 }],
    ['192.0.2.1:8080', { host: '192.0.2.1', port: 8080 }],
    ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
  ])('%s becomes a tunnel', async (authority, destination) => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    app.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    expect(await app.takeThrough('\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    app.write('hello');
    expect(`${await app.take(5)}`).toBe('hello');
    app.end();
    expect(await app.closed).toBeUndefined();
    expect(proxy.destinations).toEqual([destination]);
  });

  test('with the first data in the same piece', async () => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    app.write('CONNECT a.example:1 HTTP/1.1\r\nHost: a.example\r\n\r\nearly');
    await app.takeThrough('\r\n\r\n');
    expect(`${await app.take(5)}`).toBe('early');
  });

  test('byte by byte', async () => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    for (const byte of Buffer.from('CONNECT a.example:1 HTTP/1.1\r\nHost: a\r\n\r\nhi')) {
      app.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    await app.takeThrough('\r\n\r\n');
    expect(`${await app.take(2)}`).toBe('hi');
  });

  test('a pipe that breaks resets the app', async () => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => {
      setImmediate(() => breakPipe(far, new Error('The session is lost.')));
    });
    const app = await proxy.connect();
    app.write('CONNECT a.example:1 HTTP/1.1\r\nHost: a.example\r\n\r\n');
    expect(await app.closed).toBe('ECONNRESET');
  });

  test.each(['site.example', 'site.example:0', 'site.example:65536', 'a b:80', ':80', '[::1:80'])(
    '%s is refused',
    async (authority) => {
      const proxy = await LocalProxyUnderTest.open();
      const app = await proxy.connect();
      app.write(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await app.ended;
      expect(`${app.received}`).toMatch(/^HTTP\/1\.1 400 /);
      expect(proxy.destinations).toEqual([]);
    },
  );
});

describe('a request in absolute form', () => {
  test('reaches its server in origin form', async () => {
    const app = await browse(reflect);
    app.write('GET http://site.example/a%20b?c=d HTTP/1.1\r\nHost: site.example\r\n\r\n');
    expect(await reflected(app)).toMatchObject({ method: 'GET', url: '/a%20b?c=d', body: '' });
  });

  test.each([
    ['http://site.example/', { host: 'site.example', port: 80 }],
    ['http://site.example:8080/', { host: 'site.example', port: 8080 }],
    ['http://[2001:db8::1]/', { host: '2001:db8::1', port: 80 }],
    ['HTTP://user:secret@site.example', { host: 'site.example', port: 80 }],
  ])('%s is dialled', async (url, destination) => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => breakPipe(far, new Error('no')));
    const app = await proxy.connect();
    app.write(`GET ${url} HTTP/1.1\r\nHost: site.example\r\n\r\n`);
    await app.takeThrough('\r\n\r\n');
    expect(proxy.destinations).toEqual([destination]);
  });

  test.each([
    ['POST', 'Content-Length: 5\r\n\r\nhello'],
    ['POST', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['DELETE', 'Content-Length: 5\r\n\r\nhello'],
    ['DELETE', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
  ])('%s brings its body: %j', async (method, rest) => {
    const app = await browse(reflect);
    app.write(`${method} http://site.example/ HTTP/1.1\r\nHost: site.example\r\n${rest}`);
    expect(await reflected(app)).toMatchObject({ method, body: 'hello' });
  });

  test('two on one connection are answered in turn', async () => {
    const app = await browse(reflect);
    for (const path of ['/first', '/second']) {
      app.write(`GET http://site.example${path} HTTP/1.1\r\nHost: site.example\r\n\r\n`);
      expect(await reflected(app)).toMatchObject({ url: path });
    }
  });

  test('headers of the hop, and for the proxy, stay here', async () => {
    const app = await browse(reflect);
    app.write(
      'GET http://site.example/ HTTP/1.1\r\nHost: site.example\r\nAccept: text/html\r\n' +
        'Proxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\n' +
        'Connection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\nX-End: 2\r\n\r\n',
    );
    expect((await reflected(app)).rawHeaders).toEqual([
      ...['Host', 'site.example', 'Accept', 'text/html', 'X-End', '2', 'Connection', 'close'],
    ]);
  });

  test('headers of the answer come through, but for those of the hop', async () => {
    const app = await browseRaw(
      'HTTP/1.1 404 Nothing here\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Hop: 1\r\n' +
        'Connection: close, X-Hop\r\nContent-Length: 2\r\n\r\nno',
    );
    app.write('GET http://site.example/ HTTP/1.1\r\nHost: site.example\r\n\r\n');
    const head = await app.takeThrough('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 404 /);
    expect(head).toContain('Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n');
    expect(head).not.toContain('X-Hop');
    expect(`${await app.take(2)}`).toBe('no');
  });

  test.each([
    ['an impossible status', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n', ''],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 503 '],
    ['nothing', '', 'HTTP/1.1 503 '],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-', 'HTTP/1.1 503 '],
    ['less than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'HTTP/1.1 200 '],
  ])('to a server that answers %s ends that connection only', async (_what, said, told) => {
    const app = await browseRaw(said);
    app.write('GET http://site.example/ HTTP/1.1\r\nHost: site.example\r\n\r\n');
    await Promise.race([app.ended, app.closed]);
    expect(`${app.received}`.slice(0, told.length || 1)).toBe(told);
  });
});

describe('refused with 400', () => {
  test.each([
    ['a request in origin form', 'GET / HTTP/1.1\r\nHost: 127.0.0.1'],
    [
      'a page that asks this port',
      'POST /x HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 0',
    ],
    ['https in absolute form', 'GET https://site.example/ HTTP/1.1\r\nHost: site.example'],
    ['ftp in absolute form', 'GET ftp://site.example/ HTTP/1.1\r\nHost: site.example'],
    ['an URL without a host', 'GET http:/// HTTP/1.1\r\nHost: site.example'],
  ])('%s', async (_what, head) => {
    const proxy = await LocalProxyUnderTest.open();
    const app = await proxy.connect();
    app.write(`${head}\r\n\r\n`);
    await app.ended;
    expect(`${app.received}`).toMatch(/^HTTP\/1\.1 400 /);
    expect(proxy.destinations).toEqual([]);
  });
});

describe('a dial that fails is told in a status and a sentence', () => {
  test.each([
    [SocksError.fromReply(2), 403, 'The server does not connect to this destination.'],
    [SocksError.fromReply(4), 502, 'The destination does not exist,'],
    [SocksError.fromReply(5), 502, 'The destination refuses the connection.'],
    [SocksError.fromReply(6), 504, 'The destination did not answer in time.'],
    [SocksError.fromReply(1), 502, 'The server could not make the connection.'],
    [new MeekError('MEEK_FRONT_UNREACHABLE', ''), 503, 'The front does not answer:'],
    [new MeekError('MEEK_SESSION_LOST', ''), 503, 'The server was restarted.'],
    [Object.assign(new Error(), { code: 'TUNNEL_DOWN' }), 503, 'Frontage is not connected'],
    [Object.assign(new Error(), { code: 'LINK_LOST' }), 503, 'The browser that carries'],
    [new Error('odd'), 503, 'The connection through the tunnel broke.'],
  ])('%s: %i', async (error, status, sentence) => {
    const proxy = await openLocalProxy(() => Promise.reject(error));
    for (const target of ['CONNECT site.example:443', 'GET http://site.example/']) {
      const app = await TcpClient.connect(proxy.port);
      app.write(`${target} HTTP/1.1\r\nHost: site.example\r\n\r\n`);
      await app.ended;
      expect(`${app.received}`).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(`${app.received}`).toContain(sentence);
    }
  });
});

test('an app that goes away amid an answer gives up the pipe', async () => {
  const proxy = await LocalProxyUnderTest.open(async ({ far }) => {
    const writer = far.writable.getWriter();
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nbeginning';
    await writer.write(Buffer.from(head)).catch(() => {});
    writer.closed.catch(() => gone.resolve());
  });
  const gone = Promise.withResolvers<void>();
  const app = await proxy.connect();
  app.write('GET http://site.example/ HTTP/1.1\r\nHost: site.example\r\n\r\n');
  await app.takeThrough('beginning');
  app.socket.resetAndDestroy();
  await gone.promise;
});
