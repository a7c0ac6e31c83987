import { expect, test } from 'vitest';
import { LinkError } from '../../src/link/errors.ts';
import type { SessionPoint } from '../../src/link/frames.ts';
import type { LinkPipe } from '../../src/link/link-pipe.ts';
import { ResumablePipe } from '../../src/link/resumable-pipe.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { settled } from '../meek/settled.ts';
import { JoinedLinks } from './joined-links.ts';

const SESSION_ID = '00112233445566778899aabbccddeeff';

/** A resumable pipe over links that the test makes and breaks. */
class Journey {
  readonly clock = new ManualClock();
  readonly points: SessionPoint[] = [];
  links = new JoinedLinks();
  readonly pipe = new ResumablePipe({
    sessionId: SESSION_ID,
    clock: this.clock,
    openLeg: async (session) => {
      this.points.push(session);
      return this.links.helper.open({ session });
    },
  });
  readonly writer = this.pipe.writable.getWriter();
  readonly reader = this.pipe.readable.getReader();

  constructor() {
    this.pipe.closed.catch(() => {});
    this.writer.closed.catch(() => {});
    this.reader.closed.catch(() => {});
  }

  /** Lets frames pass until nothing moves, and returns the worker's end of the present leg. */
  async far(): Promise<LinkPipe> {
    for (let round = 0; round < 20; round++) {
      this.links.deliverAll();
      await settled();
    }
    return this.links.accepted.at(-1) as Pipe as LinkPipe;
  }

  /** The worker is gone; another one comes. */
  async breakLink(): Promise<LinkPipe> {
    this.links.helper.failAll(new LinkError('LINK_LOST', 'gone'));
    this.links = new JoinedLinks();
    await settled();
    this.clock.advance(200);
    return this.far();
  }
}

async function readText(pipe: LinkPipe, lengthBytes: number): Promise<string> {
  const reader = pipe.readable.getReader();
  let text = '';
  while (text.length < lengthBytes) {
    const { value } = await reader.read();
    text += Buffer.from(value ?? []).toString();
  }
  reader.releaseLock();
  return text;
}

async function writeText(pipe: LinkPipe, text: string): Promise<void> {
  const writer = pipe.writable.getWriter();
  await writer.write(Buffer.from(text));
  writer.releaseLock();
}

test('a session begins at zero', async () => {
  const journey = new Journey();
  await journey.far();
  expect(journey.points).toEqual([{ id: SESSION_ID, sentOffset: 0, receivedOffset: 0 }]);
});

test('after a break it goes on from what was acknowledged and what has come', async () => {
  const journey = new Journey();
  await journey.writer.write(Buffer.from('0123456789'));
  const first = await journey.far();
  expect(await readText(first, 10)).toBe('0123456789');
  first.acknowledge(4);
  await writeText(first, 'hello');
  await journey.far();
  expect(Buffer.from((await journey.reader.read()).value ?? []).toString()).toBe('hello');
  const second = await journey.breakLink();
  expect(journey.points[1]).toEqual({ id: SESSION_ID, sentOffset: 4, receivedOffset: 5 });
  expect(await readText(second, 6)).toBe('456789');
});

test('what the server acknowledges beyond what this leg has been told is told all the same', async () => {
  const journey = new Journey();
  await journey.writer.write(Buffer.from('abcdef'));
  const first = await journey.far();
  await readText(first, 6);
  await writeText(first, '!');
  await journey.far();
  const second = await journey.breakLink();
  second.acknowledge(6);
  expect(await readText(second, 6)).toBe('abcdef');
});

test('a reset by the session itself ends it', async () => {
  const journey = new Journey();
  const far = await journey.far();
  await writeText(far, 'x');
  await journey.far();
  const lost = Object.assign(new Error('lost'), { code: 'MEEK_SESSION_LOST' });
  far.writable.abort(lost).catch(() => {});
  await journey.far();
  await expect(journey.pipe.closed).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
  await expect(journey.writer.write(new Uint8Array(1))).rejects.toBeDefined();
});

test('a break before anything came ends it, for there is nothing to resume', async () => {
  const journey = new Journey();
  await journey.far();
  journey.links.helper.failAll(new LinkError('LINK_LOST', 'gone'));
  await expect(journey.pipe.closed).rejects.toMatchObject({ code: 'LINK_LOST' });
});

test('what is not acknowledged is bounded: writers wait', async () => {
  const journey = new Journey();
  const chunk = new Uint8Array(1024 * 1024);
  let written = 0;
  const writing = (async () => {
    for (let count = 0; count < 12; count++) {
      await journey.writer.write(chunk);
      written += 1;
    }
  })();
  writing.catch(() => {});
  await journey.far();
  expect(written).toBeLessThanOrEqual(9);
  journey.writer.abort().catch(() => {});
});

test('ends are passed on in both directions', async () => {
  const journey = new Journey();
  const far = await journey.far();
  const closing = journey.writer.close();
  await journey.far();
  await closing;
  const reader = far.readable.getReader();
  expect((await reader.read()).done).toBe(true);
  const farClosing = far.writable.getWriter().close();
  await journey.far();
  await farClosing;
  expect((await journey.reader.read()).done).toBe(true);
  await journey.pipe.closed;
});

test('given up, it gives up its leg', async () => {
  const journey = new Journey();
  const far = await journey.far();
  far.closed.catch(() => {});
  journey.reader.cancel(new Error('enough')).catch(() => {});
  await journey.far();
  await expect(far.closed).rejects.toBeDefined();
});
