import type { Front } from '../../front.ts';
import type { Collector } from '../collector.ts';
import { Fields, hasKey } from '../fields.ts';
import type { DocumentFormat } from '../format.ts';
import { edgeFront } from '../front-entry.ts';
import { indexPath } from '../place.ts';

/** What Lantern's domainfront found to work and remembers: a list of fronts. */
export const domainfrontCache: DocumentFormat = {
  format: 'domainfront-cache',

  matches: (document) => Array.isArray(document) && hasKey(document[0], 'IpAddress'),

  read(document, collector) {
    for (const [index, entry] of (document as unknown[]).entries()) {
      const path = indexPath('', index);
      collector.entry({ path }, () => readEntry(entry, path, collector));
    }
  },
};

function readEntry(entry: unknown, path: string, collector: Collector): Front {
  const fields = new Fields(entry, path, collector);
  const domain = fields.requiredText('Domain');
  const edge = {
    domain,
    address: fields.requiredText('IpAddress'),
    sni: fields.text('SNI'),
    verifyHost: fields.text('VerifyHostname') || domain,
    provider: fields.text('ProviderID') || undefined,
  };
  // Another person's network and time: it says nothing about this one.
  fields.value('LastSucceeded');
  fields.done();
  return edgeFront(edge, { path });
}
