import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BLOCKS, type Block } from '../../dev/edge/faults/front-blocks.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { blockInTurn, type Struck } from '../../dev/stack/block-in-turn.ts';
import type { FrontFailureCode } from '../../src/meek/fronts/failure/front-failure.ts';
import { socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const DOWNLOAD_BYTES = 22_000_000;
const UPLOAD_BYTES = 11_000_000;
const TRANSFER_SECONDS = 22;
const TRANSFER_LIMIT_SECONDS = 240;

/** Each front is used for so long before it is blocked, in ms. */
const REST_MS = 3_000;
/** Far longer than it takes: `npm run bench -- --only faults/blocked-fronts` measures. */
const MOVE_LIMIT_MS = 40_000;

/** One that lives, and one to be blocked in each way. */
const FRONTS = [...BLOCKS, 'alive'].map((_, index) => `cdn-${index}.example`);

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test.each(['chromium', 'firefox'] as const)(
  'in %s, both ways stay exact while one front after another is blocked',
  { timeout: 300_000 },
  async (browser) => {
    running = await runStack({ browser, fronts: FRONTS, blocks: [] });
    const transfers = transferBothWays();
    const struck = await blockInTurn(running.stack, BLOCKS, {
      restMs: REST_MS,
      limitMs: MOVE_LIMIT_MS,
    });
    expect(new Set(struck.map(({ front }) => front)).size).toBe(BLOCKS.length);
    await expectRecords(struck);
    await expectExact(await transfers);
  },
);

const uploaded = pseudoRandomBytes(UPLOAD_BYTES);

/** What the fronts' records say. */
const RECORDS: Record<Block, FrontFailureCode> = {
  'rst-on-sni': 'FRONT_TLS_RESET',
  blackhole: 'FRONT_TIMEOUT',
  'dns-poisoned': 'FRONT_TLS_NAME_MISMATCH',
  refuse: 'FRONT_CDN_REFUSED',
  cover: 'FRONT_WRONG_SERVER',
};

async function expectRecords(struck: readonly Struck[]): Promise<void> {
  const failures = async () => {
    const rows = await running.stack.extension.fronts();
    return struck.map(({ block, front }) => {
      const row = rows.find(({ front: { host } }) => host === front);
      return `${block}: ${row?.lastFailure}`;
    });
  };
  const expected = struck.map(({ block }) => `${block}: ${RECORDS[block]}`);
  // A front that falls silent is asked for some seconds why.
  await expect.poll(failures, { timeout: 20_000 }).toEqual(expected);
}

/** Slow enough to meet every block. */
async function transferBothWays() {
  const file = join(running.stack.folder, 'upload');
  await writeFile(file, uploaded);
  const { proxyPort, originUrl } = running;
  const paced = (bytes: number) => [
    ...['--limit-rate', String(bytes / TRANSFER_SECONDS)],
    ...['--max-time', String(TRANSFER_LIMIT_SECONDS)],
  ];
  return Promise.all([
    socksCurl(proxyPort, ...paced(DOWNLOAD_BYTES), `${originUrl}/bytes/${DOWNLOAD_BYTES}`),
    socksCurl(proxyPort, ...paced(UPLOAD_BYTES), '-T', file, `${originUrl}/digest`),
  ]);
}

async function expectExact([down, up]: Awaited<ReturnType<typeof transferBothWays>>) {
  expect([down.stderr, up.stderr]).toEqual(['', '']);
  expect(sha256(down.stdout)).toBe(sha256(pseudoRandomBytes(DOWNLOAD_BYTES)));
  expect(JSON.parse(up.stdout.toString())).toEqual({
    sha256: sha256(uploaded),
    bytes: UPLOAD_BYTES,
  });
}
