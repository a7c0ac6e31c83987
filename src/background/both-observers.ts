import type { CarrierObserver } from '../meek/carrier.ts';

/** Two observers as one; `one` is told first. */
export function bothObservers(one: CarrierObserver, other: CarrierObserver): CarrierObserver {
  return {
    answered(route) {
      one.answered(route);
      other.answered(route);
    },
    failed(route, error) {
      one.failed(route, error);
      other.failed(route, error);
    },
  };
}
