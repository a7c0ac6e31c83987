import { effect } from '@preact/signals';
import type { PopupModel } from '../popup-model.ts';
import { viewOfHash } from '../views/view.ts';

/** Keeps view and hash of the URL the same, so that the browser's Back leads to the view before. */
export function followHash(model: PopupModel): void {
  addEventListener('hashchange', () => {
    const view = viewOfHash(location.hash);
    if (view !== null && view !== model.view.value) model.show(view);
  });
  effect(() => {
    const view = model.view.value;
    if (viewOfHash(location.hash) !== view) location.hash = view;
  });
}
