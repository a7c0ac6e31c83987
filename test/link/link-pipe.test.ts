import { describe, expect, test } from 'vitest';
import { MAX_PAYLOAD_BYTES, DEFAULT_WINDOW_BYTES as WINDOW_BYTES } from '../../src/link/frames.ts';
import { settled } from '../meek/settled.ts';
import { dataBytes, JoinedLinks } from './joined-links.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (readable: ReadableStream<Uint8Array>) =>
  new Response(readable as BodyInit).text();

test('a large write leaves in frames of 128 KiB at most', async () => {
  const links = new JoinedLinks();
  const { near } = links.open();
  await near.writable.getWriter().write(new Uint8Array(300_000));
  const lengths = links.toExtension.map(dataBytes);
  expect(lengths).toEqual([131_072, 131_072, 300_000 - 2 * 131_072]);
  expect(MAX_PAYLOAD_BYTES).toBe(131_072);
});

test('an empty write is no frame', async () => {
  const links = new JoinedLinks();
  const { near } = links.open();
  await near.writable.getWriter().write(new Uint8Array());
  expect(links.toExtension).toEqual([]);
});

describe('an end', () => {
  test('of one direction leaves the other open', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    const writer = near.writable.getWriter();
    await writer.write(bytesOf('question'));
    await writer.close();
    links.deliverAll();
    expect(await textOf(far.readable)).toBe('question');
    const back = far.writable.getWriter();
    await back.write(bytesOf('answer'));
    await back.close();
    links.deliverAll();
    expect(await textOf(near.readable)).toBe('answer');
  });

  test('of both settles the pipe at both ends, and leaves it in no map', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    await near.writable.close();
    links.deliverAll();
    expect([links.helper.size, links.extension.size]).toEqual([1, 1]);
    await far.writable.close();
    links.deliverAll();
    await expect(near.closed).resolves.toBeUndefined();
    await expect(far.closed).resolves.toBeUndefined();
    expect([links.helper.size, links.extension.size]).toEqual([0, 0]);
  });

  test('does not lose what was not read yet', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    const writer = near.writable.getWriter();
    await writer.write(bytesOf('unread'));
    await writer.close();
    await far.writable.close();
    links.deliverAll();
    await far.closed;
    expect(await textOf(far.readable)).toBe('unread');
  });
});

describe('a reset', () => {
  test('passes the code and the message of the error on', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    const reason = Object.assign(new Error('no way'), { code: 'MEEK_TOKEN_REFUSED' });
    await near.writable.abort(reason);
    links.deliverAll();
    const reset = { name: 'PipeResetError', code: 'MEEK_TOKEN_REFUSED', message: 'no way' };
    await expect(far.closed).rejects.toMatchObject(reset);
    await expect(far.readable.getReader().read()).rejects.toMatchObject(reset);
    await expect(far.writable.getWriter().write(bytesOf('x'))).rejects.toMatchObject(reset);
    await expect(near.closed).rejects.toBe(reason);
  });

  test('comes of cancelling the readable too', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    await far.readable.cancel(new Error('enough'));
    links.deliverAll();
    await expect(near.closed).rejects.toMatchObject({ code: 'ABORTED', message: 'enough' });
  });

  test('is sent once, and not answered', async () => {
    const links = new JoinedLinks();
    const { near } = links.open();
    near.closed.catch(() => {});
    await near.readable.cancel();
    await near.writable.abort().catch(() => {});
    links.deliverAll();
    await settled();
    expect(links.sent.map(({ type }) => type)).toEqual(['open', 'reset']);
    expect([links.helper.size, links.extension.size]).toEqual([0, 0]);
  });

  test('does not wait for a write that waits for credit', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    const writer = near.writable.getWriter();
    const writing = writer.write(new Uint8Array(WINDOW_BYTES + 1));
    writing.catch(() => {});
    await settled();
    writer.abort(new Error('the app is gone')).catch(() => {});
    links.deliverAll();
    await expect(far.closed).rejects.toMatchObject({ message: 'the app is gone' });
    await expect(writing).rejects.toThrow('the app is gone');
  });

  test('wakes a write that waits for credit at the other end', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    const writing = near.writable.getWriter().write(new Uint8Array(WINDOW_BYTES + 1));
    const failed = expect(writing).rejects.toMatchObject({ code: 'ABORTED' });
    await settled();
    await far.readable.cancel();
    links.deliverAll();
    await failed;
  });

  test('after both directions ended is not sent: the other end knows no such pipe', async () => {
    const links = new JoinedLinks();
    const { near, far } = links.open();
    await near.writable.close();
    await far.writable.close();
    links.deliverAll();
    await near.readable.cancel();
    expect(links.sent.map(({ type }) => type)).toEqual(['open', 'end', 'end']);
  });
});

test('a write error shows at once, even to who does not write', async () => {
  const links = new JoinedLinks();
  const { near, far } = links.open();
  const writer = near.writable.getWriter();
  const closed = expect(writer.closed).rejects.toMatchObject({ code: 'ABORTED' });
  await far.readable.cancel();
  links.deliverAll();
  await closed;
});
