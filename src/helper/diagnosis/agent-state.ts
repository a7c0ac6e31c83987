import { setTimeout as sleep } from 'node:timers/promises';
import { FIREFOX_EXTENSION_IDS } from '../../link/identity.ts';
import { agentAddress } from '../agent/address.ts';
import { RELAY_PROTOCOL } from '../agent/handshake.ts';
import { tryConnect } from '../agent/reach.ts';
import { shakeHands } from '../agent/shake-hands.ts';

const ANSWER_LIMIT_MS = 3_000;

export type AgentState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running'; readonly version: string; readonly pid: number }
  /** There is somebody at its socket, who does not speak as it does. */
  | { readonly kind: 'broken'; readonly reason: string };

/** Asks as a relay would, and starts nothing. */
export async function readAgentState(): Promise<AgentState> {
  try {
    const { socketPath, key } = agentAddress();
    const socket = await tryConnect(socketPath);
    if (!socket) return { kind: 'absent' };
    const relay = { relayProtocol: RELAY_PROTOCOL, version: __VERSION__, pid: process.pid };
    const caller = String(FIREFOX_EXTENSION_IDS[0]);
    const greeting = shakeHands(socket, { ...relay, key, caller });
    const late = sleep(ANSWER_LIMIT_MS, null, { ref: false });
    // What is still read fails when the socket is destroyed.
    const hello = await Promise.race([greeting, late]).finally(() => socket.destroy());
    greeting.catch(() => {});
    if (!hello) return { kind: 'broken', reason: 'It does not answer.' };
    return { kind: 'running', version: hello.version, pid: hello.pid };
  } catch (error) {
    return { kind: 'broken', reason: (error as Error).message };
  }
}
