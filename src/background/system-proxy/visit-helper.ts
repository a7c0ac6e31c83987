import type { Clock } from '../../meek/clock.ts';
import { refuse } from '../carry.ts';
import { HelperPort } from '../helper-port.ts';

/**
 * Reaches the helper for one thing, while no tunnel does; nothing is carried by it.
 *
 * @param signal gives up reaching it
 * @throws Trouble naming what is wrong with the helper
 */
export function visitHelper(
  profileId: string,
  clock: Clock,
  signal = new AbortController().signal,
): Promise<HelperPort> {
  return HelperPort.connect({
    ...{ profileId, clock, signal },
    fastLink: false,
    onPipe: (pipe) => refuse(pipe, 'TUNNEL_DOWN', 'The tunnel is not up.'),
    onConnections: () => {},
    onWrongKey: () => {},
    onLost: () => {},
  });
}
