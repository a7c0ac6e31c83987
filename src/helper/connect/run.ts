import { systemClock } from '../../meek/clock.ts';
import { systemRandom } from '../../meek/random.ts';
import { HelperError } from '../errors.ts';
import type { ProxyHandlers } from '../local-proxy/dial.ts';
import { LocalProxy } from '../local-proxy/listener.ts';
import { Client } from './client.ts';
import { type ConnectState, keepUp } from './keep-up.ts';
import { readProfileFile } from './profile-file.ts';
import { troubleOf } from './trouble.ts';

/** The popup's preference, too: the port that is SOCKS's own (RFC 1928, section 3). */
const DEFAULT_PORT = 1080;

export interface ConnectCommand {
  readonly profileFile: string;
  /** Of the local proxy; 0 is any that is free. Default: 1080 or one near it. */
  readonly port?: number | undefined;
  /** Connect once, and end. */
  readonly check: boolean;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const warn = (line: string) => process.stderr.write(`frontage: ${line}\n`);

/**
 * A client in one process: local proxy, tunnel, carrier, fronts. Resolves with the status to end
 * with, after SIGINT or SIGTERM, or once a check is done.
 *
 * @throws HelperError when the profile or the port cannot be used
 */
export async function runConnect(command: ConnectCommand): Promise<number> {
  const { profile, warnings } = readProfileFile(command.profileFile);
  for (const warning of warnings) warn(warning);
  const parts = { profile, clock: systemClock, random: systemRandom };
  const signal = untilSignalled();
  if (command.check) return check(new Client({ ...parts, onFrontFailed: sayFront }), signal);
  const client = new Client(parts);
  const proxy = await openProxy(client, command.port);
  say(`Proxy at 127.0.0.1:${proxy.port}, SOCKS5 and HTTP.`);
  await keepUp(client, { ...parts, onState: (state) => say(describe(state)) }, signal);
  proxy.close();
  await client.close();
  return 0;
}

async function check(client: Client, signal: AbortSignal): Promise<number> {
  try {
    say(describe({ kind: 'connected', ...(await client.bringUp(signal)) }));
    return 0;
  } catch (error) {
    if (!signal.aborted) say(describe({ kind: 'down', trouble: troubleOf(error) }));
    return 1;
  } finally {
    await client.close();
  }
}

function sayFront(front: string, error: unknown): void {
  say(`${front}: ${troubleOf(error).code}`);
}

/** Open from the beginning to the end: while there is no way out, apps are refused. */
async function openProxy(client: Client, port?: number): Promise<LocalProxy> {
  const handlers: ProxyHandlers = {
    acceptLink: (_request, socket) => socket.destroy(),
    dial: (...args) => client.wayOut.dial(...args),
    get earlyAnswers() {
      return client.wayOut.earlyAnswers;
    },
    get openUdp() {
      return client.wayOut.openUdp;
    },
  };
  const proxy = await LocalProxy.open(port ?? DEFAULT_PORT, handlers);
  if (!port || proxy.port === port) return proxy;
  proxy.close();
  throw new HelperError('HELPER_NO_PORT', `Port ${port} is in use. Give another to --port.`);
}

function describe(state: ConnectState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting.';
    case 'connected': {
      const to = state.isEncrypted ? 'encrypted to the server’s key' : 'readable to the CDN';
      return `Connected through ${state.front}: meek-v${state.version}, ${to}.`;
    }
    case 'down':
      return `Down (${state.trouble.layer}, ${state.trouble.code}): ${state.trouble.sentence}`;
  }
}

/** The first signal ends cleanly, a second one at once. */
function untilSignalled(): AbortSignal {
  const over = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => over.abort(new Error(name)));
  }
  return over.signal;
}
