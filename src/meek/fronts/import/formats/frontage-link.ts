import { Profile } from '../../profile.ts';
import { Subscription } from '../../subscription/subscription.ts';
import { checked } from '../checked.ts';
import type { Collector } from '../collector.ts';
import { parseEndpoint } from '../endpoint.ts';
import { frontOf } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import { LINK_LIMIT_CHARACTERS } from '../limits.ts';
import { printable } from '../printable.ts';
import {
  ATTRIBUTES,
  base64OfUrl,
  checksumOf,
  LINK_SCHEME,
  LINK_VERSION,
  PARAMETERS,
} from './link-grammar.ts';

export function isFrontageLink(text: string): boolean {
  return text.slice(0, LINK_SCHEME.length).toLowerCase() === LINK_SCHEME;
}

/** Reads our own link, which docs/FRONTS.md describes. Where a messenger broke it, it is joined. */
export async function readFrontageLink(text: string, collector: Collector): Promise<void> {
  const link = text.replace(/\s+/g, '');
  if (link.length > LINK_LIMIT_CHARACTERS) {
    throw new ImportError('line-too-long', { line: 1 }, { limit: LINK_LIMIT_CHARACTERS });
  }
  const [server = '', query = ''] = splitOnce(await withoutChecksum(link), '?');
  const parameters = readParameters(query, collector);
  const version = parameters.get('v')?.[0];
  if (version !== LINK_VERSION) {
    throw new ImportError('unsupported-version', undefined, { version: printable(version ?? '') });
  }
  readServer(server.slice(LINK_SCHEME.length), parameters, collector);
  for (const [index, front] of (parameters.get('front') ?? []).entries()) {
    readFront(front, `front[${index}]`, collector);
  }
}

/** Part of a link may well be a link too, to fewer fronts or to another server. */
async function withoutChecksum(link: string): Promise<string> {
  const [, body, sum] = /^([\x21-\x7e]+)&sum=([0-9a-f]{8})$/.exec(link) ?? [];
  if (body === undefined || (await checksumOf(body)) !== sum) throw new ImportError('damaged-link');
  return body;
}

function readParameters(query: string, collector: Collector): Map<string, string[]> {
  const parameters = new Map<string, string[]>();
  for (const parameter of query.split('&')) {
    const [key = '', value = ''] = splitOnce(parameter, '=');
    const values = parameters.get(key) ?? [];
    const kind = PARAMETERS.get(key);
    if (kind === 'once' && values.length > 0) throw repeated(key);
    if (!kind) collector.remark('unknown-key', { path: printable(key) }, { key: printable(key) });
    // The parts of a front are decoded one by one: what separates them may stand in them encoded.
    parameters.set(key, [...values, key === 'front' ? value : decode(value, key)]);
  }
  return parameters;
}

function readServer(server: string, parameters: Map<string, string[]>, { facts }: Collector): void {
  const slash = server.indexOf('/');
  const innerHost = slash < 0 ? server : server.slice(0, slash);
  const { entries } = Profile;
  facts.innerHost = checked(entries.innerHost, innerHost, '', 'innerHost');
  facts.path = checked(entries.path, slash < 0 ? '/' : server.slice(slash), '', 'path');
  const read = <T>(key: string, set: (value: string) => T) => {
    const [value] = parameters.get(key) ?? [];
    if (value !== undefined) set(value);
  };
  read('name', (text) => (facts.name = checked(entries.name, text, 'name', 'name')));
  read(
    'upstream',
    (text) => (facts.upstream = checked(entries.upstream, text, 'upstream', 'upstream')),
  );
  read('token', (text) => (facts.token = checked(entries.token, text, 'token', 'token')));
  read(
    'pin',
    (text) => (facts.serverPin = checked(entries.serverPin, base64OfUrl(text), 'pin', 'pin')),
  );
  const [publicKey] = parameters.get('key') ?? [];
  const urls = parameters.get('list') ?? [];
  if (publicKey === undefined && urls.length === 0) return;
  const subscription = { urls, publicKey: base64OfUrl(publicKey ?? '') };
  facts.subscription = checked(Subscription, subscription, 'list', 'list');
}

function readFront(text: string, path: string, collector: Collector): void {
  collector.entry({ path }, () => {
    const [authority = '', ...attributes] = text.split(',');
    const { host, address, port } = parseEndpoint(decode(authority, 'front'));
    if (address !== undefined) throw new ImportError('no-name-to-check', { path });
    const parts: Record<string, string | string[]> = {};
    for (const attribute of attributes) {
      const [key = '', encoded = ''] = splitOnce(attribute, '=');
      const value = decode(encoded, key);
      const part = ATTRIBUTES.get(key);
      if (!part) {
        collector.remark('unknown-key', { path }, { key: printable(key) });
      } else if (part === 'pins') {
        parts[part] = [...(parts[part] ?? []), base64OfUrl(value)];
      } else if (parts[part] !== undefined) {
        throw repeated(key);
      } else {
        parts[part] = value;
      }
    }
    return frontOf({ ...parts, host: host ?? '', port }, { path });
  });
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string, key: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    const params = { key: printable(key), text: printable(text) };
    throw new ImportError('bad-value', { path: printable(key) }, params);
  }
}

function repeated(key: string): ImportError {
  return new ImportError('repeated-key', { path: printable(key) }, { key: printable(key) });
}
