import * as v from 'valibot';
import browser, { type Runtime } from 'webextension-polyfill';
import { LinkError } from '../link/errors.ts';
import type { ExitCheckResult } from '../link/exit-check.ts';
import { FrameChannel } from '../link/frame-channel.ts';
import { HOST_NAME, LINK_PROTOCOL, OLDEST_LINK_PROTOCOL } from '../link/identity.ts';
import { fromJsonFrame, toJsonFrame } from '../link/json-frames.ts';
import type { LinkPipe } from '../link/link-pipe.ts';
import {
  Capability,
  isPipeFrame,
  type PinnedEdge,
  ToExtension,
  type ToHelper,
} from '../link/messages.ts';
import { commonProtocol } from '../link/negotiation.ts';
import { LinkPipes } from '../link/pipes.ts';
import type { SystemProxyStatus } from '../link/system-proxy.ts';
import type { Clock } from '../meek/clock.ts';
import { AwaitedAnswers, type Control } from './awaited-answers.ts';
import type { HelperFacts, HelperPids, LinkKind } from './helper-facts.ts';
import { LinkSocket } from './link-socket.ts';
import { classifyDisconnect, PortClosedError } from './pairing/disconnect-reason.ts';
import type { Reason } from './state.ts';
import { Trouble } from './trouble.ts';

/** From the start of the program to its hello; a cold start takes 150 ms. */
const HELLO_LIMIT_MS = 15_000;

/** A local proxy closes in a few ms, on a busy machine in a second or so. */
const STOP_LIMIT_MS = 5_000;

/** The helper itself gives up sooner. */
const EXIT_LIMIT_MS = 40_000;

/** Some systems have many settings, and slow programs that change them. */
const SYSTEM_LIMIT_MS = 30_000;

export interface HelperPortOptions {
  readonly profileId: string;
  /** Whether frames may leave native messaging for a WebSocket on loopback. */
  readonly fastLink: boolean;
  readonly clock: Clock;
  /** Gives up connecting; of no effect afterwards. */
  readonly signal: AbortSignal;
  /** A connection that the local proxy accepted. */
  readonly onPipe: (pipe: LinkPipe) => void;
  readonly onConnections: (open: number) => void;
  /** Who answered the tunnel's handshake does not have the server's key. */
  readonly onWrongKey: () => void;
  /** The system's proxy settings were changed, and not from here. Default: nobody is told. */
  readonly onSystemProxy?: (status: SystemProxyStatus) => void;
  /** The helper is gone; called once, and only after `connect` has resolved. */
  readonly onLost: (reason: Reason) => void;
}

/** What the local proxy is to be. */
export type ListenWish = Omit<ToHelper & { type: 'listen' }, 'type'>;

/** The native messaging port to the helper, and the pipes over it. */
export class HelperPort {
  readonly #options: HelperPortOptions;
  readonly #port: Runtime.Port;
  readonly #channel: FrameChannel;
  readonly #pipes: LinkPipes;
  readonly #answers: AwaitedAnswers;
  #phase: 'greeting' | 'ready' | 'leaving' | 'lost' = 'greeting';
  #socket: LinkSocket | null = null;
  #capabilities: ReadonlySet<string> = new Set();
  #version = '';
  #link: LinkKind = 'native-messaging';
  pids: HelperPids = { relay: 0, agent: 0 };

