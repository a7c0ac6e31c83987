import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ToExtension } from '../link/messages.ts';
import { agentAddress } from './agent/address.ts';
import { RELAY_PROTOCOL, type RelayHello } from './agent/handshake.ts';
import { reachAgent } from './agent/reach.ts';
import { shakeHands } from './agent/shake-hands.ts';
import { isKnownCaller } from './callers.ts';
import { HelperError } from './errors.ts';
import { encodeMessage, frameMessage, MessageSplitter } from './message-frames.ts';

/**
 * An agent that refuses leaves by itself when it is alone, and any agent may be about to leave
 * when it is met: one more try meets a fresh one.
 */
const ATTEMPTS = 3;

/**
 * What the browser starts: it finds the agent, or starts it, and then passes messages between
 * the browser's stdio and the agent's socket until either side closes. The browser kills it
 * when it likes; nothing is lost with it.
 */
export async function relay(caller: string): Promise<void> {
  if (!isKnownCaller(caller)) {
    throw new HelperError('HELPER_CALLER', `${caller} is not the Frontage extension.`);
  }
  const fromBrowser = process.stdin.pipe(new MessageSplitter());
  // A bad message may come before there is an agent to pass messages to.
  fromBrowser.on('error', () => {});
  let agent: Socket;
  try {
    agent = await attach(caller);
  } catch (error) {
    return tellExtension(error);
  }
  // Once messages pass, an end of any kind is only an end: it may come in the middle of one.
  await Promise.race([
    pipeline(fromBrowser, framed, agent),
    pipeline(agent, process.stdout, { end: false }),
  ]).catch(() => {});
}

async function attach(caller: string): Promise<Socket> {
  const address = agentAddress();
  const hello: RelayHello = {
    relayProtocol: RELAY_PROTOCOL,
    version: __VERSION__,
    key: address.key,
    caller,
    pid: process.pid,
  };
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const socket = await reachAgent(address);
    try {
      await shakeHands(socket, hello);
      return socket;
    } catch (error) {
      failure = error;
      socket.destroy();
    }
  }
  throw failure;
}

async function* framed(messages: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const message of messages) yield frameMessage(message);
}

/** stdout belongs to the protocol: what went wrong is said in a message of it. */
function tellExtension(error: unknown): void {
  const problem: ToExtension = {
    type: 'problem',
    code:
      errorCode(error) === 'HELPER_INCOMPATIBLE' ? 'HELPER_INCOMPATIBLE' : 'HELPER_START_FAILED',
    message: (error instanceof Error ? error.message : String(error)).slice(0, 500),
  };
  process.stdout.write(encodeMessage(problem));
}

function errorCode(error: unknown): unknown {
  return error instanceof HelperError ? error.code : undefined;
}
