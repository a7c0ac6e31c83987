import { TunnelOffError, UnknownProfileError } from '../commands/refusals.ts';
import type { Subject } from '../commands/subject.ts';
import type { Controller } from '../controller.ts';
import type { AfterChange } from '../profiles/after-change.ts';
import { FrontEditor, type FrontEditorParts } from './front-editor.ts';
import type { FrontEdit, FrontTest } from './requests.ts';
import type { Trial } from './trial.ts';

export interface FrontParts extends FrontEditorParts {
  readonly controller: Pick<Controller, 'state' | 'tunnel' | 'vetFronts'>;
  readonly trial: Pick<Trial, 'progress' | 'start' | 'stop'>;
  readonly afterChange: Pick<AfterChange, 'restart'>;
}

/** The fronts of a profile: each may be changed, and tested. */
export function frontSubject(
  parts: FrontParts,
): Subject<FrontTest['type'] | FrontEdit['type'], 'vetting' | 'ways'> {
  const { controller, trial } = parts;
  const edit = editFronts(parts);
  return {
    handlers: {
      'save-front': edit,
      'use-front': edit,
      'remove-front': edit,
      'vet-fronts': () => testFronts(parts, null),
      'vet-front': ({ key }) => testFronts(parts, key),
      'stop-vetting': async () => {
        await controller.tunnel?.stopVetting();
        await trial.stop();
      },
    },
    shown: () => ({
      vetting: controller.tunnel?.vetting ?? trial.progress,
      ways: controller.tunnel?.ways ?? [],
    }),
  };
}

function editFronts(parts: FrontParts): (edit: FrontEdit) => Promise<void> {
  const editor = new FrontEditor(parts);
  return async (edit) => {
    const outcome = await editor.carryOut(edit);
    if (outcome === 'profile-unknown') throw new UnknownProfileError();
    if (outcome === 'leads-elsewhere') await parts.afterChange.restart();
  };
}

/** Through the tunnel's gate where that is open; while it is off, without the tunnel. */
async function testFronts(parts: FrontParts, key: string | null): Promise<void> {
  const { controller, store, subscriptions, trial } = parts;
  if (controller.vetFronts(key)) return;
  if (controller.state.kind !== 'off') throw new TunnelOffError();
  const profile = await store.chosenProfile();
  if (!profile) throw new UnknownProfileError();
  await trial.start(await subscriptions.withListed(profile), key);
}
