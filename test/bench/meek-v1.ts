import type { Sighting } from '../../dev/edge/sighting.ts';
import { INNER_HOST } from '../../dev/stack/names.ts';
import { Header } from '../../src/meek/v1/wire.ts';
import { CONTENT_TYPE as V2_CONTENT_TYPE } from '../../src/meek/v2/wire.ts';
import type { ChainOptions } from './chain.ts';

/** A profile that speaks meek-v1 to a server that could do more. */
export const MEEK_V1: ChainOptions = {
  profileOptions: { protocol: 'meek-v1' },
  keepSightings: true,
};

/** Throws if what was measured was not meek-v1 after all. */
export function assertMeekV1(sightings: readonly Sighting[]): void {
  const exchanges = sightings.filter(({ authority }) => authority === INNER_HOST);
  const hasV1 = exchanges.some(({ headers }) => Header.sequence.toLowerCase() in headers);
  const hasV2 = exchanges.some(({ headers }) => headers['content-type'] === V2_CONTENT_TYPE);
  if (!hasV1 || hasV2) {
    throw new Error('The profile asks for meek-v1, but something else was spoken.');
  }
}
