// First: the library refuses to load without it.
import './reflect-metadata.ts';

import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR_MS = 3_600_000;
const VALIDITY_MS = 7 * 24 * HOUR_MS;

/** A certificate and its private key (PKCS #8), both PEM. */
export interface PemPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A throw-away certificate authority: it lives as long as the object, its key is never written. */
export interface CertificateAuthority {
  readonly certificatePem: string;
  /** A server certificate for these DNS names and IP addresses, the first being its subject. */
  issue(hosts: readonly [string, ...string[]]): Promise<PemPair>;
}

/** Makes a CA whose certificate, and whatever it issues, holds for a week. */
export async function createAuthority(
  commonName = 'Frontage development CA',
): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const issuer = `CN=${commonName}`;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: issuer,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificatePem: certificate.toString('pem'),
    issue: (hosts) => issueLeaf(issuer, keys, hosts),
  };
}

async function issueLeaf(
  issuer: string,
  issuerKeys: CryptoKeyPair,
  hosts: readonly [string, ...string[]],
): Promise<PemPair> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuerKeys.publicKey),
    ],
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await privateKeyPem(keys) };
}

function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** An hour of grace, for a browser in a container whose clock is a little behind. */
function validity(): { notBefore: Date; notAfter: Date } {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - HOUR_MS), notAfter: new Date(nowMs + VALIDITY_MS) };
}

async function privateKeyPem(keys: CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
