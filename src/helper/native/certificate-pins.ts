import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import { spkiPinOf } from '../../tunnel/spki-pin.ts';

/** Longer than any chain on the web. */
const MAX_DEPTH = 10;

/** Whether one of the pins (RFC 7469, section 2.4) is of the certificate, or of one above it. */
export function isPinned(leaf: DetailedPeerCertificate, pins: readonly string[]): boolean {
  return chainOf(leaf).some(({ publicKey }) => pins.includes(spkiPinOf(publicKey)));
}

/**
 * The certificate and those that vouch for it, up to the root.
 *
 * What a server sends beside its certificate need not belong to it, and OpenSSL links the list by
 * names alone: each link counts only if its signature does, made by an authority.
 */
function chainOf(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let link: DetailedPeerCertificate | undefined = leaf;
  while (link?.raw && chain.length < MAX_DEPTH) {
    const certificate = new X509Certificate(link.raw);
    const child = chain.at(-1);
    if (child && !(certificate.ca && child.verify(certificate.publicKey))) break;
    chain.push(certificate);
    // A root is its own issuer.
    link = link.issuerCertificate === link ? undefined : link.issuerCertificate;
  }
  return chain;
}
