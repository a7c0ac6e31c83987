import { HelperError } from '../errors.ts';
import { install } from '../install/install.ts';
import type { Machine } from '../install/machine.ts';
import { findTarget, inProfile, type Target, targetsOn } from '../install/targets.ts';
import { caveatsOf, isUnsupported } from '../install/words.ts';
import { tickBrowsers } from './checklist.ts';
import { thisProgram } from './this-program.ts';

export interface InstallRequest {
  readonly browsers: readonly string[];
  readonly all: boolean;
  readonly profileFolder?: string | undefined;
}

type Say = (text: string) => void;

/** Writes for the browsers that were chosen, and no others. Returns the exit status. */
export async function installCommand(
  machine: Machine,
  request: InstallRequest,
  say: Say,
): Promise<number> {
  const chosen = await choose(machine, request, say);
  const impossible = chosen.filter(isUnsupported);
  for (const target of impossible) say(caveatsOf(target).join('\n'));
  const possible = chosen.filter((target) => !isUnsupported(target));
  for (const target of possible) {
    install(machine, target, thisProgram(), (path) => say(`${target.title}: wrote ${path}`));
    for (const caveat of caveatsOf(target)) say(caveat);
  }
  if (chosen.length === 0) say('Nothing was written.');
  return possible.length > 0 ? 0 : 1;
}

async function choose(machine: Machine, request: InstallRequest, say: Say): Promise<Target[]> {
  const targets = targetsOn(machine);
  const { profileFolder } = request;
  if (request.browsers.length > 0) {
    const named = request.browsers.map((browser) => findTarget(targets, browser));
    return profileFolder === undefined
      ? named
      : named.map((target) => inProfile(machine, target, profileFolder));
  }
  const present = targets.filter((target) => target.isPresent);
  if (request.all && present.length > 0) {
    say(`Found: ${present.map(({ title }) => title).join(', ')}`);
    return present;
  }
  if (!request.all && process.stdin.isTTY && process.stdout.isTTY) {
    return tickBrowsers(present.length > 0 ? present : targets);
  }
  throw new HelperError('HELPER_USAGE', refusal(present, targets));
}

function refusal(present: readonly Target[], targets: readonly Target[]): string {
  const lines = (some: readonly Target[]) =>
    some.map(({ browser, title }) => `\n  --browser ${browser.padEnd(20)} ${title}`).join('');
  if (present.length === 0) {
    return `No browser was found, and nothing was written. Name one:${lines(targets)}`;
  }
  return `Nothing was written. Choose --all, or any of the browsers that were found:${lines(present)}`;
}
