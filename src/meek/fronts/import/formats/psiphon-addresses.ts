import type { Front } from '../../front.ts';
import type { Collector } from '../collector.ts';
import { parseEndpoint } from '../endpoint.ts';
import type { ImportContext } from '../format.ts';
import { frontOf } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import { PATTERN_ADDRESS_LIMIT } from '../limits.ts';
import { indexPath, type Place } from '../place.ts';
import { printable } from '../printable.ts';
import { parseAddressPattern } from './address-pattern.ts';
import { sample } from './pattern-sample.ts';

/** What the addresses of a spec or of a server entry have in common. */
export interface AddressSpec {
  readonly provider: string | undefined;
  readonly innerHost: string;
  /** The SNI is the dialled name, where one is sent. */
  readonly sendsSni: boolean;
  readonly verifyHost: string | undefined;
  readonly pins: string[] | undefined;
}

/** Makes each address, or some of those that it stands for as a pattern, a front. */
export function collectAddresses(
  addresses: readonly string[],
  path: string,
  spec: AddressSpec,
  collector: Collector,
  { random }: ImportContext,
): void {
  for (const [index, text] of addresses.entries()) {
    const place = { path: indexPath(path, index) };
    collector.entry(place, () => {
      if (isLiteral(text)) return addressFront(unescaped(text), spec, place);
      collector.pattern(place);
      const pattern = parseAddressPattern(text);
      if (!pattern) {
        throw new ImportError('unsupported-pattern', place, { text: printable(text) });
      }
      const taken = sample(pattern, PATTERN_ADDRESS_LIMIT, random);
      if (pattern.size > taken.length) {
        const params = { taken: taken.length, of: String(pattern.size).slice(0, 40) };
        collector.remark('pattern-sampled', place, params);
      }
      return taken.map((address) => addressFront(address, spec, place));
    });
  }
}

/** An IPv6 address in brackets would be a set of characters to a pattern. */
function isLiteral(text: string): boolean {
  return /^[\w.:-]+$/.test(unescaped(text)) || parseEndpoint(text).address !== undefined;
}

function unescaped(text: string): string {
  return text.replaceAll('\\.', '.');
}

function addressFront(text: string, spec: AddressSpec, place: Place): Front {
  const { provider, innerHost, sendsSni, verifyHost, pins } = spec;
  const { host, address, port } = parseEndpoint(text);
  const name = host ?? verifyHost;
  if (name === undefined) throw new ImportError('no-name-to-check', place);
  const sni = sendsSni && host !== undefined ? host : null;
  return frontOf({ host: name, port, address, sni, verifyHost, pins, innerHost, provider }, place);
}
