/**
 * `npm start`: the whole way of a byte on this machine, with every real part.
 *
 * It fetches a page through the tunnel in the browser and from outside it, prints what each part
 * saw, and stays up. `--check` ends there, with status 0 or 1. `--ready-file FILE` is for scripts.
 * `--browser firefox` does the same in Firefox.
 */
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Snapshot } from '../src/background/messages.ts';
import { describeEvidence, faultsOf, gatherEvidence } from './stack/evidence.ts';
import { showLive } from './stack/live-view.ts';
import { type LocalStack, startLocalStack } from './stack/local-stack.ts';
import { ORIGIN_HOST } from './stack/names.ts';
import { ensureSystemPackages, SystemPackagesError } from './system-packages.ts';

const say = (line = '') => console.log(line);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      'ready-file': { type: 'string' },
      browser: { type: 'string', default: 'chromium' },
    },
  });
  const browser = values.browser === 'firefox' ? 'firefox' : 'chromium';
  await ensureSystemPackages([browser, 'certutil', 'curl']);
  const ended = untilSignal();
  await using stack = await startLocalStack({
    browser,
    headless: !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    onStep: (step) => say(`starting ${step}`),
  });
  say('switching the tunnel on');
  await stack.extension.saveProfile(stack.profile);
  const snapshot = await stack.extension.switchOn();
  const proxyPort = proxyPortOf(snapshot);
  const evidence = await gatherEvidence(stack, proxyPort);
  const faults = faultsOf(evidence);
  for (const line of describeEvidence(evidence)) say(`  ${line}`);
  for (const fault of faults) say(`  WRONG: ${fault}`);
  say(faults.length === 0 ? 'The tunnel works.' : 'The tunnel does not work as it should.');
  if (values.check || faults.length > 0) return faults.length === 0 ? 0 : 1;
  await serve(stack, snapshot, ended, values['ready-file']);
  return 0;
}

async function serve(
  stack: LocalStack,
  snapshot: Snapshot,
  ended: AbortSignal,
  readyFile: string | undefined,
): Promise<void> {
  const proxyPort = proxyPortOf(snapshot);
  if (readyFile) await writeFile(readyFile, JSON.stringify(readyRecord(stack, snapshot)));
  say();
  say(
    `Any program can use it:  curl --socks5-hostname 127.0.0.1:${proxyPort} http://${ORIGIN_HOST}:${stack.origin.port}/`,
  );
  say(
    `                         curl -x http://127.0.0.1:${proxyPort} http://${ORIGIN_HOST}:${stack.origin.port}/bytes/1000000 -o /dev/null`,
  );
  say('Ctrl-C ends everything.');
  await showLive(stack, ended);
  if (readyFile) await rm(readyFile, { force: true });
  say('\nstopping');
}

function readyRecord(stack: LocalStack, snapshot: Snapshot) {
  return {
    proxyPort: proxyPortOf(snapshot),
    originUrl: `${stack.origin.url}/`,
    edgePort: stack.edge.ready.port,
    serverPort: stack.server.ready.port,
    pids: {
      ...(snapshot.helper ?? { relay: 0, agent: 0 }),
      server: stack.server.pid,
      edge: stack.edge.pid,
      browser: stack.browser.process()?.pid ?? 0,
    },
  };
}

function proxyPortOf({ state }: Snapshot): number {
  return state.kind === 'on' ? state.proxyPort : 0;
}

function untilSignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ended.abort());
  return ended.signal;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SystemPackagesError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
