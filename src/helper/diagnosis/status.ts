import { thisProgram } from '../commands/this-program.ts';
import type { Machine } from '../install/machine.ts';
import { targetsOn } from '../install/targets.ts';
import { type AgentState, readAgentState } from './agent-state.ts';
import { type FoundManifest, findManifests } from './manifests.ts';
import { MANIFEST_PROBLEMS } from './words.ts';

export interface Status {
  readonly version: string;
  readonly program: string;
  readonly agent: AgentState;
  /** Of browsers that were found, whether or not they can start this helper. */
  readonly browsers: readonly string[];
  readonly manifests: readonly FoundManifest[];
}

export async function readStatus(machine: Machine): Promise<Status> {
  const targets = targetsOn(machine);
  return {
    version: __VERSION__,
    program: thisProgram().path,
    agent: await readAgentState(),
    browsers: targets.filter(({ isPresent }) => isPresent).map(({ browser }) => browser),
    manifests: findManifests(machine, targets),
  };
}

export function describeStatus({ version, program, agent, manifests }: Status): string {
  const none = ['Not installed for any browser.'];
  const installed = manifests.length > 0 ? manifests.map(describeManifest) : none;
  return [`frontage ${version} (${program})`, describeAgent(agent), ...installed].join('\n');
}

export function describeAgent(agent: AgentState): string {
  switch (agent.kind) {
    case 'absent':
      return 'The agent does not run: a browser starts it.';
    case 'running':
      return `The agent runs: version ${agent.version}, process ${agent.pid}.`;
    case 'broken':
      return `The agent does not work: ${agent.reason}`;
  }
}

const OWNERS = {
  ours: 'written by this installation',
  changed: 'written by this installation, and changed since',
  other: 'not written by this installation',
};

function describeManifest(found: FoundManifest): string {
  const { browsers, path, registryKey, scope, owner, starts, problem, shadows } = found;
  const state = problem ? `stale: ${MANIFEST_PROBLEMS[problem]}` : 'ok';
  return [
    `${browsers.join(', ')}: ${state}`,
    ...(registryKey ? [`  key     ${registryKey}`] : []),
    `  file    ${path} (${scope === 'user' ? 'yours' : 'the system’s'}, ${OWNERS[owner]})`,
    `  starts  ${starts ?? 'nothing'}`,
    ...(shadows ? [`  hides   ${shadows}`] : []),
  ].join('\n');
}
