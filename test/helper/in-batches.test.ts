import { expect, test } from 'vitest';
import { inBatches } from '../../src/helper/agent/in-batches.ts';
import { MAX_PAYLOAD_BYTES } from '../../src/link/frames.ts';

function aStream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const isCancelled = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => isCancelled.resolve(),
  });
  return { controller, batches: inBatches(stream), isCancelled: isCancelled.promise };
}

const piece = (length: number, fill = 0) => new Uint8Array(length).fill(fill);

test('what comes in one turn goes together', async () => {
  const { controller, batches } = aStream();
  for (const fill of [1, 2, 3]) controller.enqueue(piece(2, fill));
  expect([...((await batches.next()).value ?? [])]).toEqual([1, 1, 2, 2, 3, 3]);
});

test('what has come does not wait for more', async () => {
  const { controller, batches } = aStream();
  controller.enqueue(piece(1));
  expect((await batches.next()).value?.length).toBe(1);
  const next = batches.next();
  controller.enqueue(piece(2));
  expect((await next).value?.length).toBe(2);
});

test('a batch is as large as a frame and one piece at most', async () => {
  const { controller, batches } = aStream();
  const pieces = 40;
  const pieceBytes = 10_000;
  for (let count = 0; count < pieces; count++) controller.enqueue(piece(pieceBytes));
  controller.close();
  const lengths: number[] = [];
  for await (const { length } of batches) lengths.push(length);
  expect(Math.max(...lengths)).toBeLessThan(MAX_PAYLOAD_BYTES + pieceBytes);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(pieces * pieceBytes);
  expect(lengths.length).toBeLessThan(pieces / 5);
});

test('what came before a failure is handed on, and then the failure', async () => {
  const { controller, batches } = aStream();
  controller.enqueue(piece(5));
  const first = await batches.next();
  const next = batches.next();
  controller.error(new Error('cut'));
  expect(first.value?.length).toBe(5);
  await expect(next).rejects.toThrow('cut');
});

test('who stops reading ends the stream', async () => {
  const { controller, batches, isCancelled } = aStream();
  controller.enqueue(piece(1));
  await batches.next();
  await batches.return(undefined);
  await isCancelled;
});
