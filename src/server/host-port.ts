import { isIP } from 'node:net';

/** Where to listen, or what to dial. */
export interface HostPort {
  /** A name or an address without brackets; absent in Go's `:8080`, every address. */
  readonly host: string | undefined;
  readonly port: number;
}

const HOST_PORT = /^(?:\[(?<bracketed>[0-9a-fA-F:.]+)\]|(?<plain>[^\s:[\]/@]*)):(?<port>\d{1,5})$/;

/** Reads `HOST:PORT`, `[IPv6]:PORT` or `:PORT`. */
export function parseHostPort(text: string): HostPort | undefined {
  const { bracketed, plain, port } = HOST_PORT.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) return undefined;
  if (bracketed !== undefined && isIP(bracketed) !== 6) return undefined;
  return { host: bracketed ?? (plain || undefined), port: Number(port) };
}

export function formatHostPort({ host = '', port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
