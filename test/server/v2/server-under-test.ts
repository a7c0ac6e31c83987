import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/meek/clock.ts';
import { DEFAULT_MAX_REQUEST_BYTES, DEFAULT_WINDOW_BYTES } from '../../../src/meek/v2/wire.ts';
import { createApp } from '../../../src/server/app.ts';
import { createDispatch } from '../../../src/server/dispatch.ts';
import { listen } from '../../../src/server/listening.ts';
import { Sessions as V1Sessions } from '../../../src/server/sessions.ts';
import type { DialUpstream } from '../../../src/server/upstream.ts';
import { createV1Handler } from '../../../src/server/v1-handler.ts';
import { ByteBudget } from '../../../src/server/v2/byte-budget.ts';
import { createV2Handler } from '../../../src/server/v2/handler.ts';
import { Sessions, type SessionsOptions } from '../../../src/server/v2/sessions.ts';
import { recordingLog } from '../server-under-test.ts';

export interface V2TestServerOptions extends Partial<SessionsOptions> {
  readonly dial: DialUpstream;
  readonly authToken?: string;
  readonly maxRequestBytes?: number;
  readonly identityPem?: string;
  /** Of its own choosing unless given. */
  readonly port?: number;
}

/** A server that speaks both protocols, put together as in its entry file, in this process. */
export async function startV2Server(options: V2TestServerOptions) {
  const { authToken = '', maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES } = options;
  const identityPem = options.identityPem ?? null;
  const log = recordingLog();
  const common = { clock: systemClock, maxSessions: 100, log, dial: options.dial };
  const v1Sessions = new V1Sessions({
    ...common,
    holdMs: 5,
    pendingLimitBytes: 1_048_576,
    expiryMs: 300_000,
  });
  const sessions = new Sessions({
    ...common,
    windowBytes: DEFAULT_WINDOW_BYTES,
    budget: new ByteBudget(1024 ** 3),
    expiryMs: 120_000,
    ...options,
  });
  const handler = createDispatch(
    createV1Handler({ sessions: v1Sessions, authToken, maxBodyBytes: 262_144 }),
    createV2Handler({ sessions, authToken, maxRequestBytes, identityPem, clock: systemClock }),
    (id) => v1Sessions.has(id),
  );
  const app = createApp({ path: '/', handler, log });
  const port = await listen(app, { host: '127.0.0.1', port: options.port ?? 0 });
  const stop = () => {
    sessions.endAll();
    v1Sessions.endAll();
    app.closeAllConnections();
    app.close();
  };
  onTestFinished(stop);
  return { port, sessions, v1Sessions, app, log, stop };
}
