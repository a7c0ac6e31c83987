import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const HOLD_OFF_MS = 20;
const MAX_BODY_BYTES = 256 * 1024;
const LEGACY_MAX_BODY_BYTES = 64 * 1024;

export interface V1ServerOptions {
  /** Whose server it behaves as, in what it asks for and how it refuses. */
  readonly kind: 'lantern-box' | 'tor';
  /** Of 127.0.0.1, where sessions lead. */
  readonly upstreamPort: number;
  readonly token?: string;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** A server that speaks meek-v1 only, written anew from what is known of the peers' wire. */
export async function startV1Server(options: V1ServerOptions) {
  const sessions = new Map<string, Session>();
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, options, sessions);
    const type = status === 200 ? 'application/octet-stream' : 'text/plain; charset=utf-8';
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      for (const session of sessions.values()) session.close();
      await closed;
    },
  };
}

async function answerTo(
  request: IncomingMessage,
  { kind, token, upstreamPort }: V1ServerOptions,
  sessions: Map<string, Session>,
): Promise<Answer> {
  const header = (name: string) => request.headers[name]?.toString();
  const id = header('x-session-id') ?? '';
  const refusal = kind === 'tor' ? refusalOfTor(id) : refusalOfLantern(id, header, token);
  if (refusal) return refusal;
  const sent = await buffer(request);
  const session = sessions.get(id) ?? new Session(connect(upstreamPort, '127.0.0.1'));
  sessions.set(id, session);
  if (kind === 'tor') {
    const body = await session.exchange(sent, LEGACY_MAX_BODY_BYTES);
    return body ? { status: 200, body } : text(500, 'Internal server error.');
  }
  const sequence = header('x-meek-seq');
  const asked = Number(header('x-meek-max-body') ?? LEGACY_MAX_BODY_BYTES);
  return session.once(sequence, async () => {
    const body = await session.exchange(sent, Math.min(MAX_BODY_BYTES, asked));
    return body ? { status: 200, body } : text(410, 'upstream closed');
  });
}

function refusalOfTor(id: string): Answer | undefined {
  return id.length < 8 ? text(400, 'Bad request.') : undefined;
}

function refusalOfLantern(
  id: string,
  header: (name: string) => string | undefined,
  token: string | undefined,
): Answer | undefined {
  if (token !== undefined && header('x-meek-auth') !== token) return text(403, 'forbidden');
  return id === '' ? text(400, 'missing X-Session-Id') : undefined;
}

function text(status: number, sentence: string): Answer {
  return { status, body: Buffer.from(`${sentence}\n`) };
}

/** One session's upstream connection, and what came of it. */
class Session {
  readonly #upstream: Socket;
  #last: { readonly sequence: string; readonly answer: Promise<Answer> } | undefined;

  constructor(upstream: Socket) {
    this.#upstream = upstream.on('error', () => {});
  }

  /** The same answer again to the same sequence number. */
  once(sequence: string | undefined, act: () => Promise<Answer>): Promise<Answer> {
    if (sequence !== undefined && this.#last?.sequence === sequence) return this.#last.answer;
    const answer = act();
    if (sequence !== undefined) this.#last = { sequence, answer };
    return answer;
  }

  /** Undefined once the upstream has ended and everything was taken. */
  async exchange(sent: Buffer, limitBytes: number): Promise<Buffer | undefined> {
    if (sent.length > 0 && !this.#upstream.write(sent)) {
      await Promise.race([once(this.#upstream, 'drain'), once(this.#upstream, 'close')]);
    }
    if (this.#upstream.readableLength === 0) await sleep(HOLD_OFF_MS);
    const { readableLength } = this.#upstream;
    const body: Buffer | null = this.#upstream.read(Math.min(readableLength, limitBytes) || 1);
    return body ?? (this.#upstream.readableEnded ? undefined : Buffer.alloc(0));
  }

  close(): void {
    this.#upstream.destroy();
  }
}
