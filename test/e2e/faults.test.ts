import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const DOWNLOAD_BYTES = 20_000_000;
const UPLOAD_BYTES = 10_000_000;

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** As the edge's command line takes them; `npm run bench -- --only faults/*` has them at full size. */
test.each([
  ['every 4th response is lost after it was processed', 'lost-responses:4'],
  ['connections are cut at random', 'cut-connections:500'],
  ['posts are duplicated and reordered', 'duplicate-reorder:50'],
  ['whole responses are buffered', 'buffering-edge'],
  ['unknown headers are stripped both ways', 'strip-headers:both'],
  ['the front in use falls silent', 'blackholed-front:15000000'],
])('when %s, both ways stay exact', async (_what, fault) => {
  running = await runStack({ faults: [fault] });
  await expectExactExchange();
});

/** Each burst, and each calm, lasts half as long to half as long again. */
test.each([
  [503, '503-bursts:300,1500'],
  [503, 'early-refusals:503,300,1500'],
  [502, 'early-refusals:502,300,1500'],
  [429, 'early-refusals:429,300,1500'],
])('after refusals with %i (%s) both ways go on at once', async (status, fault) => {
  running = await runStack({ faults: [fault] });
  const before = running.stack.sightings.length;
  await expectExactExchange(paced(DOWNLOAD_BYTES), paced(UPLOAD_BYTES));
  expect(refusedPaths(status, before).length).toBeGreaterThan(0);
});

test('Chromium is not asked for a path again that answered 503, and so holds nothing back', async () => {
  running = await runStack({ faults: ['503-bursts:2500,2000'] });
  const before = running.stack.sightings.length;
  await expectExactExchange(paced(DOWNLOAD_BYTES), paced(UPLOAD_BYTES));
  expect(new Set(refusedPaths(503, before)).size).toBeGreaterThan(2);
});

/** Of the requests since then that were refused so. */
function refusedPaths(status: number, since: number): string[] {
  const refused = running.stack.sightings.slice(since).filter((it) => it.status === status);
  return refused.map(({ path }) => path.split('?')[0] ?? '');
}

/**
 * Slow enough to meet bursts, in 5 s at least; and no rest may be much longer than a burst, as
 * those that Chromium imposes are.
 */
function paced(bytes: number): string[] {
  return ['--limit-rate', String(bytes / 5), '--speed-limit', '1', '--speed-time', '10'];
}

async function expectExactExchange(downOptions: string[] = [], upOptions: string[] = []) {
  const sent = pseudoRandomBytes(UPLOAD_BYTES);
  const file = join(running.stack.folder, 'upload');
  await writeFile(file, sent);
  const { proxyPort, originUrl } = running;
  const [down, up] = await Promise.all([
    socksCurl(proxyPort, ...downOptions, `${originUrl}/bytes/${DOWNLOAD_BYTES}`),
    socksCurl(proxyPort, ...upOptions, '-T', file, `${originUrl}/digest`),
  ]);
  expect([down.stderr, up.stderr]).toEqual(['', '']);
  expect(sha256(down.stdout)).toBe(sha256(pseudoRandomBytes(DOWNLOAD_BYTES)));
  expect(JSON.parse(up.stdout.toString())).toEqual({ sha256: sha256(sent), bytes: UPLOAD_BYTES });
}
