import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CertificateAuthority, createAuthority } from '../../dev/certificates.ts';

let authority: CertificateAuthority;
let cleanups: (() => void)[];

beforeEach(async () => {
  authority = await createAuthority();
  cleanups = [];
});

afterEach(() => {
  for (const cleanup of cleanups) cleanup();
});

async function handshake(ca: string, servername: string): Promise<TLSSocket> {
  const { certificatePem, keyPem } = await authority.issue(['front.example', '127.0.0.1']);
  const server = createServer({ cert: certificatePem, key: keyPem });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca, servername });
  cleanups.push(() => {
    socket.destroy();
    server.close();
  });
  await once(socket, 'secureConnect');
  return socket;
}

test('a client that trusts the CA accepts a certificate for its name', async () => {
  const socket = await handshake(authority.certificatePem, 'front.example');
  expect(socket.authorized).toBe(true);
});

test('a client that trusts the CA refuses it for another name', async () => {
  await expect(handshake(authority.certificatePem, 'other.example')).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('a client that trusts another CA of the same name refuses it', async () => {
  const stranger = await createAuthority();
  await expect(handshake(stranger.certificatePem, 'front.example')).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|UNABLE/),
  });
});

test('a leaf has what browsers ask for', async () => {
  const { certificatePem } = await authority.issue(['front.example', '127.0.0.1', '::1']);
  const leaf = new X509Certificate(certificatePem);
  const issuer = new X509Certificate(authority.certificatePem);
  expect(leaf.ca).toBe(false);
  expect(issuer.ca).toBe(true);
  expect(leaf.checkIssued(issuer)).toBe(true);
  expect(leaf.verify(issuer.publicKey)).toBe(true);
  expect(leaf.subjectAltName).toBe(
    'DNS:front.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});
