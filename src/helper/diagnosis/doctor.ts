import type { Machine } from '../install/machine.ts';
import { type Target, targetsOn } from '../install/targets.ts';
import { caveatsOf, isUnsupported } from '../install/words.ts';
import type { AgentState } from './agent-state.ts';
import { type FoundManifest, findManifests } from './manifests.ts';
import { findBans, type PolicyBan } from './policies.ts';
import { MANIFEST_PROBLEMS } from './words.ts';

/** What can be seen only by trying. */
export interface Tried {
  readonly agent: AgentState;
  /** The local proxy's usual port, when another program has it; null when none has. */
  readonly takenPort: number | null;
}

/** One thing to be known. A fault keeps the helper from working; the others may not. */
export interface Finding {
  readonly isFault: boolean;
  /** A browser's title, or a part of the helper. */
  readonly about: string;
  readonly what: string;
  readonly remedy: string | null;
}

/** Everything that is wrong, what keeps all browsers from working first. */
export function diagnose(machine: Machine, tried: Tried): Finding[] {
  const targets = targetsOn(machine);
  const manifests = findManifests(machine, targets);
  // The first of a place is whose it is; the others only look there, too.
  const owners = new Set(manifests.map(({ browsers: [owner] }) => owner));
  const seen = targets.filter(({ isPresent, browser }) => isPresent || owners.has(browser));
  const general = [...ofFolder(machine), ...ofAgent(tried), ...ofInstallation(manifests, seen)];
  return [...general, ...seen.flatMap((target) => ofBrowser(machine, target, manifests))];
}

const fault = (about: string, what: string, remedy: string | null): Finding => ({
  ...{ isFault: true, about, what, remedy },
});

const note = (about: string, what: string, remedy: string | null = null): Finding => ({
  ...{ isFault: false, about, what, remedy },
});

function ofFolder({ files, path, dataFolder }: Machine): Finding[] {
  let folder = dataFolder;
  while (!files.exists(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  if (files.isWritable(folder)) return [];
  const remedy = 'Make it yours, and run this again.';
  return [fault('Folder', `Nothing can be written below ${folder}.`, remedy)];
}

function ofAgent({ agent, takenPort }: Tried): Finding[] {
  if (agent.kind === 'broken') {
    const remedy = 'Close all browsers, wait a minute, and try again.';
    return [fault('Agent', `The agent does not work: ${agent.reason}`, remedy)];
  }
  if (takenPort === null || agent.kind === 'running') return [];
  const what = `Another program uses port ${takenPort}: the local proxy will have one near it.`;
  return [note('Port', what, 'The popup shows which; set other programs to that one.')];
}

function ofInstallation(manifests: readonly FoundManifest[], seen: readonly Target[]): Finding[] {
  if (seen.length === 0) {
    return [note('Browsers', 'No browser was found.', 'Name it: frontage install --browser NAME')];
  }
  if (manifests.length > 0) return [];
  const what = 'No browser may start the helper yet.';
  return [fault('Helper', what, 'frontage install --all, or --browser NAME')];
}

function ofBrowser(
  machine: Machine,
  target: Target,
  manifests: readonly FoundManifest[],
): Finding[] {
  const { browser, title } = target;
  if (isUnsupported(target)) return caveatsOf(target).map((what) => note(title, what));
  const own = manifests.filter((each) => each.browsers.includes(browser));
  const repair = `frontage install --browser ${browser}`;
  if (own.length === 0) return [note(title, 'No helper is registered for it.', repair)];
  return [
    ...own.flatMap((manifest) => ofManifest(manifest, target)),
    ...findBans(machine, browser).map((ban) => ofBan(title, ban)),
    ...ofConfigFolder(machine, target),
    ...caveatsOf(target).map((what) => note(title, what)),
  ];
}

function ofManifest(manifest: FoundManifest, { browser, title }: Target): Finding[] {
  const { problem, path, scope, shadows, owner, starts } = manifest;
  const isUsers = scope === 'user';
  const repair = isUsers ? `frontage install --browser ${browser}` : 'Install that package again.';
  if (problem) {
    const hidden = shadows ? ` It hides ${shadows}.` : '';
    return [fault(title, `${path}: ${MANIFEST_PROBLEMS[problem]}.${hidden}`, repair)];
  }
  if (shadows) {
    return [note(title, `${path} is used, and hides ${shadows}.`, `Remove it to use the other.`)];
  }
  if (owner === 'other' && isUsers) {
    return [note(title, `${path} is of another installation, and starts ${starts}.`, repair)];
  }
  return [];
}

function ofBan(title: string, { source, bans }: PolicyBan): Finding {
  const what = bans === 'this-helper' ? 'this helper' : 'helpers that are not the whole system’s';
  const remedy = 'Ask whoever administers this computer, or use another browser.';
  return fault(title, `A policy forbids ${what}: ${source}`, remedy);
}

/** Both depend on how the browser is started, which cannot be seen from here. */
function ofConfigFolder(machine: Machine, { title, family, confinement }: Target): Finding[] {
  const { platform, env, home, path, files } = machine;
  if (platform !== 'linux' || confinement !== null) return [];
  const config = env.XDG_CONFIG_HOME || path.join(home, '.config');
  if (family === 'firefox') {
    const unread = path.join(config, 'mozilla', 'native-messaging-hosts');
    return files.exists(unread) ? [note(title, `${unread} is not read by Firefox.`)] : [];
  }
  const isMoved = config !== path.join(home, '.config');
  if (!isMoved && !env.CHROME_CONFIG_HOME) return [];
  const name = env.CHROME_CONFIG_HOME ? 'CHROME_CONFIG_HOME' : 'XDG_CONFIG_HOME';
  const remedy = 'Run this with the environment that the browser has.';
  return [note(title, `${name} is set: started without it, it looks elsewhere.`, remedy)];
}
