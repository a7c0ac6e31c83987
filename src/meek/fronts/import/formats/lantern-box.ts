import * as v from 'valibot';
import { Profile } from '../../profile.ts';
import type { Collector } from '../collector.ts';
import { parseEndpoint } from '../endpoint.ts';
import { Fields, hasKey, isObject } from '../fields.ts';
import type { DocumentFormat } from '../format.ts';
import { edgeFront } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import { indexPath } from '../place.ts';
import { printable } from '../printable.ts';
import { parseServerUrl } from '../server-url.ts';
import { readHeaders, readOptions } from './lantern-box-options.ts';

/** sing-box's own options for dialling, which a browser has no say in. */
const DIALER_KEYS = [
  'detour',
  'bind_interface',
  'inet4_bind_address',
  'inet6_bind_address',
  'routing_mark',
  'reuse_addr',
  'netns',
  'tcp_fast_open',
  'tcp_multi_path',
  'udp_fragment',
  'domain_resolver',
  'domain_strategy',
  'network_strategy',
  'network_type',
  'fallback_network_type',
  'fallback_delay',
];

/** lantern-box's `MeekOutboundOptions`, by themselves or among a sing-box configuration's outbounds. */
export const lanternBox: DocumentFormat = {
  format: 'lantern-box',

  matches: (document) =>
    hasKey(document, 'outbounds') || (hasKey(document, 'url') && hasKey(document, 'fronts')),

  read(document, collector) {
    if (!hasKey(document, 'outbounds')) return readOutbound(document, '', collector);
    const outbounds = new Fields(document, '', collector).list('outbounds') ?? [];
    const all = [...outbounds.entries()];
    const [first, ...others] = all.filter(([, outbound]) => isMeek(outbound));
    if (!first) throw new ImportError('nothing-found', { path: 'outbounds' });
    readOutbound(first[1], indexPath('outbounds', first[0]), collector);
    if (others.length > 0) collector.remark('other-server-unused', { path: 'outbounds' });
  },
};

function isMeek(outbound: unknown): boolean {
  return isObject(outbound) && 'type' in outbound && outbound.type === 'meek';
}

function readOutbound(outbound: unknown, path: string, collector: Collector): void {
  const fields = new Fields(outbound, path, collector);
  const { facts } = collector;
  const type = fields.text('type') ?? 'meek';
  if (type !== 'meek') {
    const params = { transport: printable(type) };
    throw new ImportError('unsupported-transport', { path: fields.pathOf('type') }, params);
  }
  Object.assign(facts, parseServerUrl(fields.requiredText('url'), { path: fields.pathOf('url') }));
  facts.upstream = 'socks5';
  const name = v.safeParse(Profile.entries.name, fields.text('tag'));
  if (name.success) facts.name = name.output;
  readHeaders(fields, collector);
  readOptions(fields, collector);
  for (const [index, front] of (fields.list('fronts') ?? []).entries()) {
    const frontPath = indexPath(fields.pathOf('fronts'), index);
    collector.entry({ path: frontPath }, () => readFront(front, frontPath, collector));
  }
  fields.unused(...DIALER_KEYS);
  fields.done();
}

function readFront(front: unknown, path: string, collector: Collector) {
  const fields = new Fields(front, path, collector);
  const { address, port, host } = parseEndpoint(fields.requiredText('ip_address'));
  const sni = fields.text('sni');
  const verifyHost = fields.text('verify_hostname');
  fields.done();
  return edgeFront({ address: address ?? host, port, sni, verifyHost }, { path });
}
