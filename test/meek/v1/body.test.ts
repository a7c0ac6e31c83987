import { expect, test } from 'vitest';
import { readAtMost, readText } from '../../../src/meek/v1/body.ts';

function inChunks(...chunks: string[]) {
  let isCancelled = false;
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(encoder.encode(chunk));
    },
    cancel() {
      isCancelled = true;
    },
  });
  return { response: new Response(stream), wasCancelled: () => isCancelled };
}

test('joins the chunks of a body', async () => {
  const { response } = inChunks('ab', 'c', 'def');
  expect(await readAtMost(response, 6)).toEqual(new TextEncoder().encode('abcdef'));
});

test('no body is no bytes', async () => {
  expect(await readAtMost(new Response(null), 10)).toEqual(new Uint8Array());
});

test('a body that is one byte too long is never cut to fit, and not read further', async () => {
  const { response, wasCancelled } = inChunks('abc', 'defg', 'never');
  expect(await readAtMost(response, 6)).toBeNull();
  expect(wasCancelled()).toBe(true);
});

test('text is cut, and what follows is not read', async () => {
  const { response, wasCancelled } = inChunks('abc', 'def', 'never');
  expect(await readText(response, 4)).toBe('abcd');
  expect(wasCancelled()).toBe(true);
});

test('a letter that two chunks share is one letter', async () => {
  const [first, second] = [Uint8Array.of(0xc3), Uint8Array.of(0xa9)];
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(first);
      controller.enqueue(second);
      controller.close();
    },
  });
  expect(await readText(new Response(stream), 10)).toBe('é');
});
