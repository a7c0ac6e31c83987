import { openCarrier, openTunnel } from './open.ts';
import type { ServerAddress } from './tasks.ts';

const SOCKS_GREETING = Uint8Array.of(5, 1, 0);

/** Resolves when all are open. Each stays, with a READ, until the process ends. */
export async function hold(
  address: ServerAddress,
  count: number,
  atOnce: number,
  isEncrypted: boolean,
): Promise<null> {
  const open = isEncrypted ? openTunnel : openInTheClear;
  for (let opened = 0; opened < count; opened += atOnce) {
    const more = Math.min(atOnce, count - opened);
    const held = await Promise.all(Array.from({ length: more }, () => open(address)));
    // One that breaks would make the others look lighter than they are.
    for (const { closed } of held) closed.catch(endProcess);
  }
  return null;
}

/** The session is there once the SOCKS5 server in it has answered. */
async function openInTheClear(address: ServerAddress) {
  const session = openCarrier(address);
  const writer = session.writable.getWriter();
  await writer.write(SOCKS_GREETING);
  await session.readable.getReader().read();
  return session;
}

function endProcess(error: unknown): never {
  console.error('A held session broke:', error);
  return process.exit(1);
}
