import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { CURL_PROXY_REFUSED, socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

async function replyTo(url: string): Promise<string | undefined> {
  const { exitCode, stderr } = await socksCurl(running.proxyPort, url);
  expect(exitCode).toBe(CURL_PROXY_REFUSED);
  return /\((\d)\)/.exec(stderr)?.[1];
}

test('a destination that refuses, and one that does not exist, get their own replies', async () => {
  running = await runStack();
  expect(await replyTo(`http://127.0.0.1:${await freePort()}/`)).toBe('5');
  expect(await replyTo('http://does-not-exist.invalid/')).toBe('4');
  // The stack allows this machine's own addresses, and no other private one.
  expect(await replyTo('http://169.254.169.254/')).toBe('2');
});

test('a destination that the server forbids gets the reply “not allowed”', async () => {
  running = await runStack({ allowLoopback: false });
  expect(await replyTo(`http://127.0.0.1:${running.stack.origin.port}/`)).toBe('2');
  // Also when a name leads there.
  expect(await replyTo(`${running.originUrl}/`)).toBe('2');
  expect(running.stack.origin.requests).toEqual([]);
});
