import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import * as v from 'valibot';
import type { SystemProxyProblem } from '../../link/system-proxy.ts';
import { agentAddress } from '../agent/address.ts';
import { ControlAnswer, type ControlRequest } from '../agent/handshake.ts';
import { tryConnect } from '../agent/reach.ts';
import { SystemProxyDesk } from '../agent/system-proxy-desk.ts';
import type { Command } from '../command-line.ts';
import { HelperError } from '../errors.ts';
import { encodeMessage, MessageSplitter, parseJson } from '../message-frames.ts';
import { openSystemProxy } from './open.ts';

/** `frontage system-proxy`: has the agent do it, or, where none runs, puts back what one left. */
export async function runSystemProxy(
  command: Command & { command: 'system-proxy' },
): Promise<{ text: string; isDone: boolean }> {
  const { action: want, port = null, takesOver, json } = command;
  const { socketPath, key } = agentAddress();
  const request: ControlRequest = { control: 'system-proxy', key, want, port, takesOver };
  const agent = await tryConnect(socketPath);
  const answer = agent
    ? await ask(agent, request)
    : await new SystemProxyDesk(openSystemProxy()).control(request, []);
  const isDone = answer.status.problem === null;
  return { text: json ? JSON.stringify(answer) : describe(answer), isDone };
}

/**
 * Puts back what was there before Frontage changed it, for a helper that is to be removed. Resolves
 * with a sentence when that cannot be done.
 */
export async function restoreSystemProxy(): Promise<string | null> {
  const off = { command: 'system-proxy', action: 'off', takesOver: false, json: false } as const;
  const { text, isDone } = await runSystemProxy(off);
  return isDone ? null : text;
}

async function ask(agent: Socket, request: ControlRequest): Promise<ControlAnswer> {
  agent.write(encodeMessage(request));
  const messages = pipeline(agent, new MessageSplitter(), () => {});
  for await (const message of messages) return v.parse(ControlAnswer, parseJson(message));
  throw new HelperError('HELPER_AGENT', 'The agent does not answer: it is of another version.');
}

const SENTENCES: Record<SystemProxyProblem['code'], string> = {
  held: 'Another browser’s tunnel has them already; --take-over takes them.',
  changed: 'Somebody has changed them meanwhile: they were left as they are.',
  'not-listening': 'There is no local proxy for them to point at.',
  unreadable: 'What is set now could not be put back later, so nothing was changed.',
  failed: 'The system did not take them; nothing is changed.',
  journal: 'What was set before could not be written down, or not be read.',
};

function describe({ status, port }: ControlAnswer): string {
  const { place, shellFile, problem } = status;
  const isOnlyShell = place === 'shell';
  const state =
    port === null
      ? "The system's proxy settings are not Frontage's."
      : isOnlyShell
        ? 'No desktop is known here whose settings could be changed.'
        : `The system's proxy settings (${place}) point at 127.0.0.1:${port}.`;
  const forShells = port === null ? [] : [`For a shell: . '${shellFile}'`];
  const why = problem ? [SENTENCES[problem.code], problem.detail] : [];
  return [state, ...forShells, ...why].join('\n');
}
