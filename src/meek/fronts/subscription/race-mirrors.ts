import { type Clock, sleep } from '../../clock.ts';
import { type Random, shuffle } from '../../random.ts';
import type { FetchRefusalCode } from './fetch-list.ts';
import type { ListOutcome, ListRefusalCode } from './read-subscription.ts';

/** So long, in ms, the mirrors asked before have for themselves: asking all at once is a pattern. */
const HEAD_START_MS = 4_000;

/** What asking one mirror, or all of them, came to. */
export type MirrorOutcome =
  | Extract<ListOutcome, { list: unknown }>
  | { readonly code: ListRefusalCode | FetchRefusalCode };

export interface RaceTools {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Asks the mirrors one after the other, in random order, the next when one has failed or is slow.
 * The first that has a good list, new or the same as before, ends it.
 *
 * @returns where none has, the outcome that says most
 */
export async function raceMirrors(
  urls: readonly string[],
  ask: (url: string, signal: AbortSignal) => Promise<MirrorOutcome>,
  { clock, random }: RaceTools,
  signal: AbortSignal,
): Promise<MirrorOutcome> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const won = Promise.withResolvers<MirrorOutcome>();
  const failures: MirrorOutcome[] = [];
  const run = async (url: string) => {
    const outcome = await ask(url, both);
    if (isGood(outcome)) won.resolve(outcome);
    else failures.push(outcome);
  };
  const all = startInTurn(shuffle(urls, random), run, clock, both);
  try {
    return await Promise.race([won.promise, all.then(() => mostTelling(failures))]);
  } finally {
    over.abort();
  }
}

/** Resolves when all have run; after an abort none is started any more. */
async function startInTurn(
  urls: readonly string[],
  run: (url: string) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const running: Promise<void>[] = [];
  for (const url of urls) {
    if (signal.aborted) break;
    const attempt = run(url);
    running.push(attempt);
    await Promise.race([attempt, sleep(clock, HEAD_START_MS, signal).catch(() => {})]);
  }
  await Promise.all(running);
}

function isGood(outcome: MirrorOutcome): boolean {
  return 'list' in outcome || outcome.code === 'unchanged';
}

/** Somebody who forges lists is worse news than one who holds old ones back, or has none. */
const TELLING: readonly string[] = ['bad-signature', 'unusable-key', 'rolled-back', 'expired'];
const TELLING_LEAST: readonly string[] = ['bad-status', 'unreachable'];

function mostTelling(failures: readonly MirrorOutcome[]): MirrorOutcome {
  const rank = (outcome: MirrorOutcome) => {
    const code = 'code' in outcome ? outcome.code : '';
    const telling = TELLING.indexOf(code);
    return telling >= 0 ? telling : TELLING.length + 1 + TELLING_LEAST.indexOf(code);
  };
  const [most] = [...failures].sort((a, b) => rank(a) - rank(b));
  return most ?? { code: 'unreachable' };
}
