import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

const NAME_DIGITS = 16;

/** Container bridges and other tunnels come and go on the same network. */
const VIRTUAL = /^(docker|veth|br-|virbr|vmnet|vboxnet|tun|tap|wg|utun|zt|tailscale|lxc|cni)/i;

/**
 * A name for the network that this machine is on: the same as long as it has addresses of the same
 * subnets, on Linux also the same router. Keyed, so that it tells nobody which network that is.
 */
export async function networkName(key: string): Promise<string> {
  const parts = [...subnetsOf(networkInterfaces()), ...(await routers())];
  const text = [...new Set(parts)].sort().join('\n');
  return createHmac('sha256', key).update(text).digest('hex').slice(0, NAME_DIGITS);
}

/** IPv4 alone: an IPv6 prefix is often another one tomorrow. */
export function subnetsOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address, netmask }) => {
      const mask = netmask.split('.').map(Number);
      const masked = address.split('.').map((part, index) => Number(part) & (mask[index] ?? 0));
      return `${masked.join('.')}/${netmask}`;
    });
}

/** Most networks at homes have the same few subnets; their routers differ. */
async function routers(): Promise<string[]> {
  try {
    const [routes, neighbours] = await Promise.all([
      readFile('/proc/net/route', 'utf8'),
      readFile('/proc/net/arp', 'utf8'),
    ]);
    return routersIn(routes, neighbours);
  } catch {
    return [];
  }
}

/** @returns the hardware addresses of the default gateways, from Linux' two tables */
export function routersIn(routes: string, neighbours: string): string[] {
  const rows = (table: string) =>
    table
      .split('\n')
      .slice(1, 200)
      .map((row) => row.trim().split(/\s+/));
  const gateways = rows(routes)
    .filter(([, destination, gateway]) => destination === '00000000' && gateway !== '00000000')
    .map(([, , gateway = '']) => fromLittleEndian(gateway));
  return rows(neighbours)
    .filter(([address = '']) => gateways.includes(address))
    .map(([, , , hardwareAddress = '']) => hardwareAddress);
}

function fromLittleEndian(hex: string): string {
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}
