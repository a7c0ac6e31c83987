import type { Collector } from '../collector.ts';
import { Fields, hasKey } from '../fields.ts';
import type { DocumentFormat, ImportContext } from '../format.ts';
import { ImportError } from '../import-error.ts';
import { indexPath } from '../place.ts';
import { collectAddresses } from './psiphon-addresses.ts';

const TRANSPORT = 'FRONTED-HTTPS';

/** Psiphon's `FrontingSpecs`: addresses by provider, each literal or a pattern. */
export const psiphonSpecs: DocumentFormat = {
  format: 'psiphon-specs',

  matches: (document) => {
    const first = Array.isArray(document) ? document[0] : document;
    return hasKey(first, 'FrontingProviderID') && hasKey(first, 'Addresses');
  },

  read(document, collector, context) {
    for (const [index, spec] of [document].flat().entries()) {
      const path = Array.isArray(document) ? indexPath('', index) : '';
      // The spec's own faults are one refusal; what remains is refused address by address.
      collector.entry({ path }, () => {
        readSpec(new Fields(spec, path, collector), collector, context);
        return [];
      });
    }
  },
};

function readSpec(fields: Fields, collector: Collector, context: ImportContext): void {
  const place = { path: fields.path };
  const transports = fields.texts('Transports') ?? [];
  const addresses = fields.texts('Addresses') ?? [];
  const spec = {
    provider: fields.requiredText('FrontingProviderID'),
    innerHost: fields.requiredText('Host'),
    sendsSni: !(fields.flag('DisableSNI') ?? false),
    verifyHost: fields.text('VerifyServerName') || undefined,
    pins: fields.texts('VerifyPins'),
  };
  const skips = fields.flag('SkipVerify') ?? false;
  fields.done();
  if (skips) throw new ImportError('skips-verification', place);
  if (!spec.verifyHost) throw new ImportError('no-name-to-check', place);
  if (transports.length > 0 && !transports.includes(TRANSPORT)) {
    const transport = transports.join(', ').slice(0, 80);
    throw new ImportError('unsupported-transport', place, { transport });
  }
  collectAddresses(addresses, fields.pathOf('Addresses'), spec, collector, context);
}
