import { expect, onTestFinished, test } from 'vitest';
import { TunnelWayOut } from '../../src/helper/agent/tunnel-way-out.ts';
import { systemClock } from '../../src/meek/clock.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { connectToServer, PIN, pipeOf, TOKEN } from '../tunnel/h2/tunnel-under-test.ts';

/** A way out whose pipes, one after another, lead to a server each. */
async function openWay(pipes: Pipe[], pin = PIN) {
  const opened: Pipe[] = [];
  let wrongKeys = 0;
  const way = new TunnelWayOut({
    pin,
    token: TOKEN,
    clock: systemClock,
    openPipe: () => {
      const pipe = pipes[opened.length];
      if (!pipe) throw new RangeError('There are no more pipes.');
      opened.push(pipe);
      return pipe;
    },
    onWrongKey: () => {
      wrongKeys += 1;
    },
  });
  onTestFinished(() => way.close());
  return { way, opened, wrongKeys: () => wrongKeys };
}

test('a tunnel is opened once, and kept while it stands', async () => {
  const { stream } = await connectToServer();
  const { way, opened } = await openWay([pipeOf(stream)]);
  await way.warmUp();
  await way.warmUp();
  expect(opened).toHaveLength(1);
});

test('a tunnel that was lost without a sign is found out, and opened anew', async () => {
  const [first, second] = [await connectToServer(), await connectToServer()];
  const { way, opened } = await openWay([pipeOf(first.stream), pipeOf(second.stream)]);
  await way.warmUp();
  // It stands until the PING brings it out.
  first.stream.pause();
  first.stream.removeAllListeners('data').removeAllListeners('readable');
  const warming = way.warmUp();
  first.stream.destroy(new Error('The server knows of no such session.'));
  await warming;
  expect(opened).toHaveLength(2);
});

test('another key is an error, and told', async () => {
  const { stream } = await connectToServer();
  const { way, wrongKeys } = await openWay([pipeOf(stream)], `${'A'.repeat(43)}=`);
  await expect(way.warmUp()).rejects.toMatchObject({ code: 'TUNNEL_WRONG_PIN' });
  expect(wrongKeys()).toBe(1);
});
