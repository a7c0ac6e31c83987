import type { Duplex } from 'node:stream';
import type { Clock } from '../meek/clock.ts';
import { type BuiltinContext, serveBuiltin } from './builtin/dispatch.ts';
import { deferredDuplexPair } from './builtin/duplex-pair.ts';
import { type DialTcp, withinDialTimeout } from './dial.ts';

/** Opens the far end of one session: a stream whose directions end on their own. */
export type DialUpstream = (signal: AbortSignal) => Promise<Duplex>;

/** A TCP server of the operator's, usually a SOCKS5 proxy on the same machine. */
export function tcpUpstream(
  address: { host: string; port: number },
  { dialTcp, clock }: { dialTcp: DialTcp; clock: Clock },
): DialUpstream {
  return (signal) => withinDialTimeout(clock, signal, (timed) => dialTcp(address, timed));
}

/** This program itself: a tunnel or a SOCKS5 server that never leaves the process, and its egress. */
export function builtinUpstream(context: BuiltinContext): DialUpstream {
  return async () => {
    const [ours, theirs] = deferredDuplexPair();
    serveBuiltin(theirs, context);
    return ours;
  };
}
