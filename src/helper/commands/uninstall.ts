import type { Machine } from '../install/machine.ts';
import { findTarget, targetsOn } from '../install/targets.ts';
import { uninstall } from '../install/uninstall.ts';
import { restoreSystemProxy } from '../system-proxy/run.ts';

/** Returns the exit status. */
export async function uninstallCommand(
  machine: Machine,
  { browsers }: { readonly browsers: readonly string[] },
  say: (text: string) => void,
): Promise<number> {
  const [browser = null] = browsers;
  if (browser !== null) findTarget(targetsOn(machine), browser);
  // First, so that no program is left pointing at a helper that is gone.
  const changed = browser === null ? await restoreSystemProxy() : null;
  if (changed !== null) say(changed);
  const { removed, left } = uninstall(machine, browser);
  for (const path of removed) say(`Removed ${path}`);
  for (const path of left) say(`Left, for it was changed since or is in use: ${path}`);
  if (removed.length + left.length === 0) say('Nothing to remove.');
  return 0;
}
