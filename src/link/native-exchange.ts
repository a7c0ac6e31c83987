/**
 * An HTTP exchange through a front that the helper dials, on the extension's order: one pipe, which
 * the extension opens. Each way carries a head, which is JSON behind its length in four bytes, and
 * then the body, which ends as the way does. A failure resets the pipe with its code.
 */
import * as v from 'valibot';
import { Front } from '../meek/fronts/front.ts';
import { HostName } from '../meek/fronts/host-name.ts';
import { LinkError } from './errors.ts';

/** More than the headers that a profile may have, and than Node takes from a server. */
const MAX_HEAD_BYTES = 128 * 1024;

/** Of a request, in bytes: no server's window lets a post be larger. */
export const MAX_REQUEST_BODY_BYTES = 16 * 1024 * 1024;

const LENGTH_BYTES = 4;

const Header = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e\x80-\xff]*$/));

/** Through which front, and what is asked of it. */
export const NativeRequest = v.object({
  front: Front,
  /** The profile's, for a front that names none. */
  innerHost: HostName,
  method: v.picklist(['GET', 'POST']),
  /** Path and query. */
  path: v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]{0,2047}$/)),
  headers: v.record(v.pipe(v.string(), v.regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/)), Header),
});
export type NativeRequest = v.InferOutput<typeof NativeRequest>;

export const NativeAnswer = v.object({
  status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.array(v.tuple([v.string(), Header])),
  /** False where HTTP has none by the status. */
  hasBody: v.boolean(),
});
export type NativeAnswer = v.InferOutput<typeof NativeAnswer>;

export function encodeHead(head: NativeRequest | NativeAnswer): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

/** @throws LinkError when what comes is no such head; what `readExactly` throws */
export async function readHead<T extends NativeRequest | NativeAnswer>(
  schema: v.GenericSchema<unknown, T>,
  readExactly: (lengthBytes: number) => Promise<Uint8Array>,
): Promise<T> {
  const length = await readExactly(LENGTH_BYTES);
  const lengthBytes = new DataView(length.buffer, length.byteOffset).getUint32(0);
  if (lengthBytes > MAX_HEAD_BYTES) throw malformed();
  const head = v.safeParse(schema, parse(await readExactly(lengthBytes)));
  if (!head.success) throw malformed();
  return head.output;
}

function parse(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json));
  } catch {
    throw malformed();
  }
}

function malformed(): LinkError {
  return new LinkError('LINK_VIOLATION', 'The other end sent no head of an exchange.');
}
