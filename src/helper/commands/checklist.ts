import { isCancel, multiselect } from '@clack/prompts';
import type { Target } from '../install/targets.ts';
import { isUnsupported } from '../install/words.ts';

/**
 * Asks in the terminal. Nothing is ticked, but for a browser that is the only one. The row in focus
 * says where it writes, so that it is known without colours too (https://no-color.org).
 */
export async function tickBrowsers(targets: readonly Target[]): Promise<Target[]> {
  const ticked = await multiselect({
    message: 'Which browsers may start this helper?',
    options: targets.map((target) => ({
      value: target,
      label: target.title,
      disabled: isUnsupported(target),
      hint: placeOf(target) ?? 'cannot start helpers',
    })),
    initialValues: targets.length === 1 ? [...targets] : [],
    required: false,
  });
  return isCancel(ticked) ? [] : ticked;
}

/** Where this browser looks for helpers; null if it starts none. */
function placeOf({ userFolders, registryKeys }: Target): string | null {
  return userFolders[0] ?? registryKeys[0] ?? null;
}
