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
  const sent = pseudoRandomBytes(UPLOAD_BYTES);
  const file = join(running.stack.folder, 'upload');
  await writeFile(file, sent);
  const { proxyPort, originUrl } = running;
  const [down, up] = await Promise.all([
    socksCurl(proxyPort, `${originUrl}/bytes/${DOWNLOAD_BYTES}`),
    socksCurl(proxyPort, '-T', file, `${originUrl}/digest`),
  ]);
  expect(sha256(down.stdout)).toBe(sha256(pseudoRandomBytes(DOWNLOAD_BYTES)));
  expect(JSON.parse(up.stdout.toString())).toEqual({ sha256: sha256(sent), bytes: UPLOAD_BYTES });
});
