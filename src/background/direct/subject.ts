import { TunnelOffError } from '../commands/refusals.ts';
import type { Subject } from '../commands/subject.ts';
import type { Controller } from '../controller.ts';
import type { Store } from '../store.ts';
import type { DirectPause } from './direct-pause.ts';

export interface DirectParts {
  readonly controller: Pick<Controller, 'state' | 'start' | 'goDirect'>;
  readonly store: Pick<Store, 'settings'>;
  readonly pause: Pick<DirectPause, 'begin' | 'end'>;
}

/** The browser past the tunnel for a while, which the tunnel's state shows. */
export function directSubject({
  controller,
  store,
  pause,
}: DirectParts): Subject<'go-direct' | 'end-direct', never> {
  return {
    handlers: {
      'go-direct': async ({ forMs }) => {
        const { wanted } = await store.settings();
        if (!wanted) throw new TunnelOffError();
        await controller.goDirect(await pause.begin(forMs));
      },
      'end-direct': async () => {
        await pause.end();
        if (controller.state.kind === 'direct') controller.start();
      },
    },
    shown: () => ({}),
  };
}
