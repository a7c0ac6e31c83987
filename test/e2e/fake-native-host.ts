/** A program in the helper's place that does one thing wrong, named by its first argument. */
import { encodeMessage, MessageSplitter, parseJson } from '../../src/helper/message-frames.ts';
import type { ToExtension, ToHelper } from '../../src/link/messages.ts';

const HELLO: ToExtension = {
  ...{ type: 'hello', protocol: 1, version: '0.0.1', capabilities: ['socks5'] },
  ...{ relayPid: process.pid, agentPid: process.pid },
};

const problem = (code: string): ToExtension => ({ type: 'problem', code, message: 'A test.' });

/** Twice what browsers take, with its length before it. */
function tooLong(): Buffer {
  const bytes = Buffer.alloc(4 + 2 ** 21, ' ');
  bytes.writeUInt32LE(2 ** 21);
  return bytes;
}

const send = (message: ToExtension) => void process.stdout.write(encodeMessage(message));

/** What each answers to the extension's hello, and to its wish for a local proxy. */
const ANSWERS: Record<string, Partial<Record<ToHelper['type'], () => void>>> = {
  'says nothing': {},
  'says nonsense': { hello: () => send({ type: 'dance' } as never) },
  'says too much': { hello: () => void process.stdout.write(tooLong()) },
  'speaks another protocol': { hello: () => send({ ...HELLO, protocol: 99 } as ToExtension) },
  'refuses the protocol': { hello: () => send(problem('HELPER_INCOMPATIBLE')) },
  'reports an error': { hello: () => send(problem('HELPER_START_FAILED')) },
  'finds no port': { hello: () => send(HELLO), listen: () => send(problem('HELPER_NO_PORT')) },
  'stops later': { hello: () => send(HELLO), listen: () => process.exit(1) },
};

const answers = ANSWERS[process.argv[2] ?? ''] ?? {};
for await (const bytes of process.stdin.pipe(new MessageSplitter())) {
  const { type } = parseJson(bytes) as ToHelper;
  answers[type]?.();
}
