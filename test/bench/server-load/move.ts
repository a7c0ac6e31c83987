import { pseudoRandomBytes } from '../../../dev/pseudo-random.ts';
import type { Pipe } from '../../../src/meek/pipe.ts';
import type { H2Tunnel } from '../../../src/tunnel/h2-tunnel.ts';
import type { OriginRequest } from '../origin/requests.ts';
import { openTunnel } from './open.ts';
import type { Moved, ServerAddress } from './tasks.ts';

const BLOCK_BYTES = 256 * 1024;

export async function move(
  address: ServerAddress,
  direction: 'down' | 'up',
  bytes: number,
  originPort: number,
): Promise<Moved> {
  const tunnel = await openTunnel(address);
  const startMs = performance.now();
  if (direction === 'down') {
    await read(await connect(tunnel, originPort, { do: 'send' }), bytes);
  } else {
    const pipe = await connect(tunnel, originPort, { do: 'take', bytes });
    await write(pipe, bytes);
    await read(pipe, 1);
  }
  const elapsedMs = Math.round(performance.now() - startMs);
  tunnel.close();
  return { elapsedMs };
}

async function connect(tunnel: H2Tunnel, port: number, request: OriginRequest): Promise<Pipe> {
  const earlyData = Buffer.from(`${JSON.stringify(request)}\n`);
  return tunnel.dial({ host: '127.0.0.1', port }, { earlyData });
}

async function read({ readable }: Pipe, lengthBytes: number): Promise<void> {
  let receivedBytes = 0;
  for await (const chunk of readable) {
    receivedBytes += chunk.length;
    if (receivedBytes >= lengthBytes) return;
  }
  throw new Error(`The connection ended after ${receivedBytes} bytes.`);
}

async function write({ writable }: Pipe, lengthBytes: number): Promise<void> {
  const block = pseudoRandomBytes(BLOCK_BYTES);
  const writer = writable.getWriter();
  for (let sentBytes = 0; sentBytes < lengthBytes; sentBytes += block.length) {
    await writer.write(block.subarray(0, lengthBytes - sentBytes));
  }
  writer.releaseLock();
}
