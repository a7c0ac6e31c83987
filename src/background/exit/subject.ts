import { TunnelOffError } from '../commands/refusals.ts';
import type { Subject } from '../commands/subject.ts';
import type { ExitCheck } from './exit-check.ts';

export interface ExitParts {
  readonly exitCheck: Pick<ExitCheck, 'view' | 'start'>;
}

/** Where the server goes out. */
export function exitSubject({ exitCheck }: ExitParts): Subject<'check-exit', 'exit'> {
  return {
    handlers: {
      'check-exit': () => {
        if (!exitCheck.start()) throw new TunnelOffError();
      },
    },
    shown: () => ({ exit: exitCheck.view }),
  };
}
