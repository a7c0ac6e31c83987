import { describe, expect, test } from 'vitest';
import { startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { pattern, readAll, readExactly, write, writeAndEnd } from './pipe-ends.ts';
import { openTunnel } from './tunnel-under-test.ts';

const HOST = '127.0.0.1';
const MIB = 1024 * 1024;

describe('a connection whose reader has stopped', () => {
  test('holds up its own sender, at a bounded distance, and no other', async () => {
    const echo = await startEcho();
    let taken = 0;
    const source = await startTcpServer((socket) => {
      const chunk = Buffer.alloc(MIB);
      const more = () => {
        do taken += chunk.length;
        while (socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
    const { tunnel } = await openTunnel();
    const stalled = await tunnel.dial({ host: HOST, port: source.port });
    await readExactly(stalled, 1);
    const other = await tunnel.dial({ host: HOST, port: echo.port });
    const sent = pattern(30 * MIB);
    const [back] = await Promise.all([readAll(other), writeAndEnd(other, sent)]);
    expect(back.equals(sent)).toBe(true);
    // One window, what the two kernels hold, and what waits in between.
    expect(taken).toBeLessThan(32 * MIB);
    await stalled.readable.cancel();
  });

  test('the same the other way', async () => {
    const sink = await startTcpServer((socket) => socket.pause());
    const echo = await startEcho();
    const { tunnel } = await openTunnel();
    const stalled = await tunnel.dial({ host: HOST, port: sink.port });
    const writer = stalled.writable.getWriter();
    let taken = 0;
    const fill = (async () => {
      for (;;) {
        await writer.write(new Uint8Array(MIB));
        taken += MIB;
      }
    })();
    fill.catch(() => {});
    const other = await tunnel.dial({ host: HOST, port: echo.port });
    const sent = pattern(30 * MIB);
    const [back] = await Promise.all([readAll(other), writeAndEnd(other, sent)]);
    expect(back.equals(sent)).toBe(true);
    expect(taken).toBeLessThan(32 * MIB);
    await writer.abort().catch(() => {});
  });
});

describe('as many connections as the server takes', () => {
  test('are open, and the next one is told so', async () => {
    const silent = await startTcpServer((socket) => socket.resume());
    const { tunnel } = await openTunnel();
    const destination = { host: HOST, port: silent.port };
    const pipes = await Promise.all(Array.from({ length: 1024 }, () => tunnel.dial(destination)));
    await expect(tunnel.dial(destination)).rejects.toMatchObject({ code: 'TUNNEL_BUSY' });
    await pipes[0]?.readable.cancel();
    await expect.poll(() => tunnel.openStreams).toBe(1023);
    await tunnel.dial(destination);
  });
});

describe('the end of a tunnel', () => {
  test('by our side ends its connections, and the pipe', async () => {
    const echo = await startEcho();
    const { tunnel, stream } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: echo.port });
    tunnel.close();
    await expect(readAll(pipe)).rejects.toMatchObject({ code: 'TUNNEL_CLOSED' });
    await expect(tunnel.dial({ host: HOST, port: 1 })).rejects.toMatchObject({
      code: 'TUNNEL_CLOSED',
    });
    await tunnel.closed;
    await expect.poll(() => stream.destroyed).toBe(true);
    const socket = await echo.accepted();
    await expect.poll(() => socket.destroyed).toBe(true);
  });

  test('amid transfers frees what the server holds', async () => {
    const echo = await startEcho();
    const { tunnel, stream } = await openTunnel();
    for (let index = 0; index < 4; index++) {
      const pipe = await tunnel.dial({ host: HOST, port: echo.port });
      write(pipe, new Uint8Array(16 * MIB)).catch(() => {});
      await readExactly(pipe, 1);
    }
    tunnel.close();
    await expect.poll(() => stream.destroyed).toBe(true);
    await expect.poll(() => echo.sockets.map(({ destroyed }) => destroyed)).not.toContain(false);
  });

  test('by the server is TUNNEL_LOST', async () => {
    const echo = await startEcho();
    const { tunnel, stream } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: echo.port });
    stream.push(null);
    await expect(readAll(pipe)).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
    await expect(tunnel.closed).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
  });

  test('by the carrier has the carrier’s reason', async () => {
    const echo = await startEcho();
    const { tunnel, stream } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: echo.port });
    const reason = { code: 'MEEK_SESSION_LOST' };
    stream.destroy(Object.assign(new Error('lost'), reason));
    await expect(readAll(pipe)).rejects.toMatchObject(reason);
    await expect(tunnel.dial({ host: HOST, port: 1 })).rejects.toMatchObject(reason);
    await expect(tunnel.closed).rejects.toMatchObject(reason);
  });

  test('is heard by a write that waits', async () => {
    const silent = await startTcpServer((socket) => socket.pause());
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: silent.port });
    const stuck = write(pipe, new Uint8Array(64 * MIB));
    tunnel.close();
    await expect(stuck).rejects.toMatchObject({ code: 'TUNNEL_CLOSED' });
  });
});
