import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { Options } from './options.ts';

export const HELP = `frontage-server: the far end of TCP carried in HTTP requests through a CDN (meek)

  --listen HOST:PORT       where the CDN connects to (default :8080)
  --upstream HOST:PORT     where sessions lead, usually to a SOCKS5 proxy, or
                           builtin, a tunnel and SOCKS5 of its own (default builtin)
  --path PATH              what is served, with all below it (default /)
  --max-body BYTES         largest body in either direction (default 262144)
  --holdoff DURATION       how long an answer waits for bytes (default 50ms)
  --idle-timeout DURATION  sessions idle for longer are dropped (default 5m)
  --window BYTES           meek-v2: kept for each direction of a session
                           (default 8388608)
  --max-buffered BYTES     meek-v2: kept for all sessions together; beyond, new
                           ones are refused (default 1073741824)
  --max-request BYTES      meek-v2: largest request body (default 1049600)
  --expiry DURATION        meek-v2: sessions without an exchange for longer are
                           dropped (default 2m)
  --max-sessions N         sessions beyond are refused (default 20000)
  --auth-token TOKEN       what clients must send; without one anyone can use the
                           server. ps shows it: FRONTAGE_AUTH_TOKEN in the
                           environment does the same unseen
  --admin HOST:PORT|off    serves /healthz, on loopback only
                           (default 127.0.0.1:8081)
  --allow-private          builtin: go to private addresses too
  --allow-loopback         builtin: go to this machine's own addresses too
  --resolve NAME=ADDRESS   builtin: the address of a name; may be repeated
  --exit-address ADDRESS   builtin: what clients are told that it goes out from,
                           where a NAT stands before it; may be repeated; off:
                           they are told nothing (default the machine's own)
  --state-dir DIR          builtin: where the tunnel's key is kept (default
                           $STATE_DIRECTORY, or ~/.local/state/frontage-server)
  --print-pin              prints the pin of that key, for profiles
  --debug                  log sessions and destinations
  --version
  --help

Durations are written as 50ms, 5m or 1m30s.
`;

/** A command line that cannot be used. `message` is a sentence that names the option. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
  readonly code = 'COMMAND_LINE';
}

export type Command =
  | { readonly do: 'help' }
  | { readonly do: 'version' }
  | { readonly do: 'print-pin'; readonly options: Options }
  | { readonly do: 'serve'; readonly options: Options };

const TOKEN_VARIABLE = 'FRONTAGE_AUTH_TOKEN';

/** Reads the arguments, and the token also from the environment, or throws `CommandLineError`. */
export function readCommandLine(
  argv: string[],
  environment: Record<string, string | undefined>,
): Command {
  const { help, version, 'print-pin': printPin, ...given } = parseArguments(argv);
  if (help) return { do: 'help' };
  if (version) return { do: 'version' };
  const token = given['auth-token'] ?? environment[TOKEN_VARIABLE];
  const result = v.safeParse(Options, {
    ...given,
    ...(token !== undefined && { 'auth-token': token }),
  });
  if (result.success) return { do: printPin ? 'print-pin' : 'serve', options: result.output };
  throw new CommandLineError(describe(result.issues[0], given));
}

function parseArguments(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        listen: { type: 'string' },
        upstream: { type: 'string' },
        path: { type: 'string' },
        'max-body': { type: 'string' },
        holdoff: { type: 'string' },
        'idle-timeout': { type: 'string' },
        window: { type: 'string' },
        'max-buffered': { type: 'string' },
        'max-request': { type: 'string' },
        expiry: { type: 'string' },
        'max-sessions': { type: 'string' },
        'auth-token': { type: 'string' },
        admin: { type: 'string' },
        'allow-private': { type: 'boolean' },
        'allow-loopback': { type: 'boolean' },
        resolve: { type: 'string', multiple: true },
        'exit-address': { type: 'string', multiple: true },
        'state-dir': { type: 'string' },
        'print-pin': { type: 'boolean' },
        debug: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    // Node adds advice in further sentences.
    const [sentence] = (error as Error).message.split(/\.?\n|\. |\.$/);
    throw new CommandLineError(`${sentence}.`);
  }
}

/** `--holdoff "5x" is not a duration.` A token is named, never shown. */
function describe(
  { path, message }: { path?: { key: unknown }[] | undefined; message: string },
  given: { 'auth-token'?: string | undefined },
): string {
  const [option, index] = path?.map(({ key }) => key) ?? [];
  if (option === 'auth-token') {
    return `${given['auth-token'] === undefined ? TOKEN_VARIABLE : '--auth-token'} ${message}.`;
  }
  const value = (given as Record<string, unknown>)[String(option)];
  const shown = Array.isArray(value) ? value[Number(index)] : value;
  return `--${option} ${JSON.stringify(shown)} ${message}.`;
}
