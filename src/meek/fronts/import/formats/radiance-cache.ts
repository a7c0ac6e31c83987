import type { Front } from '../../front.ts';
import type { Collector } from '../collector.ts';
import { parseEndpoint } from '../endpoint.ts';
import { Fields, hasKey } from '../fields.ts';
import type { DocumentFormat } from '../format.ts';
import { edgeFront } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import { indexPath } from '../place.ts';

/** What radiance's scanner found to work: each with the candidate that it came from. */
export const radianceCache: DocumentFormat = {
  format: 'radiance-cache',

  matches: (document) => hasKey(document, 'working'),

  read(document, collector) {
    const fields = new Fields(document, '', collector);
    const version = fields.number('version') ?? 1;
    if (version !== 1) {
      throw new ImportError('unsupported-version', { path: 'version' }, { version });
    }
    for (const [index, entry] of (fields.list('working') ?? []).entries()) {
      const path = indexPath('working', index);
      collector.entry({ path }, () => readEntry(entry, path, collector));
    }
    fields.value('updated_at');
    fields.done();
  },
};

function readEntry(entry: unknown, path: string, collector: Collector): Front {
  const found = new Fields(entry, path, collector);
  // Another person's network and time: it says nothing about this one.
  for (const key of ['latency', 'status', 'verified_at']) found.value(key);
  const fields = found.object('candidate');
  found.done();
  if (!fields) throw new ImportError('missing', { path }, { key: 'candidate' });
  const domain = fields.text('Domain') || undefined;
  const { address, host, port } = parseEndpoint(fields.requiredText('IPAddress'));
  const edge = {
    domain,
    address: address ?? host,
    port,
    sni: fields.text('SNI'),
    verifyHost: fields.text('VerifyHostname') || domain,
    provider: fields.text('Provider') || undefined,
    innerHost: fields.text('InnerHost') || undefined,
  };
  fields.unused('TestURL');
  fields.done();
  return edgeFront(edge, { path });
}
