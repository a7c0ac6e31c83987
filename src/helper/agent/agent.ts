import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import * as v from 'valibot';
import { LINK_PROTOCOL, OLDEST_LINK_PROTOCOL } from '../../link/identity.ts';
import { Capability, ToHelper } from '../../link/messages.ts';
import { commonProtocol } from '../../link/negotiation.ts';
import type { Clock } from '../../meek/clock.ts';
import { isKnownCaller } from '../callers.ts';
import { encodeMessage, MessageSplitter, parseJson } from '../message-frames.ts';
import type { AttachedBrowser } from './attached-browser.ts';
import { BrowserLink, type SendToExtension } from './browser-link.ts';
import { type AgentHello, ControlRequest, RELAY_PROTOCOL, RelayHello } from './handshake.ts';
import type { SystemProxyDesk } from './system-proxy-desk.ts';

/** How long an agent, or one browser's port, stays after the last relay has gone. */
export const LINGER_MS = 60_000;

const CAPABILITIES: readonly string[] = [
  ...['socks5', 'http-proxy', 'pipes', 'web-socket'],
  ...Object.values(Capability),
];

export interface AgentOptions {
  readonly key: string;
  readonly version: string;
  readonly clock: Clock;
  readonly lingerMs?: number;
  readonly systemProxy: SystemProxyDesk;
  /** Called once nobody has needed the agent for `lingerMs`. */
  readonly onIdle: () => void;
}

