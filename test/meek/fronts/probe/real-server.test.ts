import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { explainByCause } from '../../../../src/meek/fronts/failure/explain.ts';
import { type ProbeOptions, probeFront } from '../../../../src/meek/fronts/probe/probe.ts';
import { createIdentityPem } from '../../../../src/server/builtin/identity.ts';
import { spkiPinOf } from '../../../../src/tunnel/spki-pin.ts';
import { startV2Server } from '../../../server/v2/server-under-test.ts';
import { someOptions } from '../../an-environment.ts';
import { realEnvironment, routeToPort } from '../../v2/open-real-session.ts';

const identityPem = createIdentityPem();
const pinOf = (pem: string) => spkiPinOf(createPublicKey(createPrivateKey(pem)));
const never = new AbortController().signal;

async function probe(
  server: { identityPem?: string; authToken?: string },
  options: Partial<ProbeOptions> = {},
) {
  const dial = () => Promise.reject(new Error('A probe dials nothing.'));
  const { port } = await startV2Server({ dial, ...server });
  const all: ProbeOptions = {
    meek: someOptions(server.authToken ? { authToken: server.authToken } : {}),
    serverPin: pinOf(identityPem),
    isV2: true,
    limitMs: 60_000,
    explain: explainByCause,
    ...options,
  };
  return probeFront(routeToPort(port), all, realEnvironment([port]), never);
}

describe('our server', () => {
  test('proves its key', async () => {
    await expect(probe({ identityPem })).resolves.toMatchObject({ version: 2, proof: 'key' });
  });

  test('proves it with a token too, and to a large question', async () => {
    const report = await probe({ identityPem, authToken: 's3cret' }, { bodyBytes: 1_000_000 });
    expect(report).toMatchObject({ proof: 'key', bodyBytes: 1_000_000, maxBodyBytes: 1_049_600 });
  });

  test('is not another that has another key', async () => {
    const outcome = probe({ identityPem: createIdentityPem() });
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_NOT_PROVEN' });
  });

  test('is not one without a key, which is fresh all the same', async () => {
    await expect(probe({})).rejects.toMatchObject({ code: 'FRONT_NOT_PROVEN' });
    await expect(probe({}, { serverPin: null })).resolves.toMatchObject({ proof: 'fresh' });
  });

  test('refuses a wrong token', async () => {
    const meek = someOptions({ authToken: 'wrong' });
    const outcome = probe({ identityPem, authToken: 's3cret' }, { meek });
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_TOKEN_REFUSED' });
  });
});

test('a port that nobody listens on is refused by TCP', async () => {
  const { port, app, stop } = await startV2Server({ dial: () => Promise.reject(new Error()) });
  const closed = new Promise((resolve) => app.once('close', resolve));
  stop();
  await closed;
  const options = {
    meek: someOptions(),
    serverPin: null,
    isV2: true,
    limitMs: 60_000,
    explain: explainByCause,
  };
  const outcome = probeFront(routeToPort(port), options, realEnvironment([port]), never);
  await expect(outcome).rejects.toMatchObject({ code: 'FRONT_TCP_REFUSED' });
});
