// First: the certificate library refuses to load without it.
import '../../../dev/reflect-metadata.ts';

import { createPublicKey } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { spkiPinOf } from '../../../src/tunnel/spki-pin.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export function pinOf(certificatePem: string): string {
  return spkiPinOf(createPublicKey(certificatePem));
}

/**
 * A certificate that a trusted authority really signed, sent along with two more: one that only
 * bears that authority's name and key identifier, and the authority that signed this one, whose
 * key is pinned. By names alone they make one chain.
 */
export async function forgeChain(host: string) {
  const [leaf, trusted, impostor, pinned] = await Promise.all([1, 2, 3, 4].map(makeKeys));
  if (!leaf || !trusted || !impostor || !pinned) throw new RangeError('Keys are missing.');
  const trustedId = await SubjectKeyIdentifierExtension.create(trusted.publicKey);
  const byTrusted = await AuthorityKeyIdentifierExtension.create(trusted.publicKey);
  const byPinned = await AuthorityKeyIdentifierExtension.create(pinned.publicKey);
  const authority = new BasicConstraintsExtension(true, undefined, true);
  const name = new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]);
  const chain = [
    await issue([host, leaf], ['Trusted', trusted], [name, byTrusted]),
    await issue(['Trusted', impostor], ['Pinned', pinned], [authority, trustedId, byPinned]),
    await issue(['Pinned', pinned], ['Pinned', pinned], [authority]),
  ];
  const root = await issue(['Trusted', trusted], ['Trusted', trusted], [authority, trustedId]);
  return {
    key: PemConverter.encode(
      await crypto.subtle.exportKey('pkcs8', leaf.privateKey),
      'PRIVATE KEY',
    ),
    cert: chain.map((certificate) => certificate.toString('pem')).join('\n'),
    trustedCaPem: root.toString('pem'),
    pinnedCaPem: chain[2]?.toString('pem') ?? '',
  };
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

type Party = [name: string, keys: CryptoKeyPair];

function issue(subject: Party, issuer: Party, extensions: Extension[]): Promise<X509Certificate> {
  return X509CertificateGenerator.create({
    subject: `CN=${subject[0]}`,
    publicKey: subject[1].publicKey,
    issuer: `CN=${issuer[0]}`,
    signingKey: issuer[1].privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions,
  });
}
