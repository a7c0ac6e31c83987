import pino from 'pino';

/**
 * The log's methods that this server uses.
 *
 * Client addresses, destinations and session ids go to `debug` only: the log of a server in
 * ordinary use must not say who went where.
 */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** One JSON record for each line on stdout, written before the call returns: none is lost at exit. */
export function createLog({ debug }: { debug: boolean }): Log {
  return pino(
    { level: debug ? 'debug' : 'info', base: null },
    pino.destination({ dest: 1, sync: true }),
  );
}
