import { systemClock } from '../meek/clock.ts';
import { createAdmin } from './admin.ts';
import { createApp } from './app.ts';
import { createEgress, createResolver } from './builtin/egress.ts';
import { describeExit } from './builtin/exit-address.ts';
import { type Identity, IdentityError, keepIdentity } from './builtin/identity.ts';
import { createTunnelServer } from './builtin/tunnel-server.ts';
import { createUdpEgress } from './builtin/udp-egress.ts';
import { CommandLineError, HELP, readCommandLine } from './command-line.ts';
import { createTcpDialer } from './dial.ts';
import { createDispatch } from './dispatch.ts';
import { ListenError, listen, stopListening } from './listening.ts';
import { createLog, type Log } from './log.ts';
import type { Options } from './options.ts';
import { Sessions } from './sessions.ts';
import { stateFolder } from './state-folder.ts';
import { builtinUpstream, type DialUpstream, tcpUpstream } from './upstream.ts';
import { createV1Handler } from './v1-handler.ts';
import { ByteBudget } from './v2/byte-budget.ts';
import { createV2Handler } from './v2/handler.ts';
import { Sessions as V2Sessions } from './v2/sessions.ts';

/** How long exchanges under way may take to finish once the server is told to stop, in ms. */
const STOP_GRACE_MS = 5_000;

// getaddrinfo occupies a thread for each name; with libuv's four, a few dead names would stop all.
process.env.UV_THREADPOOL_SIZE ??= '64';

try {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.do === 'help') process.stdout.write(HELP);
  else if (command.do === 'version') process.stdout.write(`frontage-server ${__VERSION__}\n`);
  else if (command.do === 'print-pin') process.stdout.write(`${identityOf(command.options).pin}\n`);
  else await serve(command.options);
} catch (error) {
  if (!isForOperator(error)) throw error;
  process.stderr.write(`frontage-server: ${error.message}\n`);
  process.exit(error instanceof CommandLineError ? 2 : 1);
}

/** Errors whose message is a sentence that helps; any other is a bug and keeps its stack. */
function isForOperator(error: unknown): error is Error {
  return [CommandLineError, ListenError, IdentityError].some((kind) => error instanceof kind);
}

function identityOf(options: Options): Identity {
  return keepIdentity(stateFolder(options['state-dir'], process.env));
}

async function serve(options: Options): Promise<void> {
  const log = createLog(options);
  const { dial, identity } = upstreamOf(options, log);
  const maxBodyBytes = options['max-body'];
  const sessions = new Sessions({
    dial,
    clock: systemClock,
    holdMs: options.holdoff,
    pendingLimitBytes: 4 * maxBodyBytes,
    expiryMs: options['idle-timeout'],
    maxSessions: options['max-sessions'],
    log,
  });
  const v2Sessions = new V2Sessions({
    dial,
    clock: systemClock,
    windowBytes: options.window,
    budget: new ByteBudget(options['max-buffered']),
    expiryMs: options.expiry,
    maxSessions: options['max-sessions'],
    log,
  });
  const authToken = options['auth-token'];
  const handler = createDispatch(
    createV1Handler({ sessions, authToken, maxBodyBytes }),
    createV2Handler({
      sessions: v2Sessions,
      authToken,
      maxRequestBytes: options['max-request'],
      identityPem: identity?.pem ?? null,
      clock: systemClock,
    }),
    (id) => sessions.has(id),
  );
  const app = createApp({ path: options.path, handler, log });
  const admin = createAdmin(() => sessions.liveCount + v2Sessions.liveCount);

  const adminPort = options.admin === 'off' ? null : await listen(admin, options.admin);
  const port = await listen(app, options.listen);
  onStopSignal(async () => {
    log.info({ event: 'stopping' });
    // Their answers would stay open for as long as the grace lasts.
    v2Sessions.endAll();
    await stopListening(app, systemClock, STOP_GRACE_MS);
    sessions.endAll();
    process.exit(0);
  });
  log.info({ event: 'listening', port, adminPort, pin: identity?.pin });
  if (authToken === '') {
    log.warn({ event: 'open-relay' }, 'no auth token: anyone who finds this server can use it');
  }
}

/** Where sessions lead, and the key of the tunnel in it if there is one. */
function upstreamOf(options: Options, log: Log): { dial: DialUpstream; identity?: Identity } {
  const context = { clock: systemClock, dialTcp: createTcpDialer(), log };
  if (options.upstream !== 'builtin') return { dial: tcpUpstream(options.upstream, context) };
  const pinned = Map.groupBy(options.resolve, ({ name }) => name);
  const policy = {
    allowPrivate: options['allow-private'],
    allowLoopback: options['allow-loopback'],
    pinned: new Map([...pinned].map(([name, pins]) => [name, pins.map((pin) => pin.address)])),
  };
  const dial = createEgress({ ...context, ...policy });
  const openUdp = createUdpEgress({ ...context, resolve: createResolver(policy) });
  const identity = identityOf(options);
  const token = options['auth-token'];
  const acceptTunnel = createTunnelServer({
    ...context,
    identityPem: identity.pem,
    token,
    dial,
    openUdp,
    ...exitOf(options),
  });
  return { dial: builtinUpstream({ ...context, dial, acceptTunnel }), identity };
}

function exitOf({ 'exit-address': given }: Options) {
  if (given.includes('off')) return {};
  return { describeExit: () => describeExit({ version: __VERSION__, given }) };
}

/** A second signal does not wait. */
function onStopSignal(stop: () => void): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      stop();
    });
  }
}
