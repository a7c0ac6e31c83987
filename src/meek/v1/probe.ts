import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { MeekOptions } from '../options.ts';
import { readAnswer } from './answer.ts';
import { readText } from './body.ts';
import { postInit } from './exchange.ts';
import { CONTENT_TYPE, Header, Refusal } from './wire.ts';

const TEXT_LIMIT_BYTES = 256;

/**
 * Asks whether a meek server that takes our token answers through `route`.
 *
 * A POST without a session id is refused by every meek server with a text of its own, after the
 * token was checked and before anything is dialled, so it proves the way and costs nothing.
 *
 * @throws MeekError naming what answered instead
 */
export async function probe(
  route: Route,
  options: MeekOptions,
  environment: CarrierEnvironment,
  signal: AbortSignal,
): Promise<void> {
  const { head, text } = await ask(route, options, environment, signal);
  if (head.status === Refusal.noSessionId.status && text.trim() === Refusal.noSessionId.text)
    return;
  const answer = readAnswer(head, text, false);
  if (answer.kind === 'error') throw answer.error;
  throw new MeekError('MEEK_FRONT_REFUSED', `${route.name} answered ${head.status} to a probe`);
}

async function ask(
  route: Route,
  options: MeekOptions,
  environment: CarrierEnvironment,
  signal: AbortSignal,
) {
  signal.throwIfAborted();
  const headers: Record<string, string> = { ...options.headers, 'Content-Type': CONTENT_TYPE };
  if (options.authToken) headers[Header.authToken] = options.authToken;
  const limit = new AbortController();
  const onAbort = () => limit.abort(signal.reason);
  const disarm = environment.clock.schedule(options.connectTimeoutMs, () =>
    limit.abort(new DOMException('The probe took too long.', 'TimeoutError')),
  );
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const init = postInit(route, headers, new Uint8Array(), limit.signal);
    const response = await environment.fetch(route.url, init);
    return { head: response, text: await readText(response, TEXT_LIMIT_BYTES) };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new MeekError('MEEK_FRONT_UNREACHABLE', `${route.name} did not answer`, { cause });
  } finally {
    disarm();
    signal.removeEventListener('abort', onAbort);
  }
}
