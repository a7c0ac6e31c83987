import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BACKLOG_LIMIT_BYTES, Uplink } from '../../../src/meek/v1/uplink.ts';
import { settled } from '../settled.ts';

const never = new AbortController().signal;
const bytes = (...values: number[]) => Uint8Array.from(values);

test('the head stays until it is dropped', async () => {
  const uplink = new Uplink(() => {});
  await uplink.push(bytes(1, 2, 3), never);
  await uplink.push(bytes(4, 5), never);
  expect(uplink.peek(4)).toEqual(bytes(1, 2, 3, 4));
  expect(uplink.peek(4)).toEqual(bytes(1, 2, 3, 4));
  uplink.drop(4);
  expect(uplink.peek(4)).toEqual(bytes(5));
  expect(uplink.sizeBytes).toBe(1);
});

test('says when there is something to send', async () => {
  let count = 0;
  const uplink = new Uplink(() => {
    count += 1;
  });
  await uplink.push(bytes(), never);
  expect(count).toBe(0);
  await uplink.push(bytes(1), never);
  expect(count).toBe(1);
});

test('never holds more than its limit, and takes the rest as room comes', async () => {
  const uplink = new Uplink(() => {}, 4);
  let isTaken = false;
  const pushing = uplink.push(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9), never).then(() => {
    isTaken = true;
  });
  const carried: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await settled();
    expect(uplink.sizeBytes).toBeLessThanOrEqual(4);
    const head = uplink.peek(3);
    carried.push(...head);
    uplink.drop(head.length);
    if (turn < 1) expect(isTaken).toBe(false);
  }
  await pushing;
  expect(carried).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('who waits for room is woken by the end of the session', async () => {
  const over = new AbortController();
  const uplink = new Uplink(() => {}, 1);
  const pushing = uplink.push(bytes(1, 2), over.signal);
  over.abort(new Error('over'));
  uplink.wake();
  await expect(pushing).rejects.toThrow('over');
});

test('dropping more than there is is an error of ours', async () => {
  const uplink = new Uplink(() => {});
  await uplink.push(bytes(1, 2), never);
  expect(() => uplink.drop(3)).toThrow(RangeError);
});

test('a backlog of single bytes is carried whole', async () => {
  const uplink = new Uplink(() => {});
  const pushed = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  for (const byte of pushed) await uplink.push(bytes(byte), never);
  const carried: Uint8Array[] = [];
  while (uplink.sizeBytes > 0) {
    const head = uplink.peek(65_536);
    carried.push(head);
    uplink.drop(head.length);
  }
  expect(Buffer.compare(Buffer.concat(carried), pushed)).toBe(0);
});

test('bytes come out as they went in, whatever the pieces', () => {
  const step = fc.oneof(
    fc.record({ push: fc.uint8Array({ maxLength: 20 }) }),
    fc.record({ take: fc.nat(25) }),
  );
  return fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const uplink = new Uplink(() => {}, BACKLOG_LIMIT_BYTES);
      const pushed: number[] = [];
      const carried: number[] = [];
      const take = (limitBytes: number) => {
        const head = uplink.peek(limitBytes);
        carried.push(...head);
        uplink.drop(head.length);
      };
      for (const each of steps) {
        if ('take' in each) take(each.take);
        else {
          pushed.push(...each.push);
          await uplink.push(each.push, never);
        }
      }
      take(BACKLOG_LIMIT_BYTES);
      expect(carried).toEqual(pushed);
      expect(uplink.sizeBytes).toBe(0);
    }),
  );
});
