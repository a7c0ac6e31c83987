import { requestNeeds } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';

/**
 * Switches the tunnel on, and asks the browser for what it lacks. Without it the tunnel's own state
 * says what is missing.
 *
 * Must be called in the handler of a click. What is wanted is told at once: the browser's question
 * may close the popup, and a yes may start the extension anew.
 */
export async function switchOn(model: PopupModel): Promise<void> {
  const profile = model.chosenProfile.value;
  const asking = profile ? requestNeeds(profile) : Promise.resolve(true);
  await Promise.all([asking.catch(() => false), model.ask({ type: 'switch-on' })]);
}
