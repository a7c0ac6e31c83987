import type { ToHelper } from '../../link/messages.ts';
import type { SystemProxyProblem, SystemProxyStatus } from '../../link/system-proxy.ts';
import type { Entry } from '../system-proxy/journal.ts';
import type { Restored, SystemProxy } from '../system-proxy/system-proxy.ts';
import { SystemProxyError } from '../system-proxy/system-proxy-error.ts';
import type { SendToExtension } from './browser-link.ts';
import type { ControlAnswer, ControlRequest } from './handshake.ts';

type Wish = Omit<ToHelper & { type: 'system-proxy' }, 'type'>;

/** One browser profile with a local proxy. */
export interface ProxyHolder {
  readonly profileId: string;
  /** Of its local proxy; null while that is closed. */
  readonly port: number | null;
}

const LEFT_AS_THEY_ARE = 'The settings were changed meanwhile, and were left as they are.';

/** Where browsers and the command line ask for the system's proxy settings. */
export class SystemProxyDesk {
  readonly #system: SystemProxy;
  /** Those that know of it, by profile: an older extension would not understand. */
  readonly #told = new Map<string, SendToExtension>();

  constructor(system: SystemProxy) {
    this.#system = system;
  }

  /** The settings point at a local proxy of ours. */
  get isOn(): boolean {
    return this.#holder !== null;
  }

  isOnFor(profileId: string): boolean {
    return this.#holder?.profileId === profileId;
  }

  /** For a browser; its answer, and then what that means for others. */
  async receive(wish: Wish, holder: ProxyHolder, send: SendToExtension): Promise<void> {
    this.#told.set(holder.profileId, send);
    const isTheirs = wish.want !== 'off' || this.isOnFor(holder.profileId);
    const problem = isTheirs ? await this.#carryOut(wish, holder) : null;
    send({ type: 'system-proxy', status: this.#statusFor(holder.profileId, problem) });
    if (wish.want !== 'status') this.#tellAll(holder.profileId);
  }

  /** The worker that `send` leads to is gone. */
  forget(profileId: string, send: SendToExtension): void {
    if (this.#told.get(profileId) === send) this.#told.delete(profileId);
  }

  /** For the command line, which may mean any browser's local proxy. */
  async control(request: ControlRequest, holders: readonly ProxyHolder[]): Promise<ControlAnswer> {
    const open = holders.filter(({ port }) => port !== null);
    const chosen = open.filter(({ port }) => request.port === null || port === request.port);
    const problem =
      request.want === 'on' && chosen.length !== 1
        ? { code: 'not-listening' as const, detail: whichOf(open) }
        : await this.#carryOut(request, chosen[0]);
    if (request.want !== 'status') this.#tellAll();
    const holder = this.#holder;
    return {
      status: this.#statusFor(holder?.profileId ?? '', problem),
      port: holder?.port ?? null,
    };
  }

  /** Puts back what an agent left that is no more. */
  async restoreLeftover(): Promise<void> {
    await this.#system.restore();
  }

  /** Before this agent leaves. What another has set meanwhile is that one's. */
  async restoreOwn(): Promise<void> {
    if (this.#holder?.agentPid === process.pid) await this.#system.restore();
  }

  async #carryOut(
    { want, takesOver }: Wish,
    holder: ProxyHolder | undefined,
  ): Promise<SystemProxyProblem | null> {
    try {
      if (want === 'off') return problemOf(await this.#system.restore());
      if (want === 'on') await this.#turnOn(takesOver, holder);
      else await this.#system.confirm();
      return null;
    } catch (error) {
      if (!(error instanceof SystemProxyError)) throw error;
      return { code: error.code, detail: error.message.slice(0, 500) };
    }
  }

  async #turnOn(takesOver: boolean, holder: ProxyHolder | undefined): Promise<void> {
    if (!holder || holder.port === null) {
      throw new SystemProxyError('not-listening', 'No local proxy is open.');
    }
    await this.#system.turnOn({ profileId: holder.profileId, port: holder.port, takesOver });
  }

  #tellAll(except?: string): void {
    for (const [profileId, send] of this.#told) {
      if (profileId === except) continue;
      send({ type: 'system-proxy', status: this.#statusFor(profileId, null) });
    }
  }

  #statusFor(profileId: string, problem: SystemProxyProblem | null): SystemProxyStatus {
    const { place, shellFile } = this.#system;
    const holder = this.#holder;
    const isTheirs = holder?.profileId === profileId;
    const state = holder === null ? 'off' : isTheirs ? 'on' : 'elsewhere';
    return { state, place, shellFile, problem };
  }

  /** What cannot be read holds nothing: it is told when somebody wants a change. */
  get #holder(): Entry | null {
    try {
      return this.#system.holder;
    } catch {
      return null;
    }
  }
}

function problemOf(restored: Restored): SystemProxyProblem | null {
  return restored === 'changed' ? { code: 'changed', detail: LEFT_AS_THEY_ARE } : null;
}

function whichOf(open: readonly ProxyHolder[]): string {
  if (open.length === 0) return 'No browser has a local proxy open: switch Frontage on in one.';
  const ports = open.map(({ port }) => port).join(', ');
  return `Name one of the local proxies by --port: ${ports}.`;
}
