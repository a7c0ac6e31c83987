import type { TunnelState } from '../state.ts';
import { type BrowserSetting, PRIVACY_SETTINGS, type PrivacySetting } from './browser-setting.ts';

/** What is the case with one of the browser's ways around its proxy setting. */
export type Guard =
  /** The browser decides, as before: the tunnel is off. */
  | 'free'
  | 'shut'
  /** The person has not granted the permission. */
  | 'not-permitted'
  | 'held-by-extension'
  | 'held-by-policy'
  /** The browser has no such setting, or refused. */
  | 'failed';

export type Guards = Record<PrivacySetting, Guard>;

const FREE: Guards = { webRtc: 'free', prediction: 'free' };

export interface LeakGuardParts {
  readonly isPermitted: () => Promise<boolean>;
  /** The browser's setting of that name; missing without the permission. */
  readonly setting: (name: PrivacySetting) => BrowserSetting | undefined;
  /** What each is set to while the tunnel is wanted. */
  readonly shut: Record<PrivacySetting, unknown>;
  readonly onChange: () => void;
}

/**
 * Shuts what goes around the browser's proxy setting, as long as the tunnel is wanted, and gives it
 * back after. What was set is read back: another extension's word may count more.
 */
export class LeakGuard {
  readonly #parts: LeakGuardParts;
  #isWanted = false;
  #guards: Guards = FREE;
  readonly #watched = new Set<PrivacySetting>();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: LeakGuardParts) {
    this.#parts = parts;
  }

  get guards(): Guards {
    return this.#guards;
  }

  follow({ kind }: TunnelState): void {
    const isWanted = kind !== 'off';
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    void this.renew();
  }

  /** Sets, or gives back, as it is wanted now; after the permission has come, and at the start. */
  renew(): Promise<void> {
    this.#last = this.#last.then(() => this.#renew());
    return this.#last;
  }

  async #renew(): Promise<void> {
    const isPermitted = await this.#parts.isPermitted().catch(() => false);
    const [webRtc, prediction] = await Promise.all(
      PRIVACY_SETTINGS.map((name) => this.#renewOne(name, isPermitted)),
    );
    this.#guards = { webRtc: webRtc ?? 'failed', prediction: prediction ?? 'failed' };
    this.#parts.onChange();
  }

  async #renewOne(name: PrivacySetting, isPermitted: boolean): Promise<Guard> {
    if (!isPermitted) return this.#isWanted ? 'not-permitted' : 'free';
    try {
      const setting = this.#parts.setting(name);
      if (!setting) return 'failed';
      this.#watch(name, setting);
      return this.#isWanted ? await shut(setting, this.#parts.shut[name]) : await free(setting);
    } catch {
      return 'failed';
    }
  }

  /** Another extension may take it later, or give it back. */
  #watch(name: PrivacySetting, setting: BrowserSetting): void {
    if (this.#watched.has(name)) return;
    this.#watched.add(name);
    setting.onChange.addListener(({ levelOfControl }) => {
      if (!this.#isWanted) return;
      this.#guards = { ...this.#guards, [name]: guardOf(levelOfControl) };
      this.#parts.onChange();
    });
  }
}

async function shut(setting: BrowserSetting, value: unknown): Promise<Guard> {
  await setting.set({ value });
  const now = await setting.get({});
  const guard = guardOf(now.levelOfControl);
  return guard === 'shut' && now.value !== value ? 'failed' : guard;
}

async function free(setting: BrowserSetting): Promise<Guard> {
  await setting.clear({});
  return 'free';
}

function guardOf(levelOfControl: string): Guard {
  switch (levelOfControl) {
    case 'controlled_by_this_extension':
      return 'shut';
    case 'controlled_by_other_extensions':
      return 'held-by-extension';
    case 'not_controllable':
      return 'held-by-policy';
    default:
      return 'failed';
  }
}
