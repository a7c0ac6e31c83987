import { Capability, type ToHelper } from '../../link/messages.ts';
import { pacUrl } from '../../link/pac-url.ts';
import type { ProxyScope, SystemProxyStatus } from '../../link/system-proxy.ts';
import type { HelperPort } from '../helper-port.ts';
import { InTurn } from '../in-turn.ts';
import type { Store } from '../store.ts';
import type { SystemProxyView } from './view.ts';

type Wish = Pick<ToHelper & { type: 'system-proxy' }, 'want' | 'takesOver'>;
const PUT_BACK: Wish = { want: 'off', takesOver: false };

type Helper = Pick<HelperPort, 'can' | 'askSystemProxy' | 'stop'>;

export interface SystemScopeParts {
  readonly shelf: Pick<Store, 'settings' | 'patchSettings'>;
  /** The tunnel's, while it has one. */
  readonly current: () => Helper | null;
  /** One for a moment, where the tunnel has none. Rejects when there is no helper. */
  readonly connect: () => Promise<Helper>;
  readonly proxyPort: () => number | null;
  readonly onChange: () => void;
}

/**
 * Whether every program goes through the tunnel, or the browser alone. The wish is kept in the
 * settings; the helper fulfils it while the tunnel is wanted.
 */
export class SystemScope {
  readonly #parts: SystemScopeParts;
  #status: SystemProxyStatus | null = null;
  readonly #turns = new InTurn();

  constructor(parts: SystemScopeParts) {
    this.#parts = parts;
  }

  async view(): Promise<SystemProxyView> {
    const { proxyScope } = await this.#parts.shelf.settings();
    const port = this.#parts.proxyPort();
    const hasPac = this.#parts.current()?.can(Capability.pacFile) ?? false;
    return {
      scope: proxyScope,
      status: this.#status,
      pacUrl: hasPac && port !== null ? pacUrl(port) : null,
    };
  }

  /** The local proxy is open, and perhaps is again. */
  listening(helper: Helper): void {
    void this.#turns.run(async () => {
      const { proxyScope } = await this.#parts.shelf.settings();
      const want = proxyScope === 'system' ? 'on' : 'status';
      await this.#ask(helper, { want, takesOver: false });
    });
  }

  /** The person chose. Without a helper it is kept for when there is one. */
  choose(proxyScope: ProxyScope, takesOver: boolean): Promise<void> {
    return this.#turns.run(async () => {
      await this.#parts.shelf.patchSettings({ proxyScope });
      const helper = this.#parts.current();
      const want = proxyScope === 'system' ? 'on' : 'off';
      if (helper) await this.#ask(helper, { want, takesOver });
      else if (want === 'off' && this.#isOn) await this.#visit();
    });
  }

  /** The tunnel is switched off: programs go again where they went before, as the browser does. */
  release(): Promise<void> {
    return this.#turns
      .run(async () => {
        const { proxyScope } = await this.#parts.shelf.settings();
        if (proxyScope === 'browser' && !this.#isOn) return;
        const helper = this.#parts.current();
        await (helper ? this.#ask(helper, PUT_BACK) : this.#visit());
      })
      .catch(() => {});
  }

  /** Another browser or the command line has changed it: that is the person's wish then. */
  async heard(status: SystemProxyStatus): Promise<void> {
    this.#status = status;
    const proxyScope = status.state === 'on' ? 'system' : 'browser';
    await this.#parts.shelf.patchSettings({ proxyScope });
    this.#parts.onChange();
  }

  /** As far as is known. */
  get #isOn(): boolean {
    return this.#status?.state === 'on';
  }

  /** It may be the agent that broke, and left the settings. */
  async #visit(): Promise<void> {
    const helper = await this.#parts.connect();
    await this.#ask(helper, PUT_BACK).finally(() => helper.stop());
  }

  async #ask(helper: Helper, wish: Wish): Promise<void> {
    this.#status = helper.can(Capability.systemProxy)
      ? await helper.askSystemProxy(wish.want, wish.takesOver)
      : null;
    // Who changed the settings by hand does not want them ours.
    if (this.#status?.problem?.code === 'changed') {
      await this.#parts.shelf.patchSettings({ proxyScope: 'browser' });
    }
    this.#parts.onChange();
  }
}
