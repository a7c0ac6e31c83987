import { LinkError } from '../link/errors.ts';
import type { LinkPipe } from '../link/link-pipe.ts';
import type { CarrierEnvironment } from '../meek/carrier.ts';
import type { MeekOptions } from '../meek/options.ts';
import type { Pipe } from '../meek/pipe.ts';
import { openSession as openSessionV1 } from '../meek/v1/session.ts';
import type { RouteMemory } from '../meek/v2/route-memory.ts';
import { openSession as openSessionV2 } from '../meek/v2/session.ts';
import { type BridgeCounter, bridge } from './pipe-bridge.ts';

export interface Carrier {
  /** What the server speaks. */
  readonly version: 1 | 2;
  readonly options: MeekOptions;
  readonly environment: CarrierEnvironment;
  readonly memory: RouteMemory;
  /** Ends every session. */
  readonly signal: AbortSignal;
}

/** Carries one pipe of the helper's to the server, in a session of its own, until both end. */
export function carry(local: LinkPipe, carrier: Carrier, counter: BridgeCounter): Promise<void> {
  return carrier.version === 2
    ? bridge(local, sessionV2(local, carrier), counter)
    : carryV1(local, carrier, counter);
}

/** The helper keeps what the server does not have; the server, what the helper does not have. */
function sessionV2(local: LinkPipe, carrier: Carrier): Pipe {
  const { options, environment, memory, signal } = carrier;
  const point = local.session;
  if (!point) return openSessionV2(options, environment, { memory, signal });
  const { id, receivedOffset } = point;
  const session = openSessionV2(options, environment, {
    memory,
    signal,
    ...(receivedOffset > 0 ? { resume: point } : { id }),
    confirmedBy: 'owner',
    onAcknowledged: (offset) => local.acknowledge(offset),
  });
  local.onUsed = (bytes) => session.confirm(receivedOffset + bytes);
  // The helper takes the session up again, over another link.
  local.closed.catch((error) => {
    if (error instanceof LinkError && error.code === 'LINK_LOST') session.detach();
  });
  return session;
}

async function carryV1(local: LinkPipe, carrier: Carrier, counter: BridgeCounter): Promise<void> {
  if (local.session && local.session.receivedOffset > 0) {
    return refuse(local, 'MEEK_SESSION_LOST', 'meek-v1 resumes no session.');
  }
  let acceptedBytes = 0;
  const { options, environment, signal } = carrier;
  await bridge(local, openSessionV1(options, environment, signal), {
    received: (bytes) => counter.received(bytes),
    sent(bytes) {
      counter.sent(bytes);
      acceptedBytes += bytes;
      // It keeps what it has accepted, and without it there is no session to resume.
      if (local.session) local.acknowledge(acceptedBytes);
    },
  });
}

/** Resets a pipe with a reason that the app is told. */
export function refuse(pipe: LinkPipe, code: string, message: string): void {
  pipe.writable.abort(Object.assign(new Error(message), { code })).catch(() => {});
}
