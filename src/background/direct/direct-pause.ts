import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { LONGEST_PAUSE_MS } from './requests.ts';

const KEY = 'directUntilMs';
const ALARM = 'direct';
const UntilMs = v.pipe(v.number(), v.integer());

/**
 * Until when the browser goes past the tunnel, for a network that wants a sign-in first.
 *
 * It outlives the worker, but neither the browser nor a reload of the extension: it is kept in
 * memory only. It ends by an alarm, and the proxy setting of that time ends it by itself.
 */
export class DirectPause {
  readonly #epochMs: () => number;

  /** @param onOver called when its time is over, in the worker that the alarm has woken, too */
  constructor(epochMs: () => number, onOver: () => void) {
    this.#epochMs = epochMs;
    browser.alarms.onAlarm.addListener(({ name }) => {
      if (name === ALARM) onOver();
    });
  }

  /** Resolves with its end, in ms since 1970. */
  async begin(forMs: number): Promise<number> {
    const untilMs = this.#epochMs() + forMs;
    await browser.storage.session.set({ [KEY]: untilMs });
    browser.alarms.create(ALARM, { when: untilMs });
    return untilMs;
  }

  /** Its end, or null when there is none. */
  async untilMs(): Promise<number | null> {
    const { [KEY]: stored } = await browser.storage.session.get(KEY);
    if (!v.is(UntilMs, stored)) return null;
    const leftMs = stored - this.#epochMs();
    // More than was asked for is left when the clock was set back.
    return leftMs > 0 && leftMs <= LONGEST_PAUSE_MS ? stored : null;
  }

  async end(): Promise<void> {
    await Promise.all([browser.storage.session.remove(KEY), browser.alarms.clear(ALARM)]);
  }
}
