import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { NOWHERE_SCRIPT, pauseScript } from '../../src/background/browser-proxy/pause-script.ts';

const MADE_MS = 1_000_000;
const UNTIL_MS = MADE_MS + 300_000;
const NOWHERE = 'SOCKS5 127.0.0.1:9';

/** The script as Chromium runs it: loaded at one time, asked at another. */
function wayAt(loadedMs: number, askedMs: number): string {
  const times = [loadedMs, askedMs];
  const clock = { now: () => times.shift() };
  const script = pauseScript(MADE_MS, UNTIL_MS);
  return runInNewContext(`${script}; FindProxyForURL('http://a.example/', 'a.example')`, {
    Date: clock,
  });
}

test.each([
  ['at once', MADE_MS, MADE_MS + 1],
  ['to the last moment', MADE_MS + 100, UNTIL_MS - 1],
])('leads out %s', (_, loadedMs, askedMs) => {
  expect(wayAt(loadedMs, askedMs)).toBe('DIRECT');
});

test.each([
  ['its time is over', MADE_MS + 100, UNTIL_MS],
  ['it was loaded at a later start of the browser', MADE_MS + 2_000, MADE_MS + 2_001],
  ['the clock was set back before it was loaded', MADE_MS - 1, MADE_MS],
  ['the clock was set back after', MADE_MS + 100, MADE_MS + 99],
])('leads nowhere when %s', (_, loadedMs, askedMs) => {
  expect(wayAt(loadedMs, askedMs)).toBe(NOWHERE);
});

test('the other script leads nowhere', () => {
  expect(runInNewContext(`${NOWHERE_SCRIPT}; FindProxyForURL('http://a.example/', '')`)).toBe(
    NOWHERE,
  );
});
