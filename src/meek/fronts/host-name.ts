import * as v from 'valibot';

const MAX_CHARACTERS = 253;

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** A name that ends in one is an IPv4 address to a URL parser: `127.1`, `0x7f000001`. */
const NUMBER = /^(\d+|0x[0-9a-f]*)$/;

/**
 * A DNS name in lower case, as it stands in SNI, in certificates and in `Host` (RFC 1123, RFC 3696).
 *
 * Anything that a URL parser would read as an address, a port or a path is refused.
 */
export const HostName = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(MAX_CHARACTERS, 'is longer than a host name can be'),
  v.check(isHostName, 'is not a host name'),
);

export function isHostName(text: string): boolean {
  if (text.length > MAX_CHARACTERS) return false;
  const labels = text.split('.');
  return labels.every((label) => LABEL.test(label)) && !NUMBER.test(labels.at(-1) ?? '');
}

export function isIpAddress(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split('.').every((part) => +part < 256);
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

/** Whether a URL's host is this machine: browsers ask no proxy for it. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
