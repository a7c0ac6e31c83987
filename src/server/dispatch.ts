import type { IncomingMessage } from 'node:http';
import { Header } from '../meek/v1/wire.ts';
import { CONTENT_TYPE as V2_CONTENT_TYPE } from '../meek/v2/wire.ts';
import { type Handler, headerOf } from './handler.ts';

/** What a v2 request's body begins with, from the fourth byte on: see HELLO. */
const MAGIC = Buffer.from('meek');
const MAGIC_POSITION = 4;
const HELLO_TYPE = 0x01;
const PEEKED_BYTES = MAGIC_POSITION + MAGIC.length;

/**
 * Hands each request to the protocol that it speaks.
 *
 * v2 says so in its content type. Behind a reflector that sets its own, the body's first bytes
 * tell; not within a session of v1, whose bytes may be anything.
 */
export function createDispatch(
  v1: Handler,
  v2: Handler,
  isV1Session: (id: string) => boolean,
): Handler {
  return async (request, response) => {
    if (headerOf(request, 'Content-Type') === V2_CONTENT_TYPE) return v2(request, response);
    const id = headerOf(request, Header.sessionId);
    const isSurelyV1 =
      request.method !== 'POST' ||
      headerOf(request, Header.sequence) !== undefined ||
      (id !== undefined && isV1Session(id));
    if (isSurelyV1 || !(await beginsWithHello(request))) return v1(request, response);
    return v2(request, response);
  };
}

/**
 * Looks at the body's first bytes and puts them back, within the same turn: else the stream could
 * end meanwhile, and nobody who comes later would hear of it.
 */
function beginsWithHello(request: IncomingMessage): Promise<boolean> {
  const peeked: Buffer[] = [];
  return new Promise((resolve) => {
    const look = () => {
      if (request.readableLength > 0) peeked.push(request.read());
      const bytes = Buffer.concat(peeked);
      const isWhole = request.complete || request.destroyed;
      if (bytes.length < PEEKED_BYTES && couldBeHello(bytes) && !isWhole) return;
      request.off('readable', look).off('close', look);
      if (bytes.length > 0 && !request.destroyed) request.unshift(bytes);
      resolve(bytes.length >= PEEKED_BYTES && couldBeHello(bytes));
    };
    request.on('readable', look).on('close', look);
    look();
  });
}

function couldBeHello(bytes: Buffer): boolean {
  const magic = bytes.subarray(MAGIC_POSITION, PEEKED_BYTES);
  const isTypeRight = bytes.length === 0 || bytes[0] === HELLO_TYPE;
  return isTypeRight && magic.equals(MAGIC.subarray(0, magic.length));
}
