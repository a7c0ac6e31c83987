import type { FrontHealthKind } from '../../fronts/filter.ts';

/** One shape for each, so that none is told by its colour alone. */
const SHAPE: Record<FrontHealthKind | 'testing', string> = {
  good: 'M3 8.5 6.5 12 13 4.5',
  failed: 'M4 4 12 12 M12 4 4 12',
  untested: 'M8 2.5A5.5 5.5 0 1 1 7.99 2.5',
  disabled: 'M3 8H13',
  testing: 'M8 2.5A5.5 5.5 0 0 1 13.5 8',
};

/** How a front is, at a glance; the words beside it say the same. */
export function HealthMark({ kind }: { kind: FrontHealthKind | 'testing' }) {
  return (
    <svg class="health-mark" data-kind={kind} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPE[kind]} />
    </svg>
  );
}
