import { isCancel, multiselect } from '@clack/prompts';
import type { Target } from '../install/targets.ts';
import { isUnsupported } from '../install/words.ts';

/** Asks in the terminal. Nothing is ticked, but for a browser that is the only one. */
export async function tickBrowsers(targets: readonly Target[]): Promise<Target[]> {
  const ticked = await multiselect({
    message: 'Which browsers may start this helper?',
    options: targets.map((target) => ({
      value: target,
      label: target.title,
      disabled: isUnsupported(target),
      ...(isUnsupported(target) && { hint: 'cannot start helpers' }),
    })),
    initialValues: targets.length === 1 ? [...targets] : [],
    required: false,
  });
  return isCancel(ticked) ? [] : ticked;
}
