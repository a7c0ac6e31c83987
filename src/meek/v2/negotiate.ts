import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { MeekOptions } from '../options.ts';
import { readAnswer } from '../v1/answer.ts';
import { readAtMost } from '../v1/body.ts';
import { postInit } from '../v1/exchange.ts';
import { Header, Refusal } from '../v1/wire.ts';
import { FrameDecoder } from './decoder.ts';
import { encodeHello, type Frame } from './frames.ts';
import { ResetError } from './reset.ts';
import { CONTENT_TYPE } from './wire.ts';

/** More than any server's answer to this question. A page may be longer: then it is not one. */
const ANSWER_LIMIT_BYTES = 4096;

/** Tor's server to a request whose session id it does not like. */
const TOR_REFUSAL = { status: 400, text: 'Bad request.' };

/**
 * Asks which version of the protocol the server behind `route` speaks, and thereby whether a meek
 * server that takes our token answers there at all.
 *
 * The question is a HELLO without a session id. A server that speaks only v1 refuses that before
 * it reads the body, and dials nothing; so nothing that matters is ever sent twice.
 *
 * @throws MeekError naming what answered instead
 */
export async function negotiate(
  route: Route,
  options: MeekOptions,
  environment: CarrierEnvironment,
  signal: AbortSignal,
): Promise<1 | 2> {
  const { head, body } = await ask(route, options, environment, signal);
  const frames = head.status === 200 && body ? framesOf(body) : undefined;
  if (frames?.[0]?.type === 'hello') {
    const reset = frames.find((frame) => frame.type === 'reset');
    if (reset) throw new ResetError(reset.code);
    return 2;
  }
  const text = new TextDecoder().decode(body ?? new Uint8Array());
  const isV1 = [Refusal.noSessionId, TOR_REFUSAL].some(
    (refusal) => head.status === refusal.status && text.trim() === refusal.text,
  );
  if (isV1) return 1;
  const answer = readAnswer(head, text, false);
  if (answer.kind === 'error') throw answer.error;
  throw new MeekError('MEEK_FRONT_REFUSED', `${route.name} answered ${head.status} to a HELLO`);
}

async function ask(
  route: Route,
  options: MeekOptions,
  environment: CarrierEnvironment,
  signal: AbortSignal,
) {
  signal.throwIfAborted();
  const token = options.authToken ?? '';
  const headers: Record<string, string> = { ...options.headers, 'Content-Type': CONTENT_TYPE };
  // A server of v1 looks for the token here only, and before it says anything else.
  if (token) headers[Header.authToken] = token;
  const limit = new AbortController();
  const disarm = environment.clock.schedule(options.connectTimeoutMs, () =>
    limit.abort(new DOMException('The HELLO took too long.', 'TimeoutError')),
  );
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    const init = postInit(route, headers, encodeHello({ token }), either);
    const head = await environment.fetch(route.url, init);
    return { head, body: await readAtMost(head, ANSWER_LIMIT_BYTES) };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new MeekError('MEEK_FRONT_UNREACHABLE', `${route.name} did not answer`, { cause });
  } finally {
    disarm();
  }
}

function framesOf(body: Uint8Array): Frame[] | undefined {
  try {
    return [...new FrameDecoder().push(body)];
  } catch {
    return undefined;
  }
}
