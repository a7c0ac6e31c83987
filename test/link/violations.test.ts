import { describe, expect, test } from 'vitest';
import {
  MAX_PAYLOAD_BYTES,
  type PipeFrame,
  DEFAULT_WINDOW_BYTES as WINDOW_BYTES,
} from '../../src/link/frames.ts';
import { fromJsonFrame } from '../../src/link/json-frames.ts';
import { LinkPipes } from '../../src/link/pipes.ts';
import { settled } from '../meek/settled.ts';

const violation = expect.objectContaining({ name: 'LinkError', code: 'LINK_VIOLATION' });
const FULL_PAYLOAD = new Uint8Array(MAX_PAYLOAD_BYTES);
const fullFrame: PipeFrame = { type: 'data', pipe: 1, payload: FULL_PAYLOAD };
const aByte: PipeFrame = { type: 'data', pipe: 1, payload: Uint8Array.of(1) };

/** The helper's end, with one pipe open, of a link whose far end is the test. */
function opened() {
  const sent: PipeFrame[] = [];
  const pipes = linkEnd('helper', sent);
  return { pipes, sent, pipe: pipes.open() };
}

/** The extension's end, where pipes are accepted. */
function accepting() {
  const sent: PipeFrame[] = [];
  return { pipes: linkEnd('extension', sent), sent };
}

function linkEnd(end: 'helper' | 'extension', sent: PipeFrame[]): LinkPipes {
  return new LinkPipes({ end, send: (frame) => sent.push(frame), onOpen: () => {} });
}

describe('the link is over after', () => {
  test('data after the end', () => {
    const { pipes } = opened();
    pipes.receive({ type: 'end', pipe: 1 });
    expect(() => pipes.receive(aByte)).toThrow(violation);
  });

  test('more data than there was credit for', () => {
    const { pipes } = opened();
    for (let sent = 0; sent < WINDOW_BYTES; sent += MAX_PAYLOAD_BYTES) pipes.receive(fullFrame);
    expect(() => pipes.receive(aByte)).toThrow(violation);
  });

  test('more credit than was used', async () => {
    const { pipes, pipe } = opened();
    expect(() => pipes.receive({ type: 'credit', pipe: 1, bytes: 1 })).toThrow(violation);
    await pipe.writable.getWriter().write(new Uint8Array(10));
    expect(() => pipes.receive({ type: 'credit', pipe: 1, bytes: 11 })).toThrow(violation);
  });

  test('a payload that is not base64', () => {
    const payload = 'not base64!';
    expect(() => fromJsonFrame({ type: 'data', pipe: 1, payload })).toThrow(violation);
  });

  test('an open with a number that is not that end’s', () => {
    const { pipes } = opened();
    expect(() => pipes.receive({ type: 'open', pipe: 2, windowBytes: 1024 })).toThrow(violation);
  });

  test('a second open of the same pipe, or of an older one', () => {
    const { pipes } = accepting();
    pipes.receive({ type: 'open', pipe: 5, windowBytes: 1024 });
    expect(() => pipes.receive({ type: 'open', pipe: 5, windowBytes: 1024 })).toThrow(violation);
    expect(() => pipes.receive({ type: 'open', pipe: 4, windowBytes: 1024 })).toThrow(violation);
    expect(pipes.size).toBe(1);
  });
});

describe('no violation is', () => {
  test.each<PipeFrame>([
    aByte,
    { type: 'end', pipe: 1 },
    { type: 'reset', pipe: 1, code: 'ABORTED', message: '' },
    { type: 'credit', pipe: 1, bytes: 1 },
  ])('a $type for a pipe that is not there, or not any more', (frame) => {
    const { pipes, sent } = accepting();
    expect(() => pipes.receive(frame)).not.toThrow();
    expect(sent).toEqual([]);
  });

  test('what was on its way while we reset the pipe', async () => {
    const { pipes, sent, pipe } = opened();
    pipe.closed.catch(() => {});
    await pipe.readable.cancel();
    for (let count = 0; count < 100; count++) pipes.receive(fullFrame);
    await settled();
    expect(sent.map(({ type }) => type)).toEqual(['open', 'reset']);
  });

  test('an end that is said twice', async () => {
    const { pipes, pipe } = opened();
    pipes.receive({ type: 'end', pipe: 1 });
    pipes.receive({ type: 'end', pipe: 1 });
    expect((await pipe.readable.getReader().read()).done).toBe(true);
  });
});
