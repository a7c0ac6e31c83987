import { LinkError } from '../link/errors.ts';
import type { LinkPipe } from '../link/link-pipe.ts';
import { Capability, type PinnedEdge } from '../link/messages.ts';
import type { SystemProxyStatus } from '../link/system-proxy.ts';
import type { Clock } from '../meek/clock.ts';
import type { HelperPorts } from './browser-proxy/browser-proxy.ts';
import type { HelperPort, HelperPortOptions, ListenWish } from './helper-port.ts';
import type { Reason } from './state.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface TunnelHelperParts {
  readonly profileId: string;
  readonly fastLink: boolean;
  readonly clock: Clock;
  readonly traffic: Pick<TrafficMeter, 'connections'>;
  readonly connect: (options: HelperPortOptions) => Promise<HelperPort>;
  readonly onPipe: (pipe: LinkPipe) => void;
  readonly onSystemProxy: (status: SystemProxyStatus) => void;
  readonly onTrouble: (reason: Reason) => void;
}

/** The helper of one tunnel. It may go, and be reached again. */
export class TunnelHelper {
  readonly #parts: TunnelHelperParts;
  #port: HelperPort | null = null;

  constructor(parts: TunnelHelperParts) {
    this.#parts = parts;
  }

  /** Null while it is not reached. */
  get now(): HelperPort | null {
    return this.#port;
  }

  /**
   * Opens the local proxy, and the way to pinned edges where there are any.
   *
   * @throws Trouble, or the signal's reason
   */
  async listen(
    wish: ListenWish,
    edges: readonly PinnedEdge[],
    signal: AbortSignal,
  ): Promise<HelperPorts> {
    signal.throwIfAborted();
    const { profileId, fastLink, clock, traffic, connect, onTrouble } = this.#parts;
    this.#port ??= await connect({
      ...{ profileId, fastLink, clock, signal },
      onPipe: this.#parts.onPipe,
      onConnections: (open) => traffic.connections(open),
      onWrongKey: () => onTrouble('wrong-server-key'),
      onSystemProxy: this.#parts.onSystemProxy,
      onLost: (reason) => {
        this.#forget();
        onTrouble(reason);
      },
    });
    const helper = this.#port;
    const proxy = await helper.listen(wish, signal);
    const arePinned = edges.length > 0 && helper.can(Capability.edgePins);
    return { proxy, pins: arePinned ? await helper.pinEdges([...edges], signal) : null };
  }

  /** A pipe for an exchange with whomever it can dial. @throws LinkError */
  openExchange(): LinkPipe {
    if (!this.#port?.can(Capability.nativeFronts)) {
      throw new LinkError('LINK_LOST', 'There is no helper that could.');
    }
    return this.#port.openExchange();
  }

  /** Has the local proxy closed, and lets it go. */
  async stop(): Promise<void> {
    const port = this.#port;
    this.#forget();
    await port?.stop();
  }

  #forget(): void {
    this.#port = null;
    this.#parts.traffic.connections(0);
  }
}
