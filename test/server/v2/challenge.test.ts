import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import {
  encodeChallenge,
  encodeDataHeader,
  encodeHello,
  type Frame,
  type Proof,
} from '../../../src/meek/v2/frames.ts';
import { proofBytes } from '../../../src/meek/v2/proof-bytes.ts';
import { Arrived, CONTENT_TYPE, ResetCode } from '../../../src/meek/v2/wire.ts';
import { createIdentityPem } from '../../../src/server/builtin/identity.ts';
import { send } from '../meek-client.ts';
import { toTcp } from '../server-under-test.ts';
import { startEcho } from '../tcp-servers.ts';
import { startV2Server } from './server-under-test.ts';

const identityPem = createIdentityPem();
const nonce = Uint8Array.from({ length: 32 }, (_, index) => index);
const challenge = encodeChallenge({ nonce, pauseMs: 0 });
const ask = encodeHello({ asks: true });

async function start(options: { identityPem?: string; authToken?: string } = {}) {
  const echo = await startEcho();
  const server = await startV2Server({ dial: toTcp(echo.port), ...options });
  const post = async (body: Uint8Array[], headers: Record<string, string> = {}) => {
    const request = {
      headers: { 'Content-Type': CONTENT_TYPE, ...headers },
      body: Buffer.concat(body),
    };
    const answer = await send(server.port, request);
    return { ...answer, frames: [...new FrameDecoder().push(answer.body)] };
  };
  return { ...server, echo, post };
}

const proofIn = (frames: Frame[]) => frames.find((frame) => frame.type === 'proof') as Proof;

describe('a challenge', () => {
  test('is answered with a signature of the key that clients pin', async () => {
    const { post } = await start({ identityPem });
    const { frames } = await post([ask, challenge]);
    expect(frames.map(({ type }) => type)).toEqual(['hello', 'proof']);
    const { signed, flags } = proofIn(frames);
    const { publicKey } = new X509Certificate(identityPem);
    expect(signed?.spki).toEqual(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })));
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const isRight = (flagsSigned: number) =>
      verify('sha256', proofBytes(nonce, flagsSigned), key, signed?.signature ?? nonce);
    expect(isRight(flags)).toBe(true);
    expect(isRight(flags ^ Arrived.sessionId)).toBe(false);
  });

  test('is answered by a server without a key all the same', async () => {
    const { post } = await start();
    const { frames } = await post([ask, challenge]);
    expect(proofIn(frames)).toMatchObject({ nonce, signed: null });
  });

  test.each([
    [{}, Arrived.contentType],
    [{ 'X-Session-Id': 'abc' }, Arrived.contentType | Arrived.sessionId],
    [{ 'X-Meek-Auth': 's3cret', 'Content-Type': 'application/octet-stream' }, Arrived.token],
  ])('tells which headers arrived: %o', async (headers, flags) => {
    const { post } = await start({ identityPem });
    const { frames } = await post([ask, challenge], headers as Record<string, string>);
    expect(proofIn(frames).flags).toBe(flags);
  });

  test('opens no session and dials nothing, whatever X-Session-Id says', async () => {
    const { post, echo, sessions } = await start({ identityPem });
    await post([ask, challenge], { 'X-Session-Id': 'abc' });
    await post([encodeHello({ asks: true, opens: true }), challenge], { 'X-Session-Id': 'abc' });
    expect(sessions.liveCount).toBe(0);
    expect(echo.sockets).toHaveLength(0);
  });

  test('without the token is refused', async () => {
    const { post } = await start({ identityPem, authToken: 's3cret' });
    const { frames } = await post([ask, challenge]);
    expect(frames.at(-1)).toEqual({ type: 'reset', code: ResetCode.unauthorized });
    const { frames: taken } = await post([encodeHello({ asks: true, token: 's3cret' }), challenge]);
    expect(proofIn(taken).signed).not.toBeNull();
  });

  test.each([
    ['twice', [ask, challenge, challenge]],
    ['with anything of a session', [ask, challenge, encodeDataHeader(0, 1), Uint8Array.of(1)]],
    ['within a session', [encodeHello({ opens: true }), challenge]],
  ])('%s is refused', async (_, body) => {
    const { post } = await start({ identityPem });
    const { frames } = await post(body, { 'X-Session-Id': 'abc' });
    expect(frames.at(-1)).toEqual({ type: 'reset', code: ResetCode.protocol });
  });

  test('that asks for a pause has its proof before it', async () => {
    const { port } = await start({ identityPem });
    const body = Buffer.concat([ask, encodeChallenge({ nonce, pauseMs: 100_000 })]);
    const headers = { 'Content-Type': CONTENT_TYPE };
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect([...new FrameDecoder().push(value as Uint8Array)].at(-1)?.type).toBe('proof');
    await reader.cancel();
  });

  test('that asks for a pause ends with a PAD after it', async () => {
    const { post } = await start({ identityPem });
    const { body } = await post([ask, encodeChallenge({ nonce, pauseMs: 10 })]);
    expect(body.subarray(-4).toString('hex')).toBe('05000000');
  });
});
