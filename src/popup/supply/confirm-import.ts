import { mergeFronts } from '../../meek/fronts/import/merge.ts';
import { message } from '../messages.ts';
import { requestAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';
import { confirmationOf, type ImportModel, type ReadImport } from './import-model.ts';

/** How far the confirmation has come. */
export type ConfirmingStep = 'looking' | 'asking' | 'saving';

/**
 * Has what was read stored, and asks the browser for what that needs. True once it is stored.
 *
 * A new profile is stored first while the tunnel is off: the browser's question may close the popup,
 * and a yes may start the extension anew. Else it is stored only after a yes, for without one it
 * would break what works.
 *
 * Must be called in the handler of a click, before anything is awaited.
 */
export async function confirmImport(
  model: PopupModel,
  importing: ImportModel,
  read: ReadImport,
  onStep: (step: ConfirmingStep) => void,
): Promise<boolean> {
  const isOff = model.snapshot.value?.state.kind === 'off';
  const isFirst = isOff && read.target === null;
  model.refusal.value = null;
  const asking = ask(read, isFirst).catch(() => null);
  onStep(isFirst ? 'saving' : 'asking');
  try {
    if (isFirst) {
      void tell(model, asking, 'permission_still_missing');
      return await store(model, read);
    }
    const isAllowed = await tell(model, asking, 'permission_refused');
    // Something else was read while the browser asked: that is not what was confirmed.
    if (!isAllowed || importing.reading.value !== read) return false;
    onStep('saving');
    return await store(model, read);
  } finally {
    onStep('looking');
  }
}

/** Whether the browser was told yes; else says what that means. `null`: it did not ask. */
async function tell(
  model: PopupModel,
  asking: Promise<boolean | null>,
  refused: 'permission_still_missing' | 'permission_refused',
): Promise<boolean> {
  const answer = await asking;
  if (answer) return true;
  model.refusal.value = message(answer === null ? 'permission_not_asked' : refused);
  return false;
}

async function store(model: PopupModel, read: ReadImport): Promise<boolean> {
  const request = confirmationOf(read);
  return request !== null && model.ask(request);
}

/** For the profile as it will be. */
function ask({ preview, target }: ReadImport, withHelper: boolean): Promise<boolean> {
  const { added, facts } = preview;
  const imported = added.map(({ front }) => front);
  const innerHost = target?.innerHost ?? facts.innerHost ?? '';
  const fronts = mergeFronts(target?.fronts ?? [], imported);
  const toListed = facts.subscription !== undefined;
  return requestAccess({ innerHost, fronts }, { toListed, withHelper });
}
