import type { Collector } from '../collector.ts';
import { Fields, hasKey, isObject } from '../fields.ts';
import type { DocumentFormat, ImportContext } from '../format.ts';
import { edgeFront } from '../front-entry.ts';
import { indexPath } from '../place.ts';

/** What Frontage has no use for: its certificates are checked by the browser or by Node. */
const UNUSED_OF_PROVIDER = [
  'hostaliases',
  'testurl',
  'validator',
  // Both spellings are in use.
  'passthroughpatterns',
  'passthrupatterns',
];

/** Lantern's `fronted.yaml`: masquerades by provider. */
export const lanternFronted: DocumentFormat = {
  format: 'lantern-fronted',

  matches: (document) => hasKey(document, 'providers'),

  async read(document, collector, context) {
    const fields = new Fields(document, '', collector);
    const providers = fields.object('providers');
    for (const [id, provider] of providers?.rest() ?? []) {
      const path = providers?.pathOf(id) ?? '';
      await readProvider(id, new Fields(provider, path, collector), collector, context);
    }
    fields.unused('trustedcas');
    fields.done();
  },
};

async function readProvider(
  id: string,
  fields: Fields,
  collector: Collector,
  { countryCode }: ImportContext,
): Promise<void> {
  const verifyHost = fields.text('verifyhostname');
  const arbitrarySnis = readArbitrarySnis(fields.object('frontingsnis'), countryCode);
  const listPath = fields.pathOf('masquerades');
  for (const [index, masquerade] of (fields.list('masquerades') ?? []).entries()) {
    const path = indexPath(listPath, index);
    const arbitrary = await chosenSni(arbitrarySnis, masquerade);
    collector.entry({ path }, () => {
      const entry = new Fields(masquerade, path, collector);
      const address = entry.requiredText('ipaddress');
      const domain = entry.requiredText('domain');
      const stated = entry.text('sni');
      const verify = entry.text('verifyhostname') || verifyHost || domain;
      entry.done();
      const sni = arbitrary ?? stated;
      return edgeFront({ address, domain, sni, verifyHost: verify, provider: id }, { path });
    });
  }
  fields.unused(...UNUSED_OF_PROVIDER);
  fields.done();
}

/** The SNIs of the country's group, or of the default one, where that group is to be used. */
function readArbitrarySnis(groups: Fields | undefined, countryCode: string | null): string[] {
  if (!groups) return [];
  const group = (countryCode && groups.object(countryCode)) || groups.object('default');
  groups.rest();
  if (!group) return [];
  // Both spellings are in use.
  const isUsed = group.flag('usearbitrarysnis') ?? group.flag('usearbitrarysni') ?? false;
  const snis = group.texts('arbitrarysnis') ?? [];
  group.done();
  return isUsed ? snis : [];
}

/** Lantern's rule: the first byte of the address's SHA-256 chooses, so that an edge keeps its SNI. */
async function chosenSni(snis: string[], masquerade: unknown): Promise<string | undefined> {
  if (snis.length === 0 || !isObject(masquerade)) return undefined;
  const address = Object.entries(masquerade).find(
    ([key]) => key.toLowerCase() === 'ipaddress',
  )?.[1];
  const bytes = new TextEncoder().encode(String(address));
  const [first = 0] = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return snis[first % snis.length];
}
