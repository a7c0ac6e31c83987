import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { type ExitCheckResult, ExitFailure } from '../../link/exit-check.ts';
import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { MAX_EXIT_BYTES, ServerExit } from '../../meek/server-exit.ts';
import { SocksError } from '../../tunnel/socks5.ts';
import { ExitCheckError } from './exit-check-error.ts';
import type { WayOut } from './way-out.ts';

/** Of both questions together, in ms. A front may have to be changed meanwhile. */
const LIMIT_MS = 25_000;

/** The first may have to open the tunnel, which says nothing of the way. */
const QUESTIONS = 2;

interface Question {
  /** The name that stands for the server while it is asked. */
  readonly host: string;
  /** What broke on the way: the app at the local proxy is told less. */
  broken?: unknown;
}

/**
 * Asks the server where it goes out, by the way of an app: a CONNECT to the local proxy's port.
 *
 * The name in it holds for one question, and nobody else can know it. With one of the server's,
 * every page could find out by asking for it that there is a tunnel.
 */
export class ExitCheck {
  readonly #clock: Clock;
  readonly #openExit: () => WayOut['openExit'];
  #running: Promise<ExitCheckResult> | null = null;
  #question: Question | null = null;

  constructor(clock: Clock, openExit: () => WayOut['openExit']) {
    this.#clock = clock;
    this.#openExit = openExit;
  }

  /** Leads the question that is being asked to the server; null for any other host. */
  pipeFor(host: string, signal: AbortSignal): Promise<Pipe> | null {
    const question = this.#question;
    const openExit = host === question?.host ? this.#openExit() : undefined;
    if (!question || !openExit) return null;
    const opening = openExit(signal);
    opening
      .then((pipe) => pipe.closed)
      .catch((error) => {
        question.broken = error;
      });
    return opening;
  }

  /** @param port of the local proxy; null while it is closed */
  run(port: number | null): Promise<ExitCheckResult> {
    this.#running ??= this.#run(port).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(port: number | null): Promise<ExitCheckResult> {
    if (port === null) return failedWith(ExitFailure.localProxy);
    if (!this.#openExit()) return failedWith(ExitFailure.notTold);
    const limit = new AbortController();
    const disarm = this.#clock.schedule(LIMIT_MS, () => limit.abort());
    try {
      return await this.#askAgain(port, limit.signal);
    } catch (error) {
      return failedWith(limit.signal.aborted ? ExitFailure.tooLate : codeOf(error));
    } finally {
      disarm();
    }
  }

  async #askAgain(port: number, signal: AbortSignal): Promise<ExitCheckResult> {
    let result: ExitCheckResult = failedWith(ExitFailure.unreadable);
    for (let question = 0; question < QUESTIONS; question += 1) {
      const fromMs = this.#clock.nowMs();
      const exit = await this.#ask(port, signal);
      result = { kind: 'told', exit, roundTripMs: Math.round(this.#clock.nowMs() - fromMs) };
    }
    return result;
  }

  async #ask(port: number, signal: AbortSignal): Promise<ServerExit> {
    const question: Question = { host: `${randomBytes(16).toString('hex')}.invalid` };
    this.#question = question;
    try {
      return parseExit(await connectAndRead(port, question.host, signal));
    } catch (error) {
      throw question.broken ?? error;
    } finally {
      this.#question = null;
    }
  }
}

type ConnectEvent = [answer: IncomingMessage, socket: Socket, head: Buffer];

/** @throws ExitCheckError where it is not the tunnel that fails */
async function connectAndRead(port: number, host: string, signal: AbortSignal): Promise<string> {
  const path = `${host}:80`;
  const asking = request({
    host: '127.0.0.1',
    port,
    method: 'CONNECT',
    path,
    agent: false,
    signal,
  });
  asking.end();
  try {
    const [answer, socket, head] = (await once(asking, 'connect')) as ConnectEvent;
    if (answer.statusCode !== 200) throw new ExitCheckError(ExitFailure.localProxy);
    // What came with the answer is to be read first.
    if (head.length > 0) socket.unshift(head);
    return await readAtMost(MAX_EXIT_BYTES, socket, signal);
  } catch (cause) {
    if (cause instanceof ExitCheckError) throw cause;
    throw new ExitCheckError(ExitFailure.localProxy, { cause });
  }
}

async function readAtMost(limitBytes: number, socket: Socket, signal: AbortSignal) {
  const giveUp = () => socket.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  const chunks: Buffer[] = [];
  let byteLength = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      byteLength += chunk.length;
      if (byteLength > limitBytes) throw new ExitCheckError(ExitFailure.unreadable);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

/** It is the server's word: it may be anything. */
function parseExit(text: string): ServerExit {
  try {
    return v.parse(ServerExit, JSON.parse(text));
  } catch (cause) {
    throw new ExitCheckError(ExitFailure.unreadable, { cause });
  }
}

function failedWith(code: string): ExitCheckResult {
  return { kind: 'failed', code };
}

function codeOf(error: unknown): string {
  // The tunnel stands, and the server did not do as it was asked.
  if (error instanceof SocksError) return ExitFailure.notTold;
  const code = String((error as { code?: unknown } | null)?.code);
  return /^[A-Z0-9_]{1,60}$/.test(code) ? code : ExitFailure.localProxy;
}
