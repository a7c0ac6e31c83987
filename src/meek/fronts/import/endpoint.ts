import { isIpAddress } from '../host-name.ts';

/** What is dialled: a name or an address, and a port where one is given. */
export interface Endpoint {
  readonly host?: string;
  /** In canonical form. */
  readonly address?: string;
  readonly port?: number;
}

/** Reads `host`, `host:port`, `192.0.2.1:443`, `2001:db8::1` and `[2001:db8::1]:443`. */
export function parseEndpoint(text: string): Endpoint {
  const trimmed = text.trim().toLowerCase();
  if (isIpAddress(trimmed)) return { address: canonicalAddress(trimmed) };
  const [, bracketed, bare, digits] = /^(?:\[(.*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(trimmed) ?? [];
  const port = digits === undefined ? {} : { port: Number(digits) };
  const name = bracketed ?? bare ?? trimmed;
  return isIpAddress(name) ? { address: canonicalAddress(name), ...port } : { host: name, ...port };
}

/** One spelling per address (RFC 5952), so that the same one is not taken for two. */
export function canonicalAddress(address: string): string {
  if (address.includes(':')) return new URL(`http://[${address}]/`).hostname.slice(1, -1);
  return address.split('.').map(Number).join('.');
}
