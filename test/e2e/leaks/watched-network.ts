import { execFile, execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inNamespace } from '../../../dev/network-namespace.ts';
import { listeningLine, startProcess } from '../../../dev/processes.ts';
import type { Namespaces } from '../../../dev/stack/local-stack.ts';
import { FRONTS } from '../../../dev/stack/names.ts';

import { portOf, startRelay } from './relay.ts';

const run = promisify(execFile);

/** What left the browser's machine, as the watcher saw it. */
export interface Sight {
  readonly kind: 'dns' | 'tcp' | 'udp' | 'bytes' | 'local';
  readonly what: string;
}

/**
 * A machine for browser and helper with two ways out: a cable to the edge, and a default route to
 * a watcher, which has every address and is the DNS server too.
 */
export interface WatchedNetwork extends AsyncDisposable {
  readonly namespaces: Namespaces;
  readonly sights: readonly Sight[];
  /** How many packets have left by the default route, whatever they were. */
  packetsOut(): Promise<number>;
}

const CLIENT = `leak-client-${process.pid}`;
const WATCHER = `leak-watch-${process.pid}`;
const EDGE_LINK = `le${process.pid}`;
const OUTSIDE = 'outside';
const EDGE_ADDRESS = '10.214.77.1';
const CLIENT_ADDRESS = '10.214.77.2';
const RESOLVER = '10.214.78.1';
const MAC = '02:00:00:00:00:01';

/** Whether this machine lets us make network namespaces. */
export function canWatch(): boolean {
  try {
    execFileSync('ip', ['netns', 'add', `${CLIENT}-try`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `${CLIENT}-try`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function makeWatchedNetwork(): Promise<WatchedNetwork> {
  await using making = new AsyncDisposableStack();
  for (const namespace of [CLIENT, WATCHER]) {
    await ip(`netns add ${namespace}`);
    making.defer(() => ip(`netns del ${namespace}`));
    await ip(`-n ${namespace} link set lo up`);
  }
  await writeResolver(making);
  await connectToEdge(making);
  await connectToWatcher();
  const sights: Sight[] = [];
  const main = join(import.meta.dirname, 'watcher', 'main.ts');
  const watcher = await startProcess({
    ...inNamespace(WATCHER, { command: process.execPath, args: [main] }),
    ready: listeningLine,
    onLine: (line) => {
      if (line.startsWith('{"event":"sight"')) sights.push(JSON.parse(line));
    },
  });
  making.defer(() => watcher.stop());
  const remotePort = await leadToRemote(making);
  const made = making.move();
  return {
    namespaces: { client: CLIENT, edgeAddress: EDGE_ADDRESS, remotePort },
    sights,
    packetsOut,
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

/** Leads from a port here to the same one of the browser's loopback: Firefox is driven by it. */
async function leadToRemote(making: AsyncDisposableStack): Promise<number> {
  const here = await startRelay({ host: '127.0.0.1', port: 0 }, () => ({
    host: CLIENT_ADDRESS,
    port: portOf(here),
  }));
  making.defer(() => void here.close());
  const args = [join(import.meta.dirname, 'relay.ts'), CLIENT_ADDRESS, String(portOf(here))];
  const there = await startProcess({
    ...inNamespace(CLIENT, { command: process.execPath, args }),
    ready: listeningLine,
  });
  making.defer(() => there.stop());
  return portOf(here);
}

/** `ip netns exec` lays what is in this folder over /etc. */
async function writeResolver(making: AsyncDisposableStack): Promise<void> {
  const folder = `/etc/netns/${CLIENT}`;
  await mkdir(folder, { recursive: true });
  making.defer(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'resolv.conf'), `nameserver ${RESOLVER}\n`);
  await writeFile(
    join(folder, 'hosts'),
    `127.0.0.1 localhost\n${EDGE_ADDRESS} ${FRONTS.join(' ')}\n`,
  );
}

/** The edge is here, where the tests run. */
async function connectToEdge(making: AsyncDisposableStack): Promise<void> {
  await ip(`link add ${EDGE_LINK} type veth peer name edge netns ${CLIENT}`);
  // It would go with the namespace, but not at once.
  making.defer(() => ip(`link del ${EDGE_LINK}`).catch(() => {}));
  await ip(`addr add ${EDGE_ADDRESS}/30 dev ${EDGE_LINK}`);
  await ip(`link set ${EDGE_LINK} up`);
  await ip(`-n ${CLIENT} addr add ${CLIENT_ADDRESS}/30 dev edge`);
  await ip(`-n ${CLIENT} link set edge up`);
}

/** Neighbours are told, so that the systems on both sides have nothing to ask each other. */
async function connectToWatcher(): Promise<void> {
  await ip(`-n ${CLIENT} link add ${OUTSIDE} type veth peer name inside netns ${WATCHER}`);
  for (const [namespace, device, end, peer] of [
    [CLIENT, OUTSIDE, 2, 1],
    [WATCHER, 'inside', 1, 2],
  ] as const) {
    await silence(namespace, device);
    await ip(`-n ${namespace} link set ${device} address ${MAC.slice(0, -1)}${end}`);
    await ip(`-n ${namespace} addr add 10.214.78.${end}/24 dev ${device}`);
    await ip(`-n ${namespace} -6 addr add 2001:db8:78::${end}/64 dev ${device} nodad`);
    await ip(`-n ${namespace} link set ${device} up`);
    for (const address of [`10.214.78.${peer}`, `2001:db8:78::${peer}`]) {
      const mac = `${MAC.slice(0, -1)}${peer}`;
      await ip(`-n ${namespace} neigh add ${address} lladdr ${mac} dev ${device} nud permanent`);
    }
  }
  await ip(`-n ${CLIENT} route add default via 10.214.78.1`);
  await ip(`-n ${CLIENT} -6 route add default via 2001:db8:78::1`);
  await ip(`-n ${WATCHER} route add local default dev lo table main`);
  await ip(`-n ${WATCHER} -6 route add local default dev lo table main`);
}

/** No looking for routers; nothing that the kernel says by itself. */
async function silence(namespace: string, device: string): Promise<void> {
  const settings = ['router_solicitations=0', 'accept_ra=0', 'addr_gen_mode=1', 'accept_dad=0'];
  const args = settings.map((setting) => `net.ipv6.conf.${device}.${setting}`);
  const { command, args: full } = inNamespace(namespace, {
    command: 'sysctl',
    args: ['-q', '-w', ...args],
  });
  await run(command, [...full]);
}

async function packetsOut(): Promise<number> {
  const { command, args } = inNamespace(CLIENT, { command: 'cat', args: ['/proc/net/dev'] });
  const { stdout } = await run(command, [...args]);
  const line = stdout.split('\n').find((one) => one.trim().startsWith(`${OUTSIDE}:`)) ?? '';
  return Number(line.split(':')[1]?.trim().split(/\s+/)[9]);
}

async function ip(line: string): Promise<void> {
  await run('ip', line.split(' '));
}
