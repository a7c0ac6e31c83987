import type { CarrierEnvironment } from '../../meek/carrier.ts';
import type { Explain } from '../../meek/fronts/failure/explain.ts';
import type { FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import type { Route } from '../../meek/fronts/route.ts';
import { postInit } from '../../meek/v1/exchange.ts';
import { type ProxyStep, stepUrl } from '../fronting/secure-proxy.ts';

/** As long as a lost SYN and its repetition take on a slow path, in ms. */
const STEP_LIMIT_MS = 3_000;

/** Chromium's names for a proxy that it could connect to, over HTTP/1.1, and could not. */
const ANSWER_OF: Record<string, Answer> = {
  'net::ERR_ALPN_NEGOTIATION_FAILED': 'yes',
  'net::ERR_PROXY_CONNECTION_FAILED': 'no',
};

type Answer = 'yes' | 'no' | 'silent' | 'unknown';

/** Failures of a secure proxy that do not say at which step. */
const VAGUE: ReadonlySet<FrontFailureCode> = new Set(['FRONT_UNREACHABLE', 'FRONT_TIMEOUT']);

export function isVague(code: FrontFailureCode): boolean {
  return VAGUE.has(code);
}

export interface StepTools {
  readonly fetch: CarrierEnvironment['fetch'];
  readonly clock: CarrierEnvironment['clock'];
  readonly explain: Explain;
}

/**
 * At which step a secure proxy fails that has failed: its name, TCP, or what comes after it. The
 * questions are requests whose body is a stream, to a proxy of the plain kind: Chromium connects,
 * finds no HTTP/2 there, and ends them before a byte of them is written. So nothing but a TCP
 * connection is seen of them, and no other request can take the same way.
 *
 * @param failure as it was named before; returned where no more is found out
 */
export async function failedStep(
  route: Route,
  failure: FrontFailureCode,
  tools: StepTools,
): Promise<FrontFailureCode> {
  const [name, tcp] = await Promise.all([
    askStep(route, 'name', tools),
    askStep(route, 'tcp', tools),
  ]);
  // It connects, and fails all the same before TLS is complete.
  if (tcp === 'yes') return failure === 'FRONT_UNREACHABLE' ? 'FRONT_TLS_RESET' : failure;
  if (name === 'no') return 'FRONT_NAME_NOT_RESOLVED';
  if (name === 'yes' && tcp === 'no') return 'FRONT_TCP_REFUSED';
  if (name === 'yes' && tcp === 'silent') return 'FRONT_TCP_TIMEOUT';
  return failure;
}

async function askStep(
  route: Route,
  step: ProxyStep,
  { fetch, clock, explain }: StepTools,
): Promise<Answer> {
  const url = stepUrl(route.url, step);
  const limit = new AbortController();
  const disarm = clock.schedule(STEP_LIMIT_MS, () => limit.abort());
  try {
    await fetch(url, postInit(route, {}, Uint8Array.of(0), limit.signal));
    // Who answers a request that cannot have been sent is none that was asked.
    return 'unknown';
  } catch (error) {
    if (limit.signal.aborted) return 'silent';
    return ANSWER_OF[(await explain(url, error)) ?? ''] ?? 'unknown';
  } finally {
    disarm();
  }
}
