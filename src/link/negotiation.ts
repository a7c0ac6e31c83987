import { LINK_PROTOCOL, OLDEST_LINK_PROTOCOL } from './identity.ts';

/** What a side's hello says of the versions that it speaks; a side that names no oldest has one. */
export interface SpokenProtocols {
  readonly protocol: number;
  readonly oldestProtocol?: number | undefined;
}

const OURS: SpokenProtocols = { protocol: LINK_PROTOCOL, oldestProtocol: OLDEST_LINK_PROTOCOL };

/**
 * The newest version of the protocol that both sides speak; null where there is none, the only
 * reason for which either refuses the other. What differs within a version is a capability.
 */
export function commonProtocol(
  theirs: SpokenProtocols,
  ours: SpokenProtocols = OURS,
): number | null {
  const common = Math.min(theirs.protocol, ours.protocol);
  return common >= Math.max(oldestOf(theirs), oldestOf(ours)) ? common : null;
}

function oldestOf({ protocol, oldestProtocol = protocol }: SpokenProtocols): number {
  return oldestProtocol;
}
