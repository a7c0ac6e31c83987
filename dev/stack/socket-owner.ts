import { readdir, readFile, readlink } from 'node:fs/promises';

/** Both ports of a TCP connection on this machine, as seen from one of its ends. */
export interface PortPair {
  readonly localPort: number;
  readonly remotePort: number;
}

/** Does `pid` hold that end of the TCP connection? Linux only. */
export async function ownsConnection(pid: number, ports: PortPair): Promise<boolean> {
  const inode = inodeOf(ports, await readFile('/proc/net/tcp', 'utf8'));
  if (!inode) return false;
  const folder = `/proc/${pid}/fd`;
  // The process may have ended, and a descriptor may be closed meanwhile.
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => '')),
  );
  return links.includes(`socket:[${inode}]`);
}

/**
 * Both ports count: Linux gives a local port again while other connections of it are being waited
 * out, and those stand in the table without an owner.
 *
 * @param table columns: number, local address, remote address, state, …, inode as the tenth
 */
export function inodeOf({ localPort, remotePort }: PortPair, table: string): string | undefined {
  const local = hexPort(localPort);
  const remote = hexPort(remotePort);
  const row = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[1]?.endsWith(local) && columns[2]?.endsWith(remote));
  return row?.[9];
}

function hexPort(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}
