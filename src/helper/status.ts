import { agentAddress } from './agent/address.ts';
import { tryConnect } from './agent/reach.ts';
import { type InstalledManifest, installedManifests } from './install/install.ts';

interface Status {
  readonly version: string;
  readonly agentRuns: boolean;
  readonly installed: readonly InstalledManifest[];
}

export async function readStatus(): Promise<Status> {
  const socket = await tryConnect(agentAddress().socketPath);
  socket?.destroy();
  return { version: __VERSION__, agentRuns: socket !== null, installed: installedManifests() };
}

export function describeStatus(status: Status): string {
  const agent = status.agentRuns ? 'The agent runs.' : 'The agent does not run.';
  const lines = status.installed.map(({ browser, manifestPath, state }) =>
    state === 'ok'
      ? `Installed for ${browser}: ${manifestPath}`
      : `Installed for ${browser}, but it no longer starts this helper: ${manifestPath}\n  Repair it with: frontage install --browser ${browser}`,
  );
  const installed = lines.length > 0 ? lines : ['Not installed for any browser.'];
  return [`frontage ${status.version}`, agent, ...installed].join('\n');
}