  private constructor(options: HelperPortOptions) {
    this.#options = options;
    this.#answers = new AwaitedAnswers(options.clock);
    this.#port = browser.runtime.connectNative(HOST_NAME);
    this.#channel = new FrameChannel({
      sendSlow: (frame) => this.#send(toJsonFrame(frame)),
      announceSwitch: () => this.#send({ type: 'switch' }),
      receive: (frame) => this.#pipes.receive(frame),
    });
    const { send } = this.#channel;
    this.#pipes = new LinkPipes({ end: 'extension', send, onOpen: options.onPipe });
    this.#port.onMessage.addListener((message) => this.#receive(message));
    this.#port.onDisconnect.addListener((port) => this.#closed(port));
  }

  /** @throws Trouble naming what is wrong with the helper */
  static async connect(options: HelperPortOptions): Promise<HelperPort> {
    if (!('connectNative' in browser.runtime)) throw new Trouble('helper-permission-missing');
    const helper = new HelperPort(options);
    try {
      await helper.#greet();
      return helper;
    } catch (error) {
      helper.lose('helper-stopped');
      throw error;
    }
  }

  /** Opens the local proxy. Resolves with its port, which need not be the preferred one. */
  async listen(wish: ListenWish, signal: AbortSignal): Promise<number> {
    const listening = this.#answers.next('listening', HELLO_LIMIT_MS, signal);
    this.#send({ type: 'listen', ...wish });
    const { port, linkToken } = await listening;
    if (linkToken && this.#options.fastLink) this.#openSocket(port, linkToken);
    return port;
  }

  /** The helper's name for the network that this machine is on; null where it has none. */
  async networkName(signal: AbortSignal): Promise<string | null> {
    if (!this.can(Capability.networkName)) return null;
    const named = this.#answers.next('network', HELLO_LIMIT_MS, signal);
    this.#send({ type: 'name-network' });
    return (await named).name;
  }

  /** Resolves with what the system's proxy settings are then. */
  async askSystemProxy(
    want: (ToHelper & { type: 'system-proxy' })['want'],
    takesOver: boolean,
  ): Promise<SystemProxyStatus> {
    const answered = this.#answers.next('system-proxy', SYSTEM_LIMIT_MS);
    this.#send({ type: 'system-proxy', want, takesOver });
    return (await answered).status;
  }

  /** Resolves with what came of asking the server where it goes out. @throws Trouble */
  async checkExit(): Promise<ExitCheckResult> {
    const checked = this.#answers.next('exit-checked', EXIT_LIMIT_MS);
    this.#send({ type: 'check-exit' });
    return (await checked).result;
  }

  get facts(): HelperFacts {
    return { version: this.#version, capabilities: [...this.#capabilities], link: this.#link };
  }

  /** An older helper may lack what this extension would use. */
  can(capability: Capability): boolean {
    return this.#capabilities.has(capability);
  }

  /** Has edges dialled at addresses of ours. Resolves with the SOCKS port that leads to them. */
  async pinEdges(edges: PinnedEdge[], signal: AbortSignal): Promise<number> {
    const pinned = this.#answers.next('edges-pinned', HELLO_LIMIT_MS, signal);
    this.#send({ type: 'pin-edges', edges });
    return (await pinned).port;
  }

  /**
   * Opens a pipe for an exchange.
   *
   * @throws LinkError when the helper is gone, or has too many
   */
  openExchange(): LinkPipe {
    if (this.#phase !== 'ready') throw new LinkError('LINK_LOST', 'The helper is gone.');
    return this.#pipes.open();
  }

  /**
   * Has the local proxy closed, and lets the helper go. A browser may drop what is posted just
   * before a disconnect, so the answer is awaited; a helper that gives none is let go regardless,
   * and closes its port by itself when nobody has come back.
   */
  async stop(): Promise<void> {
    if (this.#phase === 'lost') return;
    this.#phase = 'leaving';
    // The helper ends it; if it went first, the helper would take the worker for gone.
    this.#socket?.expectEnd();
    this.#answers.refuse('listening', new Trouble('helper-stopped'));
    this.#pipes.failAll(new LinkError('LINK_LOST', 'The helper was let go.'));
    this.#send({ type: 'stop-listening' });
    await this.#answers.next('stopped', STOP_LIMIT_MS).catch(() => {});
    this.#phase = 'lost';
    this.#disconnect();
  }

  async #greet(): Promise<void> {
    const { version } = browser.runtime.getManifest();
    const { profileId, signal } = this.#options;
    const answer = this.#answers.next('hello', HELLO_LIMIT_MS, signal);
    const protocols = { protocol: LINK_PROTOCOL, oldestProtocol: OLDEST_LINK_PROTOCOL };
    this.#send({ type: 'hello', ...protocols, version, profileId });
    const hello = await answer;
    if (commonProtocol(hello) === null) throw new Trouble('helper-incompatible');
    this.pids = { relay: hello.relayPid, agent: hello.agentPid };
    this.#capabilities = new Set(hello.capabilities);
    this.#version = hello.version;
    this.#phase = 'ready';
  }

  #receive(message: unknown): void {
    if (this.#phase === 'lost') return;
    const parsed = v.safeParse(ToExtension, message);
    if (!parsed.success) return this.lose('helper-protocol');
    try {
      if (isPipeFrame(parsed.output)) this.#channel.receiveSlow(fromJsonFrame(parsed.output));
      else this.#receiveControl(parsed.output);
    } catch {
      this.lose('helper-protocol');
    }
  }

  #openSocket(port: number, token: string): void {
    const socket = new LinkSocket(port, token, {
      onOpen: () => {
        this.#channel.switchTo(socket.send);
        this.#link = 'web-socket';
      },
      onFrame: (frame) => this.#channel.receiveFast(frame),
      onLost: () => this.lose('helper-stopped'),
    });
    this.#socket = socket;
  }

  #disconnect(): void {
    this.#socket?.close();
    this.#port.disconnect();
  }

  #receiveControl(message: Control): void {
    if (message.type === 'problem') return this.#receiveProblem(message.code);
    if (message.type === 'switch') return this.#channel.receiveSwitch();
    if (message.type === 'connections') return this.#options.onConnections(message.open);
    const isAwaited = this.#answers.take(message);
    if (!isAwaited && message.type === 'system-proxy')
      this.#options.onSystemProxy?.(message.status);
  }

  #receiveProblem(code: string): void {
    if (code === 'HELPER_NO_PORT') {
      for (const type of ['listening', 'edges-pinned'] as const) {
        this.#answers.refuse(type, new Trouble('helper-no-port'));
      }
    } else if (code === 'SERVER_WRONG_KEY') {
      this.#options.onWrongKey();
    } else if (code === 'HELPER_INCOMPATIBLE') {
      this.lose('helper-incompatible');
    } else if (code === 'HELPER_START_FAILED' || this.#phase === 'greeting') {
      this.lose('helper-reported-error');
    }
  }

  /** After the port is gone `postMessage` throws, and there is nobody left to tell. */
  #send(message: ToHelper): void {
    if (this.#phase !== 'lost') this.#port.postMessage(message);
  }

  /** Has nothing more to do with the helper, for this reason. */
  lose(reason: Reason, cause?: Error): void {
    if (this.#phase === 'lost') return;
    const wasReady = this.#phase === 'ready';
    this.#phase = 'lost';
    this.#answers.end(new Trouble(reason, { cause }));
    this.#pipes.failAll(new LinkError('LINK_LOST', 'The helper is gone.'));
    this.#disconnect();
    if (wasReady) this.#options.onLost(reason);
  }

  #closed(port: Runtime.Port): void {
    const message = port.error?.message ?? browser.runtime.lastError?.message ?? '';
    const reason = classifyDisconnect(message, this.#phase === 'ready');
    this.lose(reason, new PortClosedError(message));
  }
}
