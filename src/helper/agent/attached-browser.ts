import { randomBytes } from 'node:crypto';
import { LinkError } from '../../link/errors.ts';
import type { LinkPipe } from '../../link/link-pipe.ts';
import type { PinnedEdge, ToHelper } from '../../link/messages.ts';
import { ResumablePipe } from '../../link/resumable-pipe.ts';
import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { Wakeup } from '../../meek/wakeup.ts';
import type { ProxyHandlers } from '../local-proxy/dial.ts';
import { LocalProxy } from '../local-proxy/listener.ts';
import { NativeFronts } from '../native/native-fronts.ts';
import type { BrowserLink } from './browser-link.ts';
import { EdgePins } from './edge-pins.ts';
import { ExitCheck } from './exit-check.ts';
import { acceptLinkSocket } from './link-socket.ts';
import { networkName } from './network-name.ts';
import { serveExchange } from './serve-exchange.ts';
import { SocksWayOut } from './socks-way-out.ts';
import { TunnelWayOut } from './tunnel-way-out.ts';
import type { WayOut } from './way-out.ts';

/** A worker that was restarted is back within this; until then connections wait. */
const REATTACH_LIMIT_MS = 3_000;

const SESSION_ID_BYTES = 16;

/** How late the extension may learn how many connections are open. */
const REPORT_DELAY_MS = 250;

/** For all connections of a tunnel together. */
const TUNNEL_WINDOW_BYTES = 8 * 1024 * 1024;

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
  readonly #changed = new Wakeup();
  #link: BrowserLink | null = null;
  #proxy: LocalProxy | null = null;
  #openConnections = 0;
  #disarmReport: (() => void) | null = null;
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
    this.#way = new SocksWayOut(this.#openPipe, clock);
    this.#exitCheck = new ExitCheck(clock, () => this.#way.openExit);
  }

  /** Of the local proxy; null while it is closed. */
  get port(): number | null {
    return this.#proxy?.port ?? null;
  }

  /** A new relay takes over; pipes over an older one are gone with its worker. */
  attach(link: BrowserLink): void {
    this.#link?.end();
    this.#link = link;
    this.#changed.wake();
  }

  /** False once another relay has taken over: what an older one still says is of no meaning. */
  isAttachedTo(link: BrowserLink): boolean {
    return this.#link === link;
  }

  /** True when `link` was the one in use. */
  detach(link: BrowserLink): boolean {
    if (!this.isAttachedTo(link)) return false;
    this.#loseLink();
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
    else this.#link?.receive(message);
  }

  /** Carries out an exchange, through a front that is dialled from here. */
  serveExchange(pipe: LinkPipe): void {
    void serveExchange(pipe, this.#fronts);
  }

  close(): void {
    this.#loseLink();
    this.#stopListening();
  }

  async #listen({ preferredPort, tunnel }: Listen): Promise<void> {
    this.#takeWay(tunnel);
    try {
      this.#proxy ??= await LocalProxy.open(preferredPort, this.#handlers());
      const token = this.#link?.token;
      this.#link?.send({
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
      this.#link?.send({ type: 'edges-pinned', port });
    } catch (error) {
      this.#reportNoPort(error);
    }
  }

  #reportNoPort(error: unknown): void {
    const { message } = error as Error;
    this.#link?.send({ type: 'problem', code: 'HELPER_NO_PORT', message });
  }

  /** The same way is kept, with everything that is open in it. */
  #takeWay(tunnel: Listen['tunnel']): void {
    const name = JSON.stringify(tunnel ?? null);
    if (this.#wayName === name) return;
    this.#way.close();
    this.#wayName = name;
    this.#way = tunnel ? this.#tunnelWay(tunnel) : new SocksWayOut(this.#openPipe, this.#clock);
  }

  #tunnelWay({ pin, token }: NonNullable<Listen['tunnel']>): WayOut {
    return new TunnelWayOut({
      pin,
      token,
      clock: this.#clock,
      openPipe: this.#openResumablePipe,
      onWrongKey: () => {
        const message = "What answers does not have the server's key.";
        this.#link?.send({ type: 'problem', code: 'SERVER_WRONG_KEY', message });
      },
    });
  }

  /** Apps are served by whichever way is in use when they come. */
  #handlers(): ProxyHandlers {
    const way = () => this.#way;
    return {
      acceptLink: this.#acceptLink,
      dial: (...args) =>
        this.#exitCheck.pipeFor(args[0].host, args[1]) ?? this.#counted(way().dial(...args)),
      get earlyAnswers() {
        return way().earlyAnswers;
      },
      get openUdp() {
        return way().openUdp;
      },
    };
  }

  async #counted(dialling: Promise<Pipe>): Promise<Pipe> {
    const pipe = await dialling;
    this.#count(1);
    pipe.closed.catch(() => {}).finally(() => this.#count(-1));
    return pipe;
  }

  /** The extension hears of it soon, but not of every connection. */
  #count(change: number): void {
    this.#openConnections += change;
    this.#disarmReport ??= this.#clock.schedule(REPORT_DELAY_MS, () => {
      this.#disarmReport = null;
      this.#link?.send({ type: 'connections', open: this.#openConnections });
    });
  }

  async #nameNetwork(): Promise<void> {
    this.#link?.send({ type: 'network', name: await networkName(this.profileId) });
  }

  async #checkExit(): Promise<void> {
    const result = await this.#exitCheck.run(this.port);
    this.#link?.send({ type: 'exit-checked', result });
  }

  /** What the system sends here meanwhile is refused, and does not go out directly. */
  #stopForExtension(): void {
    if (this.#mustListen()) this.#closeWays();
    else this.#stopListening();
    this.#link?.send({ type: 'stopped' });
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
    const link = this.#link;
    acceptLinkSocket(request, socket, head, link?.token ?? null, (opened) => link?.use(opened));
  };

  /** A pipe of its own for one connection. */
  readonly #openPipe = async (): Promise<Pipe> => (await this.#presentLink()).pipes.open();

  /** The one pipe of a tunnel, which lives on when the worker does not. */
  readonly #openResumablePipe = (): Pipe =>
    new ResumablePipe({
      sessionId: randomBytes(SESSION_ID_BYTES).toString('hex'),
      clock: this.#clock,
      openLeg: async (session, signal) => {
        const { pipes } = await this.#presentLink();
        signal.throwIfAborted();
        return pipes.open({ windowBytes: TUNNEL_WINDOW_BYTES, session });
      },
    });

  async #presentLink(): Promise<BrowserLink> {
    return this.#link ?? (await this.#waitForLink());
  }

  async #waitForLink(): Promise<BrowserLink> {
    await this.#changed.waitAtMost(this.#clock, REATTACH_LIMIT_MS);
    if (this.#link) return this.#link;
    throw new LinkError('LINK_LOST', 'No browser carries the traffic.');
  }

  #loseLink(): void {
    this.#link?.end();
    this.#link = null;
  }
}
