import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { Request } from '../../../background/messages.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

const SHOW_SAVED_MS = 2_000;

export interface Saving {
  readonly saved: Signal<boolean>;
  /** False when it was refused; the view says why. */
  readonly save: (request: Request) => Promise<boolean>;
}

/** Saves a setting as soon as it is changed. */
export function useSaving(model: PopupModel): Saving {
  const saved = useSignal(false);
  useSignalEffect(() => {
    if (!saved.value) return;
    const timer = setTimeout(() => {
      saved.value = false;
    }, SHOW_SAVED_MS);
    return () => clearTimeout(timer);
  });
  const save = async (request: Request) => {
    saved.value = false;
    saved.value = await model.ask(request);
    return saved.value;
  };
  return { saved, save };
}

/** Says for a moment that it was saved. Always in the page, so that screen readers hear of it. */
export function Saved({ saved }: Pick<Saving, 'saved'>) {
  return (
    <span class="saved" role="status">
      {saved.value && message('settings_saved')}
    </span>
  );
}
