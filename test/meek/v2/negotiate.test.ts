import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { negotiate } from '../../../src/meek/v2/negotiate.ts';
import { startServer, toTcp } from '../../server/server-under-test.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { startV2Server } from '../../server/v2/server-under-test.ts';
import { someOptions } from '../an-environment.ts';
import { strippingHeaders } from './faulty-fetch.ts';
import { realEnvironment, routeToPort } from './open-real-session.ts';

function ask(
  port: number,
  { fetchThrough, authToken }: { fetchThrough?: Fetch; authToken?: string } = {},
) {
  const options = someOptions(authToken ? { authToken } : {});
  const environment = realEnvironment([port], fetchThrough);
  return negotiate(routeToPort(port), options, environment, new AbortController().signal);
}

async function startAnswering(status: number, body: string) {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('our server speaks v2, and dials nothing to say so', async () => {
  const echo = await startEcho();
  const { port, sessions } = await startV2Server({ dial: toTcp(echo.port) });
  await expect(ask(port)).resolves.toBe(2);
  await expect(ask(port, { fetchThrough: strippingHeaders })).resolves.toBe(2);
  expect(sessions.liveCount).toBe(0);
  expect(echo.sockets).toHaveLength(0);
});

test('a server of v1 is told by its own words, and dials nothing', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo.port), authToken: 's3cret' });
  await expect(ask(port, { authToken: 's3cret' })).resolves.toBe(1);
  await expect(ask(port)).rejects.toMatchObject({ code: 'MEEK_TOKEN_REFUSED' });
  expect(echo.sockets).toHaveLength(0);
});

test('so is Tor’s', async () => {
  await expect(ask(await startAnswering(400, 'Bad request.\n'))).resolves.toBe(1);
});

test('a wrong token is refused, also where its header does not arrive', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port), authToken: 's3cret' });
  const refused = { code: 'MEEK_TOKEN_REFUSED' };
  await expect(ask(port)).rejects.toMatchObject(refused);
  await expect(ask(port, { authToken: 'guess' })).rejects.toMatchObject(refused);
  const fetchThrough = strippingHeaders;
  await expect(ask(port, { authToken: 'guess', fetchThrough })).rejects.toMatchObject(refused);
  await expect(ask(port, { authToken: 's3cret', fetchThrough })).resolves.toBe(2);
});

test.for([
  ['a cover page', 200, '<h1>Welcome</h1>', 'MEEK_FRONT_REFUSED'],
  ['raw bytes', 200, '', 'MEEK_FRONT_REFUSED'],
  ['a page that is too long', 200, 'x'.repeat(10_000), 'MEEK_FRONT_REFUSED'],
  ['a CDN’s 400', 400, '<h1>Bad Request</h1>', 'MEEK_FRONT_REFUSED'],
  ['a dead origin', 502, 'bad gateway', 'MEEK_SERVER_UNREACHABLE'],
] as const)('%s is neither', async ([, status, body, code]) => {
  await expect(ask(await startAnswering(status, body))).rejects.toMatchObject({ code });
});