/** One per user: serves the relays of all browsers and profiles. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #lingerMs: number;
  readonly #browsers = new Map<string, AttachedBrowser>();
  readonly #relays = new Set<Socket>();
  readonly #expiries = new Map<string, () => void>();
  readonly server: Server;
  #disarmIdle: () => void;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#lingerMs = options.lingerMs ?? LINGER_MS;
    this.server = createServer((socket) => this.#serve(socket));
    this.#disarmIdle = options.clock.schedule(this.#lingerMs, this.#leaveIfFree);
  }

  close(): void {
    this.#disarmIdle();
    for (const disarm of this.#expiries.values()) disarm();
    for (const browser of this.#browsers.values()) browser.close();
    for (const socket of this.#relays) socket.destroy();
    this.server.close();
  }

  #serve(socket: Socket): void {
    this.#relays.add(socket);
    this.#disarmIdle();
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#relays.delete(socket);
      if (this.#relays.size === 0) this.#armIdle();
    });
    this.#converse(socket)
      .catch(() => {})
      .finally(() => socket.destroySoon());
  }

  #armIdle(): void {
    this.#disarmIdle();
    this.#disarmIdle = this.#options.clock.schedule(this.#lingerMs, this.#leaveIfFree);
  }

  /** While the system's settings point here, somebody has to be here to refuse. */
  readonly #leaveIfFree = (): void => {
    if (this.#options.systemProxy.isOn) this.#armIdle();
    else this.#options.onIdle();
  };

  async #converse(socket: Socket): Promise<void> {
    // Unlike `pipe`, this ends the messages of a relay whose connection broke, too.
    const splitter = pipeline(socket, new MessageSplitter(), () => {});
    const messages = splitter[Symbol.asyncIterator]();
    const { done: isOver, value: first } = await messages.next();
    if (isOver || (await this.#control(socket, parseJson(first)))) return;
    const relay = this.#welcome(socket, parseJson(first));
    if (!relay) return;
    const send: SendToExtension = (message) => void socket.write(encodeMessage(message));
    const profileId = await this.#meetExtension(messages, send, relay);
    if (!profileId) return;
    const link = new BrowserLink(send, {
      onExchange: (pipe) => browser.serveExchange(pipe),
      onBroken: () => socket.destroySoon(),
    });
    const browser = await this.#attach(profileId, link);
    const { systemProxy } = this.#options;
    try {
      for (;;) {
        const { done, value } = await messages.next();
        if (done || !browser.isAttachedTo(link)) break;
        const message = v.parse(ToHelper, parseJson(value));
        if (message.type === 'hello') continue;
        if (message.type === 'system-proxy') await systemProxy.receive(message, browser, send);
        else await browser.receive(message);
      }
    } finally {
      systemProxy.forget(profileId, send);
      if (browser.detach(link)) this.#expireLater(profileId, browser);
    }
  }

  /** True for the command line, which has its answer then. */
  async #control(socket: Socket, first: unknown): Promise<boolean> {
    const request = v.safeParse(ControlRequest, first);
    if (!request.success) return false;
    if (!sameKey(request.output.key, this.#options.key)) return true;
    const { systemProxy } = this.#options;
    const answer = await systemProxy.control(request.output, [...this.#browsers.values()]);
    socket.write(encodeMessage(answer));
    return true;
  }

  #welcome(socket: Socket, first: unknown): RelayHello | null {
    const hello = v.safeParse(RelayHello, first);
    if (!hello.success || !sameKey(hello.output.key, this.#options.key)) return null;
    const reason = refusalOf(hello.output, this.#options.version);
    const { version } = this.#options;
    const answer: AgentHello = reason
      ? { accepted: false, version, reason }
      : { accepted: true, version, pid: process.pid };
    if (!reason) {
      socket.write(encodeMessage(answer));
      return hello.output;
    }
    // Alone with a relay of another version: make room for an agent of its own.
    const isAlone = this.#relays.size === 1;
    socket.end(encodeMessage(answer), isAlone ? this.#options.onIdle : undefined);
    return null;
  }

  async #meetExtension(
    messages: AsyncIterator<Buffer>,
    send: SendToExtension,
    relay: RelayHello,
  ): Promise<string | null> {
    const { done, value } = await messages.next();
    const hello = done ? null : v.safeParse(ToHelper, parseJson(value));
    if (!hello?.success || hello.output.type !== 'hello') return null;
    const protocol = commonProtocol(hello.output);
    if (protocol === null) {
      const message = `The extension speaks version ${hello.output.protocol} of the protocol, this helper ${LINK_PROTOCOL}.`;
      send({ type: 'problem', code: 'HELPER_INCOMPATIBLE', message });
      return null;
    }
    send({
      type: 'hello',
      protocol,
      oldestProtocol: OLDEST_LINK_PROTOCOL,
      version: this.#options.version,
      capabilities: [...CAPABILITIES],
      relayPid: relay.pid,
      agentPid: process.pid,
    });
    return hello.output.profileId;
  }

  async #attach(profileId: string, link: BrowserLink): Promise<AttachedBrowser> {
    // Most of the program, and not needed for a hello: a browser waits for that.
    const { AttachedBrowser } = await import('./attached-browser.ts');
    this.#expiries.get(profileId)?.();
    this.#expiries.delete(profileId);
    const browser =
      this.#browsers.get(profileId) ??
      new AttachedBrowser(this.#options.clock, profileId, {
        mustListen: () => this.#options.systemProxy.isOnFor(profileId),
      });
    this.#browsers.set(profileId, browser);
    browser.attach(link);
    return browser;
  }

  #expireLater(profileId: string, browser: AttachedBrowser): void {
    const disarm = this.#options.clock.schedule(this.#lingerMs, () => {
      if (this.#options.systemProxy.isOnFor(profileId))
        return this.#expireLater(profileId, browser);
      this.#expiries.delete(profileId);
      this.#browsers.delete(profileId);
      browser.close();
    });
    this.#expiries.set(profileId, disarm);
  }
}

function refusalOf(relay: RelayHello, version: string): string | null {
  if (!isKnownCaller(relay.caller)) return 'The caller is not the Frontage extension.';
  if (relay.relayProtocol === RELAY_PROTOCOL) return null;
  return `The running agent is version ${version}, the helper ${relay.version}. Close the other browsers that use Frontage, and try again.`;
}

function sameKey(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
