import { type Clock, sleep } from '../../meek/clock.ts';
import type { Random } from '../../meek/random.ts';
import type { Client, Connected } from './client.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** Waits between attempts that fail in a row, in ms: each twice as long as the last. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;

export type ConnectState =
  | { readonly kind: 'connecting' }
  | ({ readonly kind: 'connected' } & Connected)
  | { readonly kind: 'down'; readonly trouble: Trouble };

export interface KeepUpOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Called with each state that differs from the one before. */
  readonly onState: (state: ConnectState) => void;
}

/** What of a client keeps it up. */
export type Kept = Pick<Client, 'bringUp' | 'untilBroken' | 'goDown'>;

/**
 * Brings the client up, and up again whenever it breaks, until the signal aborts.
 *
 * What exchanges fail with says little about the cause: a server that is killed cuts answers, as
 * a front does. So a break is looked into by connecting anew, and told by what that meets.
 */
export async function keepUp(client: Kept, options: KeepUpOptions, signal: AbortSignal) {
  const { clock, random } = options;
  const tell = onlyChanges(options.onState);
  let delayMs = FIRST_RETRY_MS;
  const pause = () => sleep(clock, delayMs * (1 - random.fraction() / 4), signal).catch(() => {});
  tell({ kind: 'connecting' });
  while (!signal.aborted) {
    try {
      tell({ kind: 'connected', ...(await client.bringUp(signal)) });
      delayMs = FIRST_RETRY_MS;
      client.goDown(await client.untilBroken(signal));
      if (!signal.aborted) tell({ kind: 'connecting' });
      await pause();
    } catch (failure) {
      if (signal.aborted) break;
      client.goDown(failure);
      tell({ kind: 'down', trouble: troubleOf(failure) });
      await pause();
      delayMs = Math.min(delayMs * 2, LAST_RETRY_MS);
    }
  }
}

function onlyChanges(onState: (state: ConnectState) => void): (state: ConnectState) => void {
  let last = '';
  return (state) => {
    const text = JSON.stringify(state);
    if (text !== last) onState(state);
    last = text;
  };
}
