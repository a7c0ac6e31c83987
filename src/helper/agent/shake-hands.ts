import { once } from 'node:events';
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { readExactly } from '../../tunnel/read-exactly.ts';
import { HelperError } from '../errors.ts';
import { encodeMessage, parseJson } from '../message-frames.ts';
import { AgentHello, type RelayHello } from './handshake.ts';

const HELLO_LIMIT_BYTES = 4096;

/**
 * Reads exactly the agent's hello and leaves what follows in the socket.
 *
 * @throws HelperError when the agent refuses, once it has closed the connection
 */
export async function shakeHands(socket: Socket, hello: RelayHello) {
  socket.write(encodeMessage(hello));
  const lengthBytes = (await readExactly(socket, 4)).readUInt32LE();
  if (lengthBytes > HELLO_LIMIT_BYTES) throw notAHello();
  const answer = v.safeParse(AgentHello, parseJson(await readExactly(socket, lengthBytes)));
  if (!answer.success) throw notAHello();
  if (answer.output.accepted) return answer.output;
  if (!socket.closed) await once(socket.resume(), 'close');
  throw new HelperError('HELPER_INCOMPATIBLE', answer.output.reason);
}

function notAHello(): HelperError {
  return new HelperError('HELPER_FRAME', 'The agent does not say hello.');
}
