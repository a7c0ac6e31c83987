import { type Front, frontAuthority } from '../front.ts';

/** A front as far as choosing is concerned. */
export interface Candidate {
  /** Names the front in records of its health. */
  readonly key: string;
  /** Fronts of one provider tend to be blocked together. */
  readonly provider: string;
}

/**
 * Tells fronts apart that may fare differently on one network. A front that says no more than its
 * host is known by that, as its route is.
 */
export function frontKey(front: Front): string {
  const { address, sni, innerHost } = front;
  const more = [
    address === undefined ? '' : `address=${address}`,
    sni === undefined ? '' : `sni=${sni ?? ''}`,
    innerHost === undefined ? '' : `inner=${innerHost}`,
  ];
  return [frontAuthority(front), ...more].filter((part) => part !== '').join(' ');
}

/** The same without its inner host: a part of the keys of its routes. */
export function frontPlace(front: Front): string {
  return frontKey({ ...front, innerHost: undefined });
}

/** Where nobody named it: the last two labels, by which the hosts of one CDN can often be told. */
export function providerOf({ provider, host }: Pick<Front, 'provider' | 'host'>): string {
  return provider?.toLowerCase() ?? host.split('.').slice(-2).join('.');
}

export function candidateOf(front: Front): Candidate {
  return { key: frontKey(front), provider: providerOf(front) };
}
