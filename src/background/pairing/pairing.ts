import type { Clock } from '../../meek/clock.ts';
import type { Settings } from '../../storage/settings.ts';
import type { HelperPort, HelperPortOptions } from '../helper-port.ts';
import type { Store } from '../store.ts';
import { asTrouble, Trouble } from '../trouble.ts';
import { PortClosedError } from './disconnect-reason.ts';
import type { HelperCheck, PairingStatus } from './status.ts';
import { versionSkew } from './version-skew.ts';

export interface PairingParts {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly store: Pick<Store, 'settings' | 'patchSettings'>;
  readonly connect: (options: HelperPortOptions) => Promise<HelperPort>;
  readonly isPermitted: () => Promise<boolean>;
  readonly extensionVersion: string;
  readonly onChange: () => void;
}

const NEVER = new AbortController().signal;

/** Knows how the helper was found the last time, whoever connected to it. */
export class Pairing {
  readonly #parts: PairingParts;
  /** The helper would take another relay of the tunnel's profile for its worker's successor. */
  readonly #checkId = crypto.randomUUID();
  #lastCheck: HelperCheck | null = null;
  #checking: Promise<boolean> | null = null;

  constructor(parts: PairingParts) {
    this.#parts = parts;
  }

  /** Connects, and remembers what came of it. @throws Trouble naming what is wrong */
  readonly connect = async (options: HelperPortOptions): Promise<HelperPort> => {
    const startMs = this.#parts.clock.nowMs();
    try {
      const helper = await this.#parts.connect(options);
      this.#note(startMs, null);
      await this.#meet(helper);
      return helper;
    } catch (error) {
      options.signal.throwIfAborted();
      const trouble = await this.#trouble(error);
      this.#note(startMs, trouble);
      throw trouble;
    }
  };

  /** Has a helper say hello, and lets it go again. True when it did; one check at a time. */
  check(): Promise<boolean> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
      this.#parts.onChange();
    });
    this.#parts.onChange();
    return this.#checking;
  }

  async status(): Promise<PairingStatus> {
    const settings = await this.#parts.store.settings();
    const { metHelper: met, proxyPort: preferredPort } = settings;
    const isDismissed = settings.dismissedSkew === this.#skewName(settings);
    return {
      isPermitted: await this.#parts.isPermitted(),
      isChecking: this.#checking !== null,
      lastCheck: this.#lastCheck,
      met,
      skew: met && !isDismissed ? versionSkew(this.#parts.extensionVersion, met.version) : null,
      preferredPort,
    };
  }

  /** These two versions are not spoken of again. */
  async dismissSkew(): Promise<void> {
    const { store } = this.#parts;
    await store.patchSettings({ dismissedSkew: this.#skewName(await store.settings()) });
  }

  async #check(): Promise<boolean> {
    const idle = { onPipe: () => {}, onConnections: () => {}, onWrongKey: () => {} };
    try {
      const helper = await this.connect({
        ...idle,
        profileId: this.#checkId,
        fastLink: false,
        clock: this.#parts.clock,
        signal: NEVER,
        onLost: () => {},
      });
      await helper.stop();
      return true;
    } catch {
      // What it was has been noted.
      return false;
    }
  }

  async #trouble(error: unknown): Promise<Trouble> {
    if (!(await this.#parts.isPermitted())) return new Trouble('helper-permission-missing');
    const trouble = asTrouble(error, true);
    const { metHelper } = await this.#parts.store.settings();
    if (trouble.reason !== 'helper-missing' || metHelper === null) return trouble;
    return new Trouble('helper-gone', { cause: trouble.cause });
  }

  async #meet({ facts: { version, capabilities } }: HelperPort): Promise<void> {
    // What it is called matters less than that it is there.
    const metHelper = { version, capabilities: [...capabilities] };
    await this.#parts.store.patchSettings({ metHelper }).catch(() => {});
    this.#parts.onChange();
  }

  #note(startMs: number, trouble: Trouble | null): void {
    const { clock, epochMs } = this.#parts;
    this.#lastCheck = {
      atMs: epochMs(),
      tookMs: clock.nowMs() - startMs,
      reason: trouble?.reason ?? null,
      browserText: trouble?.cause instanceof PortClosedError ? trouble.cause.message : null,
    };
  }

  #skewName({ metHelper }: Settings): string {
    return `${this.#parts.extensionVersion} ${metHelper?.version}`;
  }
}
