import * as v from 'valibot';
import { Front, type Technique } from '../front.ts';
import { isIpAddress } from '../host-name.ts';
import { canonicalAddress } from './endpoint.ts';
import { ImportError } from './import-error.ts';
import type { Place } from './place.ts';
import { printable } from './printable.ts';

/** What a format says of a front. `undefined` is what it does not say. */
export interface FrontParts {
  readonly host: string;
  readonly port?: number | undefined;
  readonly technique?: Technique | undefined;
  readonly address?: string | undefined;
  /** `null` or empty: none is sent. */
  readonly sni?: string | null | undefined;
  readonly verifyHost?: string | undefined;
  readonly pins?: readonly string[] | undefined;
  readonly innerHost?: string | undefined;
  readonly provider?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/**
 * A front in its one spelling: what says no more than the default is left out.
 *
 * @throws ImportError that names the part which cannot be used
 */
export function frontOf(parts: FrontParts, place: Place): Front {
  const stated = Object.entries(parts).filter(([, value]) => value !== undefined);
  const parsed = v.safeParse(Front, {
    ...Object.fromEntries(stated),
    sni: parts.sni || sniOf(parts),
  });
  if (!parsed.success) throw refusalOf(parsed.issues[0], place);
  return plain(parsed.output);
}

function sniOf({ sni }: FrontParts): null | undefined {
  return sni === undefined ? undefined : null;
}

function plain({ sni, verifyHost, pins, address, isDisabled, ...front }: Front): Front {
  return {
    ...front,
    ...(address !== undefined && { address: canonicalAddress(address) }),
    ...(sni !== undefined && sni !== front.host && { sni }),
    ...(verifyHost !== undefined && verifyHost !== front.host && { verifyHost }),
    ...(pins?.length && { pins }),
    ...(isDisabled && { isDisabled }),
  };
}

function refusalOf(issue: v.BaseIssue<unknown>, place: Place): ImportError {
  const step = issue.path?.[0];
  const key = String(step?.key ?? '');
  const value = issue.path?.at(-1)?.value;
  if (key === 'host' && typeof value === 'string' && isIpAddress(value)) {
    return new ImportError('no-name-to-check', place);
  }
  return new ImportError('bad-value', place, { key, text: printable(String(value)) });
}

/** The parts of an edge that is dialled by its address, in the words of Lantern's formats. */
export interface EdgeParts {
  readonly address: string | undefined;
  readonly port?: number | undefined;
  /** The name that the front goes by, if the format has one besides the two below. */
  readonly domain?: string | undefined;
  readonly sni: string | undefined;
  readonly verifyHost: string | undefined;
  readonly innerHost?: string | undefined;
  readonly provider?: string | undefined;
}

/** @throws ImportError where no name says whom the certificate should belong to */
export function edgeFront({ domain, sni, verifyHost, ...edge }: EdgeParts, place: Place): Front {
  const host = domain || sni || verifyHost;
  if (!host) throw new ImportError('no-name-to-check', place);
  return frontOf({ ...edge, host, sni: sni || null, verifyHost: verifyHost || sni || host }, place);
}
