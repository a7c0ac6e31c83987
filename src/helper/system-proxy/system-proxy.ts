import type { SystemProxyPlace } from '../../link/system-proxy.ts';
import { type Backend, changes, type Values } from './backends/backend.ts';
import type { Run } from './command.ts';
import type { Entry, Journal } from './journal.ts';
import { removeShellFile, writeShellFile } from './shell-file.ts';
import { SystemProxyError } from './system-proxy-error.ts';

export interface SystemProxyParts {
  readonly backend: Backend;
  /** That of an entry, which another desktop session may have left. */
  readonly backendAt: (place: SystemProxyPlace) => Backend;
  readonly run: Run;
  readonly journal: Journal;
  readonly shellFile: string;
}

/** Whose local proxy the settings are to point at. */
export interface Target {
  readonly profileId: string;
  readonly port: number;
  /** Also where they point at another's: the person said so. */
  readonly takesOver: boolean;
}

/** `changed`: somebody else's values were found and left. */
export type Restored = 'nothing' | 'restored' | 'changed';

/**
 * The proxy settings of the whole system. What was there is written down before anything is
 * changed, and put back from that, be it by another process after a crash.
 */
export class SystemProxy {
  readonly #parts: SystemProxyParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: SystemProxyParts) {
    this.#parts = parts;
  }

  get place(): SystemProxyPlace {
    return this.#parts.backend.place;
  }

  get shellFile(): string {
    return this.#parts.shellFile;
  }

  /** Whose local proxy the settings point at; null when they are not ours. */
  get holder(): Entry | null {
    return this.#parts.journal.read();
  }

  /** @throws SystemProxyError; the settings are as they were then */
  turnOn(target: Target): Promise<void> {
    return this.#inTurn(() => this.#turnOn(target));
  }

  /** @throws SystemProxyError `changed` when they were ours and somebody has changed them */
  confirm(): Promise<void> {
    return this.#inTurn(async () => {
      const entry = this.#parts.journal.read();
      if (entry) await this.#confirm(entry);
    });
  }

  /** @throws SystemProxyError; the entry stays, so that it can be tried again */
  restore(): Promise<Restored> {
    return this.#inTurn(() => this.#restore());
  }

  async #turnOn(target: Target): Promise<void> {
    const { backend, journal, run, shellFile } = this.#parts;
    const held = journal.read();
    if (held && held.profileId !== target.profileId && !target.takesOver) {
      throw new SystemProxyError('held', 'The settings point at another browser’s tunnel.');
    }
    if (held && isSame(held, target)) return this.#confirm(held);
    if (held) await this.#restore();
    const before = await backend.read(run);
    const ours = backend.pointAt(target.port, before);
    const { profileId, port } = target;
    const entry = { profileId, port, agentPid: process.pid, before, ours };
    journal.write({ version: 1, place: backend.place, ...entry });
    try {
      await this.#apply(backend, before, ours);
      writeShellFile(shellFile, port);
    } catch (error) {
      await this.#restore().catch(() => {});
      throw error;
    }
  }

  /** What somebody else has set is left, and is no affair of ours any more. */
  async #confirm(entry: Entry): Promise<void> {
    const backend = this.#parts.backendAt(entry.place);
    const current = await backend.read(this.#parts.run);
    if (isEachOf(current, entry.ours, entry.ours)) return;
    await this.#restore();
    throw new SystemProxyError('changed', 'The settings were changed, and are left as they are.');
  }

  async #restore(): Promise<Restored> {
    const { journal, run, shellFile, backendAt } = this.#parts;
    const entry = journal.read();
    if (!entry) return 'nothing';
    const backend = backendAt(entry.place);
    const current = await backend.read(run);
    // A change that was cut short left some of the one and some of the other.
    const isOurs = isEachOf(current, entry.ours, entry.before);
    if (isOurs) await this.#apply(backend, current, entry.before);
    removeShellFile(shellFile);
    journal.remove();
    return isOurs ? 'restored' : 'changed';
  }

  /** Looks whether it came to pass: without its service, gsettings forgets what it is told. */
  async #apply(backend: Backend, from: Values, to: Values): Promise<void> {
    const { run } = this.#parts;
    for (const command of changes(backend, from, to)) await run(command);
    for (const command of backend.announce) await run(command).catch(() => {});
    const left = changes(backend, await backend.read(run), to);
    if (left.length === 0) return;
    throw new SystemProxyError('failed', `${backend.place} did not keep the settings.`);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function isSame(entry: Entry, { profileId, port }: Target): boolean {
  return entry.profileId === profileId && entry.port === port;
}

/** Settings that have come or gone since then, as network services do, do not count. */
function isEachOf(current: Values, ours: Values, before: Values): boolean {
  return Object.keys(ours)
    .filter((key) => key in current)
    .every((key) => current[key] === ours[key] || current[key] === before[key]);
}
