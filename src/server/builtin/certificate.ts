import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der, Tag } from './der.ts';

const OID_COMMON_NAME = Buffer.of(0x55, 0x04, 0x03);
const OID_ECDSA_WITH_SHA256 = Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);

const ALGORITHM = der(Tag.sequence, der(Tag.oid, OID_ECDSA_WITH_SHA256));
const VERSION_3 = der(Tag.explicit0, der(Tag.integer, Buffer.of(2)));

const NAME = der(
  Tag.sequence,
  der(
    Tag.set,
    der(Tag.sequence, der(Tag.oid, OID_COMMON_NAME), der(Tag.utf8String, 'frontage-server')),
  ),
);

/** “No well-defined expiration date” (RFC 5280, section 4.1.2.5): the key is what is pinned. */
const VALIDITY = der(
  Tag.sequence,
  der(Tag.utcTime, '250101000000Z'),
  der(Tag.generalizedTime, '99991231235959Z'),
);

/**
 * A self-signed certificate (RFC 5280) for an ECDSA P-256 key, in PEM: the envelope in which TLS
 * shows a public key. Written by hand, as the smallest library that can would triple the size of
 * the server and its time to start.
 */
export function selfSignedCertificate(privateKey: KeyObject): string {
  const signed = der(
    Tag.sequence,
    VERSION_3,
    der(Tag.integer, serialNumber()),
    ALGORITHM,
    NAME,
    VALIDITY,
    NAME,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', signed, privateKey)]);
  const certificate = der(Tag.sequence, signed, ALGORITHM, der(Tag.bitString, signature));
  return toPem(certificate);
}

/** Positive, in 16 bytes. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
