import { readdir, readFile, readlink } from 'node:fs/promises';

/** Does `pid` hold the TCP connection whose local end is this port of 127.0.0.1? Linux only. */
export async function ownsConnection(pid: number, localPort: number): Promise<boolean> {
  const inode = await inodeOf(localPort);
  if (!inode) return false;
  const folder = `/proc/${pid}/fd`;
  // The process may have ended, and a descriptor may be closed meanwhile.
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => '')),
  );
  return links.includes(`socket:[${inode}]`);
}

/** The table's columns: number, local address, remote address, state, …, inode as the tenth. */
async function inodeOf(localPort: number): Promise<string | undefined> {
  const suffix = `:${localPort.toString(16).toUpperCase().padStart(4, '0')}`;
  const table = await readFile('/proc/net/tcp', 'utf8');
  const row = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[1]?.endsWith(suffix));
  return row?.[9];
}
