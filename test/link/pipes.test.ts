import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { LinkError } from '../../src/link/errors.ts';
import { MAX_PIPES } from '../../src/link/pipes.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { settled } from '../meek/settled.ts';
import { JoinedLinks } from './joined-links.ts';

test('an end that opens more than 1024 pipes at once is told so', () => {
  const links = new JoinedLinks();
  for (let count = 0; count < MAX_PIPES; count++) links.helper.open();
  expect(() => links.helper.open()).toThrow(expect.objectContaining({ code: 'LINK_FULL' }));
  expect(links.toExtension).toHaveLength(MAX_PIPES);
});

test('one open too many is reset, and the link goes on', async () => {
  const links = new JoinedLinks();
  for (let id = 1; id <= MAX_PIPES; id++)
    links.extension.receive({ type: 'open', pipe: id, windowBytes: 1024 });
  links.extension.receive({ type: 'open', pipe: MAX_PIPES + 1, windowBytes: 1024 });
  expect(links.toHelper).toEqual([expect.objectContaining({ type: 'reset', code: 'LINK_FULL' })]);
  expect(links.accepted).toHaveLength(MAX_PIPES);
  links.extension.receive({ type: 'reset', pipe: 1, code: 'ABORTED', message: '' });
  await settled();
  links.extension.receive({ type: 'open', pipe: MAX_PIPES + 2, windowBytes: 1024 });
  expect(links.accepted).toHaveLength(MAX_PIPES + 1);
});

test('when the link is lost, every pipe fails with it and nothing is said', async () => {
  const links = new JoinedLinks();
  const { near: first } = links.open();
  const { near: second } = links.open();
  const reading = expect(first.readable.getReader().read()).rejects.toMatchObject({
    code: 'LINK_LOST',
  });
  links.sent.length = 0;
  links.helper.failAll(new LinkError('LINK_LOST', 'The browser is gone.'));
  await reading;
  await expect(second.closed).rejects.toMatchObject({ code: 'LINK_LOST' });
  expect(links.helper.size).toBe(0);
  expect(links.sent).toEqual([]);
});

test('pipes that are over leave nothing behind, however they ended', async () => {
  const links = new JoinedLinks();
  for (let round = 0; round < 200; round++) {
    const { near, far } = links.open();
    near.closed.catch(() => {});
    far.closed.catch(() => {});
    if (round % 3 === 0) await near.readable.cancel();
    else if (round % 3 === 1) await far.writable.abort(new Error('x'));
    else await Promise.all([near.writable.close(), far.writable.close()]);
    links.deliverAll();
    await settled();
    expect([links.helper.size, links.extension.size]).toEqual([0, 0]);
  }
});

async function carry(near: Pipe, far: Pipe, text: string): Promise<string> {
  const writer = near.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new Response(far.readable as BodyInit).text();
}

test('both ends open pipes, and neither is in the other’s way', async () => {
  const links = new JoinedLinks();
  const { near: fromHelper, far: atExtension } = links.open();
  const fromExtension = links.extension.open();
  links.deliverAll();
  const atHelper = links.accepted.at(-1) as Pipe;
  const pairs = [
    [fromHelper, atExtension],
    [fromExtension, atHelper],
  ] as const;
  const texts = pairs.map(([near, far], index) => carry(near, far, `number ${index}`));
  await settled();
  links.deliverAll();
  expect(await Promise.all(texts)).toEqual(['number 0', 'number 1']);
});

test('each end may open so many, whatever the other has open', () => {
  const links = new JoinedLinks();
  for (let count = 0; count < MAX_PIPES; count++) {
    links.helper.open();
    links.deliverAll();
  }
  expect(() => links.extension.open()).not.toThrow();
  links.deliverAll();
  expect(links.accepted).toHaveLength(MAX_PIPES + 1);
});

test('pipes do not mix', async () => {
  const links = new JoinedLinks();
  const pairs = Array.from({ length: 20 }, () => links.open());
  const texts = pairs.map(({ near, far }, index) => carry(near, far, `number ${index}`));
  await settled();
  links.deliverAll();
  expect(await Promise.all(texts)).toEqual(pairs.map((_, index) => `number ${index}`));
});

test('5 MB both ways arrive byte by byte as they were sent', async () => {
  const links = new JoinedLinks();
  const { near, far } = links.open();
  const [up, down] = [randomBytes(5_000_000), randomBytes(5_000_000)];
  const send = async (writable: WritableStream<Uint8Array>, bytes: Uint8Array) => {
    const writer = writable.getWriter();
    await writer.write(bytes);
    await writer.close();
  };
  let isOver = false;
  const all = Promise.all([
    new Response(far.readable as BodyInit).bytes(),
    new Response(near.readable as BodyInit).bytes(),
    send(near.writable, up),
    send(far.writable, down),
  ]).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    links.deliverAll();
    await settled();
  }
  const [receivedUp, receivedDown] = await all;
  expect(Buffer.compare(receivedUp, up)).toBe(0);
  expect(Buffer.compare(receivedDown, down)).toBe(0);
  expect([links.helper.size, links.extension.size]).toEqual([0, 0]);
});
