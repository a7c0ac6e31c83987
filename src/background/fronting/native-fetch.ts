import * as v from 'valibot';
import type { LinkPipe } from '../../link/link-pipe.ts';
import { encodeHead, NativeAnswer, NativeRequest, readHead } from '../../link/native-exchange.ts';
import type { Fetch } from '../../meek/carrier.ts';
import type { Front } from '../../meek/fronts/front.ts';
import { ByteReader } from '../../tunnel/byte-reader.ts';

export interface NativeTarget {
  readonly front: Front;
  /** The profile's, for a front that names none. */
  readonly innerHost: string;
}

/**
 * `fetch` through fronts that the helper dials: an exchange is a pipe of the link. Takes a body of
 * bytes only; what it rejects with has the helper's code.
 *
 * @param targets by their URLs
 * @param open opens a pipe to the helper; throws when there is none
 */
export function nativeFetch(
  targets: ReadonlyMap<string, NativeTarget>,
  open: () => LinkPipe,
): Fetch {
  return async (url, init) => {
    const target = targets.get(url);
    if (!target) throw new RangeError(`There is no native front for ${url}.`);
    const { signal } = init;
    const body = init.body ?? new Uint8Array();
    if (!(body instanceof Uint8Array)) throw new TypeError('The body is not made of bytes.');
    const head = headOf(target, url, init);
    signal?.throwIfAborted();
    const pipe = open();
    const onAbort = () => pipe.reset(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    pipe.closed.catch(() => {}).finally(() => signal?.removeEventListener('abort', onAbort));
    // Whatever breaks it shows where the answer is read.
    send(pipe, encodeHead(head), body).catch(() => {});
    return receive(pipe);
  };
}

function headOf(target: NativeTarget, url: string, { method, headers }: RequestInit) {
  const { pathname, search } = new URL(url);
  return v.parse(NativeRequest, {
    ...target,
    method: method ?? 'GET',
    path: `${pathname}${search}`,
    headers: Object.fromEntries(new Headers(headers)),
  });
}

async function send(pipe: LinkPipe, head: Uint8Array, body: Uint8Array): Promise<void> {
  const writer = pipe.writable.getWriter();
  await writer.write(head);
  await writer.write(body);
  await writer.close();
}

async function receive(pipe: LinkPipe): Promise<Response> {
  const reader = new ByteReader(pipe.readable);
  try {
    const { status, headers, hasBody } = await readHead(NativeAnswer, (lengthBytes) =>
      reader.readExactly(lengthBytes),
    );
    return new Response(hasBody ? reader.remainder() : null, { status, headers });
  } catch (error) {
    pipe.reset(error);
    throw error;
  }
}
