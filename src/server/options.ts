import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import * as v from 'valibot';
import { RequestPath } from '../meek/fronts/profile.ts';
import { parseGoDuration } from '../meek/go-duration.ts';
import { AuthToken } from '../meek/options.ts';
import { DEFAULT_MAX_BODY_BYTES } from '../meek/v1/wire.ts';
import { DEFAULT_MAX_REQUEST_BYTES, DEFAULT_WINDOW_BYTES } from '../meek/v2/wire.ts';
import { type HostPort, parseHostPort } from './host-port.ts';

const LONGEST_HOLD_MS = 60_000;
const LONGEST_IDLE_TIMEOUT_MS = 24 * 3_600_000;
const LARGEST_MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A new client may send 64 KiB before it is told what is taken, and frames around them. */
const SMALLEST_WINDOW_BYTES = 128 * 1024;

/** A string that `parse` understands, or the message. */
const parsed = <T>(parse: (text: string) => T | undefined, message: string) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message });
      return NEVER;
    }),
  );

/** Go's notation; the output is in ms. */
const Duration = (minimumMs: number, maximumMs: number, range: string) =>
  v.pipe(
    parsed(parseGoDuration, 'is not a duration such as 50ms, 5m or 1m30s'),
    v.minValue(minimumMs, `is not within ${range}`),
    v.maxValue(maximumMs, `is not within ${range}`),
  );

const Count = (minimum: number, maximum: number) => {
  const message = `is not a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    parsed((text) => (/^\d{1,12}$/.test(text) ? Number(text) : undefined), message),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
};

/** `off`: the server does not say where it goes out. */
const ExitAddress = parsed(
  (text) => (text === 'off' || isIP(text) ? text : undefined),
  'is neither an IP address nor off',
);

const Listen = parsed(parseHostPort, 'is not HOST:PORT or :PORT');

const Upstream = parsed(
  (text) => (text === 'builtin' ? text : parseRemote(text)),
  'is neither HOST:PORT nor builtin',
);

const Admin = v.pipe(
  parsed((text) => (text === 'off' ? text : parseHostPort(text)), 'is neither HOST:PORT nor off'),
  v.check(
    (admin) => admin === 'off' || isLoopback(admin),
    'is not a loopback address such as 127.0.0.1:8081',
  ),
);

/** Empty is how a script says “none”. */
const Token = v.union([v.literal(''), AuthToken]);

/** The server's options, by their names on the command line. */
export const Options = v.object({
  listen: v.optional(Listen, ':8080'),
  upstream: v.optional(Upstream, 'builtin'),
  path: v.optional(RequestPath, '/'),
  /** Bytes, in either direction. */
  'max-body': v.optional(Count(1, LARGEST_MAX_BODY_BYTES), String(DEFAULT_MAX_BODY_BYTES)),
  holdoff: v.optional(Duration(0, LONGEST_HOLD_MS, '0s to 60s'), '50ms'),
  'idle-timeout': v.optional(Duration(1, LONGEST_IDLE_TIMEOUT_MS, '1ms to 24h'), '5m'),
  /** meek-v2: bytes kept for each direction of a session. */
  window: v.optional(Count(SMALLEST_WINDOW_BYTES, 1024 ** 3), String(DEFAULT_WINDOW_BYTES)),
  /** meek-v2: bytes kept for all sessions together. */
  'max-buffered': v.optional(Count(SMALLEST_WINDOW_BYTES, 1024 ** 4), String(1024 ** 3)),
  /** meek-v2: bytes in a request body. */
  'max-request': v.optional(
    Count(SMALLEST_WINDOW_BYTES, LARGEST_MAX_BODY_BYTES),
    String(DEFAULT_MAX_REQUEST_BYTES),
  ),
  /** meek-v2's `idle-timeout`: its clients show themselves every minute. */
  expiry: v.optional(Duration(1, LONGEST_IDLE_TIMEOUT_MS, '1ms to 24h'), '2m'),
  'max-sessions': v.optional(Count(1, 1_000_000), '20000'),
  'auth-token': v.optional(Token, ''),
  admin: v.optional(Admin, '127.0.0.1:8081'),
  'allow-private': v.optional(v.boolean(), false),
  'allow-loopback': v.optional(v.boolean(), false),
  resolve: v.optional(v.array(parsed(parsePin, 'is not NAME=ADDRESS')), []),
  /** Told to clients that ask; none: the machine's own. */
  'exit-address': v.optional(v.array(ExitAddress), []),
  /** Absent: `stateFolder` finds one. */
  'state-dir': v.optional(v.string()),
  debug: v.optional(v.boolean(), false),
});
export type Options = v.InferOutput<typeof Options>;

function parseRemote(text: string): { host: string; port: number } | undefined {
  const { host, port } = parseHostPort(text) ?? {};
  return host && port ? { host, port } : undefined;
}

function isLoopback({ host = '' }: HostPort): boolean {
  if (host === 'localhost') return true;
  return isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback';
}

function parsePin(text: string): { name: string; address: string } | undefined {
  const [, name, address] = /^([^=\s]{1,253})=\[?([0-9a-fA-F:.]+)\]?$/.exec(text) ?? [];
  if (name === undefined || address === undefined || !isIP(address)) return undefined;
  return { name: name.toLowerCase(), address };
}
