import * as v from 'valibot';
import type { CarrierEnvironment } from '../../../src/meek/carrier.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import { MeekOptions } from '../../../src/meek/options.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { type MeekSession, openSession } from '../../../src/meek/v2/session.ts';
import { H2Tunnel } from '../../../src/tunnel/h2-tunnel.ts';
import { chooseAtRandom } from '../../meek/choose-at-random.ts';
import type { ServerAddress } from './tasks.ts';

const OPTIONS = v.parse(MeekOptions, { pollIntervalMs: 10 });

/** A meek-v2 session by the client's own code. */
export function openCarrier({ port }: ServerAddress): MeekSession {
  const url = `http://127.0.0.1:${port}/`;
  const route = { key: url, name: 'server', url, streamsBody: false };
  const environment: CarrierEnvironment = {
    fetch,
    clock: systemClock,
    random: systemRandom,
    routes: chooseAtRandom([route], systemRandom),
  };
  return openSession(OPTIONS, environment);
}

/** What extension and helper open together: a session, and the tunnel in it. */
export function openTunnel(address: ServerAddress): Promise<H2Tunnel> {
  const options = { pin: address.pin, token: null, clock: systemClock };
  return H2Tunnel.open(openCarrier(address), options);
}
