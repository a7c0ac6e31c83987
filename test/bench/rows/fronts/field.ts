import { BLOCKS } from '../../../../dev/edge/faults/front-blocks.ts';
import { seededRandom } from '../../../meek/fronts/seeded-random.ts';

const PROVIDERS = 6;

/** Nobody listens there. */
const CLOSED = 'closed';
const AILMENTS = [CLOSED, ...BLOCKS] as const;

export interface FieldFront {
  readonly host: string;
  readonly provider: string;
  /** What is wrong with it; undefined: nothing. */
  readonly ailment: (typeof AILMENTS)[number] | undefined;
}

/** Fronts in a random order, of which some work, and the others fail in all ways alike. */
export function frontField(count: number, aliveCount: number, seed: number): FieldFront[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => index)
    .map((index) => ({ index, order: random.fraction() }))
    .sort((a, b) => a.order - b.order)
    .map(({ index }, place) => ({
      host: `front-${place}.example`,
      provider: `provider-${index % PROVIDERS}`,
      ailment: index < aliveCount ? undefined : AILMENTS[index % AILMENTS.length],
    }));
}

export const isClosed = ({ ailment }: FieldFront) => ailment === CLOSED;

/** As the edge's command line takes them. */
export function blocksOf(fronts: readonly FieldFront[]): string[] {
  return fronts.flatMap((front) => {
    const isBlocked = front.ailment !== undefined && !isClosed(front);
    return isBlocked ? [`${front.ailment}:${front.host}`] : [];
  });
}
