import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../../src/meek/clock.ts';
import type { Pipe } from '../../../src/meek/pipe.ts';
import {
  createEgress,
  createResolver,
  type DialDestination,
} from '../../../src/server/builtin/egress.ts';
import type { DescribeExit } from '../../../src/server/builtin/exit-address.ts';
import { createIdentityPem } from '../../../src/server/builtin/identity.ts';
import { createTunnelServer } from '../../../src/server/builtin/tunnel-server.ts';
import { createUdpEgress, type OpenUdp } from '../../../src/server/builtin/udp-egress.ts';
import { createTcpDialer } from '../../../src/server/dial.ts';
import { builtinUpstream } from '../../../src/server/upstream.ts';
import { H2Tunnel } from '../../../src/tunnel/h2-tunnel.ts';
import { spkiPinOf } from '../../../src/tunnel/spki-pin.ts';
import { recordingLog } from '../../server/server-under-test.ts';
import { tap } from './tap.ts';

export const TOKEN = 'correct horse: "battery", staple';

export const identityPem = createIdentityPem();
export const PIN = spkiPinOf(createPublicKey(createPrivateKey(identityPem)));

/** Names of `localhost.example` and below lead to this machine; nothing else is resolved. */
const lookup = async (name: string) => {
  if (name.endsWith('localhost.example')) return ['127.0.0.1'];
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

export interface ServerOptions {
  readonly token?: string;
  readonly allowPrivate?: boolean;
  readonly dial?: DialDestination;
  readonly openUdp?: OpenUdp;
  readonly clock?: Clock;
  readonly describeExit?: DescribeExit;
}

/** The client's end of one pipe to a server's builtin upstream. */
export async function connectToServer(options: ServerOptions = {}) {
  const { allowPrivate = true, token = TOKEN, clock = systemClock } = options;
  const context = { clock, log: recordingLog(), dialTcp: createTcpDialer() };
  const policy = { allowPrivate, pinned: new Map(), lookup };
  const dial = options.dial ?? createEgress({ ...context, ...policy });
  const openUdp =
    options.openUdp ?? createUdpEgress({ ...context, resolve: createResolver(policy) });
  const { describeExit } = options;
  const acceptTunnel = createTunnelServer({
    ...{ ...context, identityPem, token, dial, openUdp },
    ...(describeExit && { describeExit }),
  });
  const upstream = builtinUpstream({ ...context, dial, acceptTunnel });
  const stream = await upstream(new AbortController().signal);
  stream.on('error', () => {});
  onTestFinished(() => void stream.destroy());
  return { stream, log: context.log };
}

/** A tunnel to a server in this process, and everything that passes between them. */
export async function openTunnel(
  options: ServerOptions & { clientClock?: Clock; clientToken?: string | null } = {},
) {
  const { stream, log } = await connectToServer(options);
  const { pipe, sent, received } = tap(pipeOf(stream));
  const { clientClock: clock = systemClock, clientToken: token = TOKEN } = options;
  const tunnel = await H2Tunnel.open(pipe, { pin: PIN, token, clock });
  onTestFinished(() => tunnel.close());
  return { tunnel, stream, log, sent, received };
}

export function pipeOf(stream: Duplex): Pipe {
  const { readable, writable } = Duplex.toWeb(stream);
  const closed = new Promise<void>((resolve, reject) => {
    stream.once('error', reject).once('close', resolve);
  });
  closed.catch(() => {});
  return { readable, writable, closed } as unknown as Pipe;
}
