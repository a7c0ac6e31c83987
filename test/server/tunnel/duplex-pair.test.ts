import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { deferredDuplexPair } from '../../../src/server/builtin/duplex-pair.ts';

test('bytes and ends pass both ways', async () => {
  const [left, right] = deferredDuplexPair();
  left.end('to the right');
  right.end('to the left');
  expect(await Promise.all([text(left), text(right)])).toEqual(['to the left', 'to the right']);
});

test('nothing is delivered before the write has returned', async () => {
  const [left, right] = deferredDuplexPair();
  let isWriting = true;
  const delivered = new Promise<boolean>((resolve) => right.once('data', () => resolve(isWriting)));
  left.write('hello');
  isWriting = false;
  expect(await delivered).toBe(false);
});

test('a reader that stops holds up the writer', async () => {
  const [left, right] = deferredDuplexPair();
  while (left.write(Buffer.alloc(16_384))) await new Promise(setImmediate);
  expect(left.writableNeedDrain).toBe(true);
  const drained = once(left, 'drain');
  right.resume();
  await drained;
});

test('what is written in one go is read in order', async () => {
  const [left, right] = deferredDuplexPair();
  left.cork();
  for (let index = 0; index < 256; index++) left.write(Buffer.of(index));
  left.end();
  expect(await buffer(right)).toEqual(Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
});

test('an end that is torn down tears down the other', async () => {
  const [left, right] = deferredDuplexPair();
  const broken = once(right, 'error');
  left.destroy();
  expect(await broken).toMatchObject([{ message: 'The far end left.' }]);
});
