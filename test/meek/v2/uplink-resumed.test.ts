import { expect, test } from 'vitest';
import { Uplink } from '../../../src/meek/v2/uplink.ts';

const LIMIT_BYTES = 1_000_000;

test('what the former owner sent may be acknowledged late, and is not sent again', () => {
  const uplink = new Uplink({ windowBytes: LIMIT_BYTES, resumeOffset: 100 });
  expect(uplink.acknowledge(100, LIMIT_BYTES)).toBe(true);
  // Its last post was still on its way when the session was taken up again.
  expect(uplink.acknowledge(150, LIMIT_BYTES)).toBe(true);
  uplink.append(new Uint8Array(80));
  expect(uplink.next(0, LIMIT_BYTES)).toMatchObject({ offset: 150, endOffset: 180 });
});

test('a session of our own is acknowledged nothing that was not sent', () => {
  const uplink = new Uplink({ windowBytes: LIMIT_BYTES });
  expect(uplink.acknowledge(1, LIMIT_BYTES)).toBe(false);
});
