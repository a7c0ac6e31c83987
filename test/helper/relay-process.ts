import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { encodeMessage, MessageSplitter, parseJson } from '../../src/helper/message-frames.ts';
import type { PipeFrame } from '../../src/link/frames.ts';
import { CHROMIUM_EXTENSION_IDS, LINK_PROTOCOL } from '../../src/link/identity.ts';
import { fromJsonFrame, toJsonFrame } from '../../src/link/json-frames.ts';
import { isPipeFrame, type ToExtension, type ToHelper } from '../../src/link/messages.ts';
import { LinkPipes } from '../../src/link/pipes.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { ByteReader } from '../../src/tunnel/byte-reader.ts';
import {
  encodeReply,
  METHOD_NONE,
  readGreeting,
  readRequest,
  VERSION,
} from '../../src/tunnel/socks5.ts';
import type { Sandbox } from './sandbox.ts';

export const ORIGIN = `chrome-extension://${CHROMIUM_EXTENSION_IDS[0]}/`;

type Control = Exclude<ToExtension, { pipe: number }>;

/** A relay, with the test as its browser: every connection is answered, and echoed. */
export class RelayProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  /** Control messages that came and were not taken. */
  readonly #control: Control[] = [];
  readonly #sandbox: Sandbox;
  readonly #pipes: LinkPipes;
  #wake = Promise.withResolvers<void>();
  /** What came over stdout and was no message, as an error. */
  unframed: unknown = null;
  isOver = false;

  constructor(sandbox: Sandbox, command?: string, args: string[] = [ORIGIN]) {
    const [program, ...first] = command ? [command] : [process.execPath, sandbox.program];
    this.#sandbox = sandbox;
    this.child = spawn(String(program), [...first, ...args], {
      env: sandbox.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.exited = once(this.child, 'exit');
    const send = (frame: PipeFrame) => this.send(toJsonFrame(frame));
    this.#pipes = new LinkPipes({ end: 'extension', send, onOpen: socksEcho });
    this.child.stdin?.on('error', () => {});
    this.#read();
  }

  static async greeted(sandbox: Sandbox, profileId: string): Promise<RelayProcess> {
    const relay = new RelayProcess(sandbox);
    await relay.hello(profileId);
    return relay;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  send(message: ToHelper): void {
    this.write(encodeMessage(message));
  }

  write(bytes: Uint8Array): void {
    this.child.stdin?.write(bytes);
  }

  async hello(profileId: string) {
    this.send({ type: 'hello', protocol: LINK_PROTOCOL, version: '1.2.3', profileId });
    return this.next('hello');
  }

  /** Opens the local proxy; resolves with its port. */
  async listen(preferredPort: number): Promise<number> {
    this.send({ type: 'listen', preferredPort });
    return (await this.next('listening')).port;
  }

  /** The next control message, which must be of this type. */
  async next<T extends Control['type']>(type: T): Promise<Extract<Control, { type: T }>> {
    for (;;) {
      const message = this.#control.shift();
      if (message?.type === type) return message as Extract<Control, { type: T }>;
      if (message) throw new Error(`Instead of ${type}: ${JSON.stringify(message)}`);
      if (this.isOver) throw new Error(`The relay ended before ${type}.`);
      await this.#wake.promise;
    }
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async #read(): Promise<void> {
    const splitter = new MessageSplitter();
    this.child.stdout?.on('error', () => {}).pipe(splitter);
    try {
      for await (const bytes of splitter) this.#receive(parseJson(bytes) as ToExtension);
    } catch (error) {
      this.unframed = error;
    }
    this.isOver = true;
    this.#pipes.failAll(new Error('The relay is gone.'));
    this.#wake.resolve();
  }

  #receive(message: ToExtension): void {
    if (message.type === 'hello') this.#sandbox.ownAgent(message.agentPid);
    if (isPipeFrame(message)) return this.#pipes.receive(fromJsonFrame(message));
    this.#control.push(message);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

async function socksEcho(pipe: Pipe): Promise<void> {
  try {
    const reader = new ByteReader(pipe.readable);
    const writer = pipe.writable.getWriter();
    const read = (lengthBytes: number) => reader.readExactly(lengthBytes);
    await readGreeting(read);
    await writer.write(Uint8Array.of(VERSION, METHOD_NONE));
    await readRequest(read);
    await writer.write(encodeReply(0));
    writer.releaseLock();
    await reader.remainder().pipeTo(pipe.writable);
  } catch {
    // The connection, or the relay, is gone.
  }
}
