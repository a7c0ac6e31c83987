import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/meek/clock.ts';
import { H2Tunnel } from '../../../src/tunnel/h2-tunnel.ts';
import { dialThroughSocks } from '../../../src/tunnel/socks-dialer.ts';
import { readExactly, write } from '../../tunnel/h2/pipe-ends.ts';
import { connectToServer, PIN, pipeOf, TOKEN } from '../../tunnel/h2/tunnel-under-test.ts';
import { startEcho } from '../tcp-servers.ts';

describe('the first byte decides', () => {
  test('5 is SOCKS5', async () => {
    const echo = await startEcho();
    const { stream } = await connectToServer();
    const pipe = await dialThroughSocks(pipeOf(stream), { host: '127.0.0.1', port: echo.port });
    await write(pipe, 'hello');
    expect(`${await readExactly(pipe, 5)}`).toBe('hello');
  });

  test('22 is the tunnel', async () => {
    const echo = await startEcho();
    const { stream } = await connectToServer();
    const options = { pin: PIN, token: TOKEN, clock: systemClock };
    const tunnel = await H2Tunnel.open(pipeOf(stream), options);
    const pipe = await tunnel.dial({ host: '127.0.0.1', port: echo.port });
    await write(pipe, 'hello');
    expect(`${await readExactly(pipe, 5)}`).toBe('hello');
    tunnel.close();
  });

  test.each(['GET / HTTP/1.1\r\n\r\n', '\0'])('%j is neither, and ends', async (words) => {
    const { stream } = await connectToServer();
    stream.write(words);
    expect(await buffer(stream)).toEqual(Buffer.alloc(0));
  });

  test('an end without any is an end', async () => {
    const { stream } = await connectToServer();
    stream.end();
    expect(await buffer(stream)).toEqual(Buffer.alloc(0));
  });
});
