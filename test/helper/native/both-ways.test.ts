import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../../dev/certificates.ts';
import { NativeFront } from '../../../src/helper/native/native-front.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import { Front } from '../../../src/meek/fronts/front.ts';

const MB = 1_000_000;
/** As large as browsers' own. */
const STREAM_WINDOW_BYTES = 6 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 15 * 1024 * 1024;

/** A front that sends back what comes, as it comes, and reads nothing while it cannot send. */
async function startEcho(): Promise<NativeFront> {
  const authority = await createAuthority();
  const { certificatePem: cert, keyPem: key } = await authority.issue(['cdn.example']);
  const settings = { initialWindowSize: STREAM_WINDOW_BYTES };
  const server = createSecureServer({ cert, key, settings, maxSessionMemory: 64 });
  server.on('session', (session) => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200 });
    stream.on('error', () => {}).pipe(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const front = new NativeFront({
    front: v.parse(Front, { host: 'cdn.example', address: '127.0.0.1', port }),
    innerHost: 'inner.example',
    clock: systemClock,
    trustedCaPem: authority.certificatePem,
  });
  onTestFinished(async () => {
    front.close();
    server.close();
  });
  return front;
}

test('20 MB go each way in several requests at once, and neither way waits for the other', {
  timeout: 60_000,
}, async () => {
  const front = await startEcho();
  const echoed = await Promise.all(
    [1, 2, 3].map(async (byte) => {
      const body = new Uint8Array(20 * MB).fill(byte);
      const response = await front.fetch('https://front.example/', { method: 'POST', body });
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        expect(Buffer.compare(chunk, body.subarray(0, chunk.length))).toBe(0);
        bytes += chunk.length;
      }
      return bytes;
    }),
  );
  expect(echoed).toEqual([20 * MB, 20 * MB, 20 * MB]);
});
