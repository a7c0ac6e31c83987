import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/meek/clock.ts';
import { createApp } from '../../src/server/app.ts';
import { createEgress, type EgressOptions } from '../../src/server/builtin/egress.ts';
import { createTcpDialer } from '../../src/server/dial.ts';
import { listen } from '../../src/server/listening.ts';
import type { Log } from '../../src/server/log.ts';
import { Sessions, type SessionsOptions } from '../../src/server/sessions.ts';
import { builtinUpstream, type DialUpstream, tcpUpstream } from '../../src/server/upstream.ts';
import { createV1Handler } from '../../src/server/v1-handler.ts';

const dialTcp = createTcpDialer();

/** A log that keeps its records: `['warn', { event: … }]`. */
export function recordingLog(): Log & { records: [string, unknown][] } {
  const records: [string, unknown][] = [];
  const at = (level: string) => (record: unknown) => void records.push([level, record]);
  return { records, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export interface TestServerOptions extends Partial<SessionsOptions> {
  readonly path?: string;
  readonly authToken?: string;
  readonly maxBodyBytes?: number;
}

/** The server's parts put together as in its entry file, in this process. */
export async function startServer(options: TestServerOptions & { dial: DialUpstream }) {
  const { maxBodyBytes = 262_144, authToken = '', path = '/' } = options;
  const log = recordingLog();
  const sessions = new Sessions({
    clock: systemClock,
    holdMs: 5,
    pendingLimitBytes: 4 * maxBodyBytes,
    expiryMs: 300_000,
    maxSessions: 100,
    log,
    ...options,
  });
  const handler = createV1Handler({ sessions, authToken, maxBodyBytes });
  const app = createApp({ path, handler, log });
  const port = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    sessions.endAll();
    app.closeAllConnections();
    app.close();
  });
  return { port, sessions, app, log };
}

export const toTcp = (port: number): DialUpstream =>
  tcpUpstream({ host: '127.0.0.1', port }, { dialTcp, clock: systemClock });

export function toBuiltin(egress: Partial<EgressOptions> = {}): DialUpstream {
  const context = { clock: systemClock, dialTcp, log: recordingLog() };
  const dial = createEgress({ ...context, allowPrivate: false, pinned: new Map(), ...egress });
  return builtinUpstream({ ...context, dial });
}
