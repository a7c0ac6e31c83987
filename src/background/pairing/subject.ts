import type { Subject } from '../commands/subject.ts';
import type { Controller } from '../controller.ts';
import type { AfterChange } from '../profiles/after-change.ts';
import type { Store } from '../store.ts';
import type { Pairing } from './pairing.ts';
import type { PairingRequest } from './requests.ts';

export interface PairingSubjectParts {
  readonly pairing: Pick<Pairing, 'check' | 'status' | 'dismissSkew'>;
  readonly controller: Pick<Controller, 'tunnel'>;
  readonly store: Pick<Store, 'patchSettings'>;
  readonly afterChange: Pick<AfterChange, 'restart'>;
}

/** The helper: how it is found, and what is known of it. */
export function pairingSubject({
  pairing,
  controller,
  store,
  afterChange,
}: PairingSubjectParts): Subject<PairingRequest['type'], 'pairing' | 'helper' | 'link'> {
  return {
    handlers: {
      'check-helper': () => {
        // It may take seconds, and the snapshot tells how it went.
        void pairing.check();
      },
      'set-proxy-port': async ({ port }) => {
        await store.patchSettings({ proxyPort: port });
        await afterChange.restart();
      },
      'dismiss-skew': () => pairing.dismissSkew(),
    },
    shown: async () => ({
      helper: controller.tunnel?.pids ?? null,
      link: controller.tunnel?.helperFacts?.link ?? null,
      pairing: await pairing.status(),
    }),
  };
}
