import type { LinkPipe } from '../../link/link-pipe.ts';
import type { PinnedEdge, ToHelper } from '../../link/messages.ts';
import type { Clock } from '../../meek/clock.ts';
import type { ProxyHandlers } from '../local-proxy/dial.ts';
import { LocalProxy } from '../local-proxy/listener.ts';
import { NativeFronts } from '../native/native-fronts.ts';
import type { BrowserLink } from './browser-link.ts';
import { ConnectionCount } from './connection-count.ts';
import { CurrentLink } from './current-link.ts';
import { EdgePins } from './edge-pins.ts';
import { ExitCheck } from './exit-check.ts';
import { acceptLinkSocket } from './link-socket.ts';
import { networkName } from './network-name.ts';
import { serveExchange } from './serve-exchange.ts';
import { SocksWayOut } from './socks-way-out.ts';
import { TunnelWayOut } from './tunnel-way-out.ts';
import type { WayOut } from './way-out.ts';

type Listen = ToHelper & { type: 'listen' };

export interface AttachedBrowserOptions {
  /** Of fronts. Default: Node's own, and those of NODE_EXTRA_CA_CERTS. */
  readonly trustedCaPem?: string | undefined;
  /** Whether others than this browser count on the local proxy. Default: never. */
  readonly mustListen?: () => boolean;
}

/**
 * One browser profile and its local proxy. The port stays open while the worker or its relay is
 * away, so that nothing else can take it and the browser has nowhere else to send to.
 */
export class AttachedBrowser {
  readonly #clock: Clock;
  readonly profileId: string;
  readonly #mustListen: () => boolean;
  readonly #link: CurrentLink;
  readonly #connections: ConnectionCount;
  #proxy: LocalProxy | null = null;
  readonly #fronts: NativeFronts;
  readonly #pins = new EdgePins();
  readonly #exitCheck: ExitCheck;
  #way: WayOut;
  #wayName = 'null';

  /**
   * @param profileId of the browser's profile; the networks' names are its own
   */
  constructor(clock: Clock, profileId: string, options: AttachedBrowserOptions = {}) {
    const { trustedCaPem, mustListen = () => false } = options;
    this.#clock = clock;
    this.profileId = profileId;
    this.#mustListen = mustListen;
    this.#fronts = new NativeFronts(clock, trustedCaPem);
    this.#link = new CurrentLink(clock);
    this.#connections = new ConnectionCount(clock, (open) =>
      this.#link.now?.send({ type: 'connections', open }),
    );
    this.#way = new SocksWayOut(this.#link.openPipe, clock);
    this.#exitCheck = new ExitCheck(clock, () => this.#way.openExit);
  }

  /** Of the local proxy; null while it is closed. */
  get port(): number | null {
    return this.#proxy?.port ?? null;
  }

  /** A new relay takes over; pipes over an older one are gone with its worker. */
  attach(link: BrowserLink): void {
    this.#link.attach(link);
  }

  /** False once another relay has taken over: what an older one still says is of no meaning. */
  isAttachedTo(link: BrowserLink): boolean {
    return this.#link.now === link;
  }

  /** True when `link` was the one in use. */
  detach(link: BrowserLink): boolean {
    if (!this.isAttachedTo(link)) return false;
    this.#link.lose();
    return true;
  }

  /** @throws LinkError when the extension breaks the rules */
  async receive(message: Exclude<ToHelper, { type: 'hello' | 'system-proxy' }>): Promise<void> {
    if (message.type === 'listen') await this.#listen(message);
    else if (message.type === 'pin-edges') await this.#pinEdges(message.edges);
    else if (message.type === 'stop-listening') this.#stopForExtension();
    else if (message.type === 'name-network') await this.#nameNetwork();
    // Its bytes come by this way, too.
    else if (message.type === 'check-exit') void this.#checkExit();
    else this.#link.now?.receive(message);
  }

  /** Carries out an exchange, through a front that is dialled from here. */
  serveExchange(pipe: LinkPipe): void {
    void serveExchange(pipe, this.#fronts);
  }

  close(): void {
    this.#link.lose();
    this.#stopListening();
  }

  async #listen({ preferredPort, tunnel }: Listen): Promise<void> {
    this.#takeWay(tunnel);
    try {
      this.#proxy ??= await LocalProxy.open(preferredPort, this.#handlers());
      const token = this.#link.now?.token;
      this.#link.now?.send({
        type: 'listening',
        port: this.#proxy.port,
        ...(token && { linkToken: token }),
      });
    } catch (error) {
      this.#reportNoPort(error);
    }
  }

  async #pinEdges(edges: readonly PinnedEdge[]): Promise<void> {
    try {
      const port = await this.#pins.pin(edges);
      this.#link.now?.send({ type: 'edges-pinned', port });
    } catch (error) {
      this.#reportNoPort(error);
    }
  }

  #reportNoPort(error: unknown): void {
    const { message } = error as Error;
    this.#link.now?.send({ type: 'problem', code: 'HELPER_NO_PORT', message });
  }

  /** The same way is kept, with everything that is open in it. */
  #takeWay(tunnel: Listen['tunnel']): void {
    const name = JSON.stringify(tunnel ?? null);
    if (this.#wayName === name) return;
    this.#way.close();
    this.#wayName = name;
    this.#way = tunnel
      ? this.#tunnelWay(tunnel)
      : new SocksWayOut(this.#link.openPipe, this.#clock);
  }

  #tunnelWay({ pin, token }: NonNullable<Listen['tunnel']>): WayOut {
    return new TunnelWayOut({
      pin,
      token,
      clock: this.#clock,
      openPipe: this.#link.openResumablePipe,
      onWrongKey: () => {
        const message = "What answers does not have the server's key.";
        this.#link.now?.send({ type: 'problem', code: 'SERVER_WRONG_KEY', message });
      },
    });
  }

  /** Apps are served by whichever way is in use when they come. */
  #handlers(): ProxyHandlers {
    const way = () => this.#way;
    return {
      acceptLink: this.#acceptLink,
      dial: (...args) =>
        this.#exitCheck.pipeFor(args[0].host, args[1]) ??
        this.#connections.during(way().dial(...args)),
      get earlyAnswers() {
        return way().earlyAnswers;
      },
      get openUdp() {
        return way().openUdp;
      },
    };
  }

  async #nameNetwork(): Promise<void> {
    this.#link.now?.send({ type: 'network', name: await networkName(this.profileId) });
  }

  async #checkExit(): Promise<void> {
    const result = await this.#exitCheck.run(this.port);
    this.#link.now?.send({ type: 'exit-checked', result });
  }

  /** What the system sends here meanwhile is refused, and does not go out directly. */
  #stopForExtension(): void {
    if (this.#mustListen()) this.#closeWays();
    else this.#stopListening();
    this.#link.now?.send({ type: 'stopped' });
  }

  #stopListening(): void {
    this.#proxy?.close();
    this.#proxy = null;
    this.#closeWays();
  }

  #closeWays(): void {
    this.#pins.close();
    this.#fronts.close();
    this.#takeWay(undefined);
  }

  readonly #acceptLink: ProxyHandlers['acceptLink'] = (request, socket, head) => {
    const link = this.#link.now;
    acceptLinkSocket(request, socket, head, link?.token ?? null, (opened) => link?.use(opened));
  };
}
