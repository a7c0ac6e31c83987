import type { Candidate } from '../selector/candidate.ts';
import type { SelectorContext } from '../selector/selector.ts';
import type { Verdict } from './vetting.ts';

/** Puts a verdict into the records of the network that it was found on. */
export function remember(
  { candidate, outcome }: Verdict<Candidate, { readonly rttMs: number }>,
  network: string,
  { book, epochMs, random }: Pick<SelectorContext, 'book' | 'epochMs' | 'random'>,
): void {
  const health = book.on(network);
  if ('report' in outcome) health.succeeded(candidate, epochMs(), outcome.report.rttMs);
  else health.failed(candidate, epochMs(), outcome.failure.code, random.fraction());
}
