import type { Subject } from '../commands/subject.ts';
import type { Controller } from '../controller.ts';
import type { DirectPause } from '../direct/direct-pause.ts';
import type { StartWish } from '../start-wish.ts';
import type { Store } from '../store.ts';
import type { SystemScope } from '../system-proxy/system-scope.ts';
import type { TrafficMeter } from '../traffic-meter.ts';

export interface SwitchParts {
  readonly controller: Pick<Controller, 'state' | 'start' | 'stop'>;
  readonly store: Pick<Store, 'patchSettings'>;
  readonly startWish: Pick<StartWish, 'wasLeftOff' | 'decided'>;
  readonly systemScope: Pick<SystemScope, 'release'>;
  readonly pause: Pick<DirectPause, 'end'>;
  readonly traffic: Pick<TrafficMeter, 'read' | 'reset'>;
}

/** The tunnel, on or off. */
export function switchSubject(
  parts: SwitchParts,
): Subject<'switch-on' | 'switch-off', 'state' | 'traffic' | 'wasLeftOff'> {
  const { controller, store, startWish, systemScope, pause, traffic } = parts;
  return {
    handlers: {
      'switch-on': async () => {
        await startWish.decided();
        await store.patchSettings({ wanted: true });
        traffic.reset();
        await pause.end();
        controller.start();
      },
      'switch-off': async () => {
        await startWish.decided();
        await store.patchSettings({ wanted: false });
        await systemScope.release();
        await pause.end();
        await controller.stop();
      },
    },
    shown: async () => ({
      state: controller.state,
      traffic: traffic.read(),
      wasLeftOff: await startWish.wasLeftOff(),
    }),
  };
}
