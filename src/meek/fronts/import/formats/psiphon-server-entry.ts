import type { Collector } from '../collector.ts';
import { Fields, hasKey } from '../fields.ts';
import type { DocumentFormat, ImportContext } from '../format.ts';
import { ImportError } from '../import-error.ts';
import { indexPath } from '../place.ts';
import { collectAddresses } from './psiphon-addresses.ts';

/** The fronts of a Psiphon server entry. The rest of it is for Psiphon's own protocols. */
export const psiphonServerEntry: DocumentFormat = {
  format: 'psiphon-server-entry',

  matches: (document) => {
    const first = Array.isArray(document) ? document[0] : document;
    return hasKey(first, 'meekFrontingHost', 'meekFrontingHosts');
  },

  read(document, collector, context) {
    for (const [index, entry] of [document].flat().entries()) {
      const path = Array.isArray(document) ? indexPath('', index) : '';
      collector.entry({ path }, () => {
        readEntry(new Fields(entry, path, collector), collector, context);
        return [];
      });
    }
  },
};

function readEntry(fields: Fields, collector: Collector, context: ImportContext): void {
  const [innerHost] = fields.texts('meekFrontingHosts') ?? [];
  const pattern = fields.text('meekFrontingAddressesRegex');
  const listed = fields.texts('meekFrontingAddresses') ?? [];
  const domain = fields.text('meekFrontingDomain');
  const spec = {
    provider: fields.text('frontingProviderID') || undefined,
    innerHost: innerHost || fields.requiredText('meekFrontingHost'),
    sendsSni: !(fields.flag('meekFrontingDisableSNI') ?? false),
    verifyHost: undefined,
    pins: undefined,
  };
  const [key, addresses] = pattern
    ? (['meekFrontingAddressesRegex', [pattern]] as const)
    : listed.length > 0
      ? (['meekFrontingAddresses', listed] as const)
      : (['meekFrontingDomain', domain ? [domain] : []] as const);
  if (addresses.length === 0) throw new ImportError('missing', { path: fields.path }, { key });
  collectAddresses(addresses, fields.pathOf(key), spec, collector, context);
}
