import { describe, expect, test } from 'vitest';
import { makePlan } from '../../../src/background/fronting/plan.ts';
import type { PlannedRoute } from '../../../src/background/fronting/planned-route.ts';
import { sharpenFailure } from '../../../src/background/fronts/sharpen-failure.ts';
import type { Fetch } from '../../../src/meek/carrier.ts';
import type { FrontFailureCode } from '../../../src/meek/fronts/failure/front-failure.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { settled } from '../../meek/settled.ts';
import { aProfile } from '../a-profile.ts';

const REACHED = 'net::ERR_ALPN_NEGOTIATION_FAILED';
const FAILED = 'net::ERR_PROXY_CONNECTION_FAILED';
const SILENT = null;
const NOW_MS = 1_000_000;

const plan = makePlan(aProfile({ fronts: [{ host: 'a.example' }] }), 'chromium', systemRandom);
const [route] = plan.routes as [PlannedRoute];

/** What the front's record says in the end. */
async function sharpened(
  before: FrontFailureCode,
  name: string | null,
  tcp: string | null,
  { meanwhile = () => {} }: { meanwhile?: (book: HealthBook) => void } = {},
) {
  const book = new HealthBook();
  book.on('home').failed(route, NOW_MS, before, 0.5);
  const clock = new ManualClock();
  const answers: Record<string, string | null> = { name, tcp };
  const answerTo = (url: string) => answers[url.split('&step=')[1] ?? ''] ?? null;
  const asked: RequestInit[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push(init);
    if (answerTo(url) !== SILENT) throw new TypeError('Failed to fetch');
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  };
  const context = {
    book,
    network: () => 'home',
    epochMs: () => NOW_MS + 1_000,
    random: systemRandom,
  };
  const explain = async (url: string) => answerTo(url) ?? undefined;
  const done = sharpenFailure(route, context, { fetch, clock, explain });
  await settled();
  meanwhile(book);
  clock.advance(3_000);
  await done;
  const { lastFailure, failuresInARow } = book.on('home').healthOf(route.key);
  return { lastFailure, failuresInARow, asked };
}

describe('a secure proxy that could not be reached', () => {
  test.each([
    ['a name without address', FAILED, FAILED, 'FRONT_NAME_NOT_RESOLVED'],
    ['a refused connection', REACHED, FAILED, 'FRONT_TCP_REFUSED'],
    ['dropped packets', REACHED, SILENT, 'FRONT_TCP_TIMEOUT'],
    ['a reset after TCP', REACHED, REACHED, 'FRONT_TLS_RESET'],
    ['another name of an error', REACHED, 'net::ERR_BLOCKED_BY_CLIENT', 'FRONT_UNREACHABLE'],
    ['a resolver that is silent', SILENT, SILENT, 'FRONT_UNREACHABLE'],
  ])('has failed by %s', async (_, name, tcp, expected) => {
    const { lastFailure, failuresInARow } = await sharpened('FRONT_UNREACHABLE', name, tcp);
    expect(lastFailure).toBe(expected);
    expect(failuresInARow).toBe(1);
  });

  test('is asked by requests that cannot be written in cleartext', async () => {
    const { asked } = await sharpened('FRONT_UNREACHABLE', REACHED, REACHED);
    expect(asked).toHaveLength(2);
    for (const { body, credentials } of asked) {
      expect(body).toBeInstanceOf(ReadableStream);
      expect(credentials).toBe('omit');
    }
  });

  test('keeps what was found out in another way meanwhile', async () => {
    const meanwhile = (book: HealthBook) =>
      book.on('home').failed(route, NOW_MS + 500, 'FRONT_CDN_REFUSED', 0.5);
    const { lastFailure } = await sharpened('FRONT_UNREACHABLE', REACHED, SILENT, { meanwhile });
    expect(lastFailure).toBe('FRONT_CDN_REFUSED');
  });

  test('and works again meanwhile, is not blamed', async () => {
    const meanwhile = (book: HealthBook) => book.on('home').succeeded(route, NOW_MS + 500, 40);
    const { failuresInARow } = await sharpened('FRONT_UNREACHABLE', REACHED, SILENT, { meanwhile });
    expect(failuresInARow).toBe(0);
  });
});

test('a secure proxy that fell silent has done so in TCP, or after it', async () => {
  expect((await sharpened('FRONT_TIMEOUT', REACHED, SILENT)).lastFailure).toBe('FRONT_TCP_TIMEOUT');
  expect((await sharpened('FRONT_TIMEOUT', REACHED, REACHED)).lastFailure).toBe('FRONT_TIMEOUT');
});

test('nobody is asked about a failure that is clear', async () => {
  const { asked, lastFailure } = await sharpened('FRONT_CDN_REFUSED', REACHED, REACHED);
  expect(asked).toEqual([]);
  expect(lastFailure).toBe('FRONT_CDN_REFUSED');
});
