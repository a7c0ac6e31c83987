import { allSubjects, type SubjectParts } from '../commands/all-subjects.ts';
import { Commands } from '../commands/commands.ts';
import { InTurn } from '../in-turn.ts';
import { AfterChange } from '../profiles/after-change.ts';
import { forgetEverything } from '../settings/forget-everything.ts';
import { LaterFronts } from '../supply/later-fronts.ts';
import type { Foundation } from './foundation.ts';
import type { Supply } from './supply.ts';
import type { TunnelSide } from './tunnel.ts';

/** The subjects that stand for themselves. */
type OwnSubjects = Pick<SubjectParts, 'language' | 'leakGuard' | 'pairing' | 'pause' | 'startWish'>;

/** What the popup asks for, and the changes that have the same consequences. */
export function wireCommands(
  { store, notebook, healthNotebook, traffic, sites, clock, begun, states }: Foundation,
  { subscriptions, newFronts }: Supply,
  { controller, trial, systemScope, exitCheck }: TunnelSide,
  own: OwnSubjects,
): Commands {
  const turns = new InTurn(begun.promise);
  const afterChange = new AfterChange({ controller, store, notebook, healthNotebook });
  const laterFronts = new LaterFronts(() => {
    void turns.run(() => afterChange.restart()).catch(() => {});
  });
  newFronts.follow(() => laterFronts.arrived());
  states.follow((state) => laterFronts.follow(state));
  const subject = allSubjects({
    ...{ ...own, controller, store, notebook, healthNotebook, afterChange, trial },
    ...{ subscriptions, traffic, systemScope, exitCheck },
    applySites: () => sites.apply(),
    forgetEverything: () =>
      forgetEverything({
        stop: async () => {
          await systemScope.release();
          await controller.stop();
        },
        erase: () => store.erase(),
        clock,
      }),
  });
  return new Commands(subject, turns);
}
