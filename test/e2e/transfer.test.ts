import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { curl, socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';

/** At the rate of the browser. */
const SIZES = {
  chromium: { downBytes: 200_000_000, upBytes: 50_000_000 },
  firefox: { downBytes: 50_000_000, upBytes: 20_000_000 },
};

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  const { downBytes, upBytes } = SIZES[browser];
  let running: RunningStack;

  beforeAll(async () => {
    running = await runStack({ browser });
  });

  afterAll(() => running[Symbol.asyncDispose]());

  test(`${downBytes} bytes come down through SOCKS with the right SHA-256`, async () => {
    const { stdout } = await socksCurl(
      running.proxyPort,
      `${running.originUrl}/bytes/${downBytes}`,
    );
    expect(sha256(stdout)).toBe(sha256(pseudoRandomBytes(downBytes)));
  });

  test(`${upBytes} bytes go up through SOCKS with the right SHA-256`, async () => {
    const sent = pseudoRandomBytes(upBytes);
    const file = join(running.stack.folder, 'upload');
    await writeFile(file, sent);
    const { stdout } = await socksCurl(
      running.proxyPort,
      ...['-T', file],
      `${running.originUrl}/digest`,
    );
    expect(JSON.parse(stdout.toString())).toEqual({ sha256: sha256(sent), bytes: upBytes });
  });

  test('50 connections at once each get their own bytes', async () => {
    const sizes = Array.from({ length: 50 }, (_, index) => 200_000 + index);
    const results = await Promise.all(
      sizes.map((size) => socksCurl(running.proxyPort, `${running.originUrl}/bytes/${size}`)),
    );
    for (const [index, { stdout }] of results.entries()) {
      expect(sha256(stdout)).toBe(sha256(pseudoRandomBytes(sizes[index] ?? 0)));
    }
  });

  test('the same port takes HTTP proxy requests, with CONNECT and in absolute form', async () => {
    const proxy = ['-x', `http://127.0.0.1:${running.proxyPort}`];
    for (const mode of [[], ['--proxytunnel']]) {
      const { stdout } = await curl(...proxy, ...mode, `${running.originUrl}/bytes/100000`);
      expect(sha256(stdout)).toBe(sha256(pseudoRandomBytes(100_000)));
    }
  });

  test('a web page cannot use the port: a request in origin form is refused', async () => {
    const { stdout } = await curl(
      ...['-o', '/dev/null', '-w', '%{http_code}'],
      `http://127.0.0.1:${running.proxyPort}/`,
    );
    expect(stdout.toString()).toBe('400');
  });
});
