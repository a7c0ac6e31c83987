import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reassembly } from '../../../src/meek/v2/reassembly.ts';
import { type Post, Uplink } from '../../../src/meek/v2/uplink.ts';
import { someBytes } from './transfer.ts';

const WINDOW_BYTES = 200_000;
const STREAM = someBytes(400_000, 9);

/** The server's half, and the network's: what was posted may arrive in part, late, and repeatedly. */
class FarSide {
  readonly reassembly = new Reassembly();
  readonly received: Uint8Array[] = [];
  endOffset: number | undefined;

  /** Takes the post's first bytes, as much of them as got through. */
  take({ offset, chunks, isLast }: Post, fraction: number): void {
    const bytes = Buffer.concat(chunks);
    const arrived = bytes.subarray(0, Math.ceil(bytes.length * fraction));
    expect(offset + bytes.length).toBeLessThanOrEqual(this.limit);
    this.received.push(...this.reassembly.insert(offset, arrived));
    if (isLast && fraction === 1) this.endOffset = offset + bytes.length;
  }

  get limit(): number {
    return this.reassembly.nextOffset + WINDOW_BYTES;
  }
}

/** One simulated path: the clock, the client's half, the posts that still roam the network. */
class Path {
  readonly uplink = new Uplink({ windowBytes: WINDOW_BYTES });
  readonly far = new FarSide();
  readonly flying: Post[] = [];
  /** Copies that the network may deliver at any later time. */
  readonly roaming: Post[] = [];
  nowMs = 0;
  #written = 0;
  #isEnded = false;

  write(byteLength: number): void {
    if (this.#isEnded) return;
    const until = Math.min(
      this.#written + Math.min(byteLength, this.uplink.roomBytes),
      STREAM.length,
    );
    this.uplink.append(STREAM.subarray(this.#written, until));
    this.#written = until;
    this.#isEnded = until === STREAM.length;
    if (this.#isEnded) this.uplink.end();
  }

  send(): void {
    this.nowMs += 10;
    for (let post = this.uplink.next(this.nowMs, 40_000); post; ) {
      this.flying.push(post);
      this.roaming.push(post);
      post = this.uplink.next(this.nowMs, 40_000);
    }
  }

  /** One exchange ends: a part of the request came through, and the answer perhaps. */
  settle(pick: number, fraction: number, isAnswered: boolean): void {
    const [post] = this.flying.splice(pick % Math.max(1, this.flying.length), 1);
    if (!post) return;
    if (fraction > 0) this.far.take(post, fraction);
    if (!isAnswered || fraction < 1) return this.uplink.lose(post);
    expect(this.uplink.acknowledge(this.far.reassembly.nextOffset, this.far.limit)).toBe(true);
    this.uplink.land(post, this.nowMs);
  }

  /** The network repeats something old. */
  repeat(pick: number): void {
    const post = this.roaming[pick % Math.max(1, this.roaming.length)];
    if (post) this.far.take(post, 1);
  }
}

const step = fc.record({
  writeBytes: fc.integer({ min: 0, max: 60_000 }),
  pick: fc.nat(1000),
  fraction: fc.oneof(fc.constant(1), fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  isAnswered: fc.boolean(),
  repeats: fc.boolean(),
});

test('whatever happens to exchanges, the server gets the bytes that were sent, in order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const path = new Path();
      for (const { writeBytes, pick, fraction, isAnswered, repeats } of steps) {
        path.write(writeBytes);
        path.send();
        path.settle(pick, fraction, isAnswered);
        if (repeats) path.repeat(pick);
        expect(path.uplink.roomBytes).toBeGreaterThanOrEqual(0);
        expect(path.far.reassembly.waitingBytes).toBeLessThanOrEqual(WINDOW_BYTES);
      }
      // The path heals: everything that is sent from now on is answered.
      for (let turn = 0; !path.uplink.isFinished; turn++) {
        expect(turn).toBeLessThan(2_000);
        path.write(100_000);
        path.send();
        path.settle(turn, 1, true);
      }
      expect(Buffer.concat(path.far.received).equals(STREAM)).toBe(true);
      expect(path.far.endOffset).toBe(STREAM.length);
    }),
    { numRuns: 150 },
  );
});
