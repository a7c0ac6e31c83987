import { type Clock, sleep } from '../../meek/clock.ts';
import { nextVetting } from '../../meek/fronts/vetting/schedule.ts';
import type { Fronts } from './fronts.ts';

/**
 * While the tunnel is up, asks now and then one front more, so that there are others when the one
 * in use fails.
 *
 * @param askNetwork finds out on which network it is asked
 * @throws the signal's reason, or what `askNetwork` throws
 */
export async function keepSpares(
  fronts: Pick<Fronts, 'candidates' | 'context' | 'vet'>,
  clock: Clock,
  askNetwork: () => Promise<void>,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await sleep(clock, nextVetting(fronts.candidates, fronts.context).inMs, signal);
    await askNetwork();
    const { candidate } = nextVetting(fronts.candidates, fronts.context);
    const candidates = candidate ? [candidate] : [];
    await fronts.vet({ candidates, concurrency: 1, signal, onVerdict: () => {} });
  }
}
