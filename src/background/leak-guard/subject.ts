import type { Subject } from '../commands/subject.ts';
import type { LeakGuard } from './leak-guard.ts';

export interface LeakGuardParts {
  readonly leakGuard: Pick<LeakGuard, 'guards'>;
}

/** What the browser does besides its proxy setting. Nothing is asked of it. */
export function leakGuardSubject({ leakGuard }: LeakGuardParts): Subject<never, 'guards'> {
  return { handlers: {}, shown: () => ({ guards: leakGuard.guards }) };
}
