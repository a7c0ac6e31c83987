import { expect, test } from 'vitest';
import { helperFetch } from '../../../src/background/supply/helper-fetch.ts';
import { LinkError } from '../../../src/link/errors.ts';
import { encodeHead, NativeRequest, readHead } from '../../../src/link/native-exchange.ts';
import type { Pipe } from '../../../src/meek/pipe.ts';
import { ByteReader } from '../../../src/tunnel/byte-reader.ts';
import { JoinedLinks } from '../../link/joined-links.ts';
import { settled } from '../../meek/settled.ts';

async function asked(url: string) {
  const links = new JoinedLinks();
  const answer = helperFetch(() => links.extension.open())(url, { method: 'GET' });
  await settled();
  links.deliverAll();
  const far = links.accepted[0] as Pipe;
  const reader = new ByteReader(far.readable);
  const request = await readHead(NativeRequest, (lengthBytes) => reader.readExactly(lengthBytes));
  return { links, answer, far, request };
}

test('the helper is asked to dial the host itself, by its own name, and for the path', async () => {
  const { request } = await asked('https://lists.example:8443/harbour.json?v=1');
  expect(request).toEqual({
    front: { host: 'lists.example', port: 8443, technique: 'direct' },
    innerHost: 'lists.example',
    method: 'GET',
    path: '/harbour.json?v=1',
    headers: {},
  });
});

test('what the helper brings is the answer', async () => {
  const { links, answer, far, request } = await asked('https://lists.example/harbour.json');
  expect(request.front.port).toBe(443);
  const writer = far.writable.getWriter();
  void writer.write(encodeHead({ status: 200, headers: [], hasBody: true }));
  void writer.write(new TextEncoder().encode('the list'));
  void writer.close();
  await settled();
  links.deliverAll();
  const response = await answer;
  const text = response.text();
  await settled();
  links.deliverAll();
  expect(await text).toBe('the list');
});

test('an address, or a missing helper, is no way', async () => {
  const links = new JoinedLinks();
  const fetch = helperFetch(() => links.extension.open());
  await expect(fetch('https://192.0.2.1/list', {})).rejects.toThrow();
  expect(links.sent).toEqual([]);
  const lost = helperFetch(() => {
    throw new LinkError('LINK_LOST', 'gone');
  });
  await expect(lost('https://lists.example/', {})).rejects.toMatchObject({ code: 'LINK_LOST' });
});
