import { expect, test } from 'vitest';
import { bridge } from '../../src/background/pipe-bridge.ts';
import { TrafficMeter } from '../../src/background/traffic-meter.ts';
import type { Pipe } from '../../src/meek/pipe.ts';

/** Two pipes, each the far end of the other. */
function pipePair(): { near: Pipe; far: Pipe } {
  const up = new TransformStream<Uint8Array, Uint8Array>();
  const down = new TransformStream<Uint8Array, Uint8Array>();
  const closed = new Promise<void>(() => {});
  return {
    near: { readable: down.readable, writable: up.writable, closed },
    far: { readable: up.readable, writable: down.writable, closed },
  };
}

function bridged() {
  const local = pipePair();
  const session = pipePair();
  const traffic = new TrafficMeter();
  const done = bridge(local.near, session.near, traffic);
  return { app: local.far, server: session.far, traffic, done };
}

async function send(pipe: Pipe, text: string): Promise<void> {
  const writer = pipe.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
}

function readAll(pipe: Pipe): Promise<string> {
  return new Response(pipe.readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

const lost = Object.assign(new Error('The session is lost.'), { code: 'MEEK_SESSION_LOST' });

test('bytes pass both ways and are counted', async () => {
  const { app, server, traffic, done } = bridged();
  const [received, answered] = await Promise.all([
    readAll(server),
    readAll(app),
    send(app, 'question'),
    send(server, 'an answer'),
  ]);
  expect({ received, answered }).toEqual({ received: 'question', answered: 'an answer' });
  await done;
  expect(traffic.read()).toMatchObject({ sentBytes: 8, receivedBytes: 9 });
});

test('an end is passed on while the other direction goes on', async () => {
  const { app, server, done } = bridged();
  const [question] = await Promise.all([readAll(server), send(app, 'question')]);
  expect(question).toBe('question');
  const [answer] = await Promise.all([readAll(app), send(server, 'answer')]);
  expect(answer).toBe('answer');
  await done;
});

test('a session that breaks resets the app, with its reason', async () => {
  const { app, server, done } = bridged();
  const reading = expect(readAll(app)).rejects.toBe(lost);
  const writing = expect(app.writable.getWriter().closed).rejects.toBeDefined();
  await server.writable.abort(lost);
  await server.readable.cancel(lost);
  await Promise.all([reading, writing, done]);
});

test('an app that breaks resets the session, with its reason', async () => {
  const { app, server, done } = bridged();
  const reading = expect(readAll(server)).rejects.toBe(lost);
  await app.writable.abort(lost);
  await app.readable.cancel(lost);
  await Promise.all([reading, done]);
});

test('a side that takes no more ends the other one, though that has nothing to say', async () => {
  const { app, server } = bridged();
  await server.readable.cancel(lost);
  await expect(app.writable.getWriter().closed).rejects.toBeDefined();
});

test('the meter counts bytes anew, and shows the connections that the helper reports', () => {
  const traffic = new TrafficMeter();
  traffic.connections(2);
  traffic.sent(5);
  traffic.received(7);
  expect(traffic.read()).toEqual({ openConnections: 2, sentBytes: 5, receivedBytes: 7 });
  traffic.reset();
  traffic.connections(1);
  expect(traffic.read()).toEqual({ openConnections: 1, sentBytes: 0, receivedBytes: 0 });
});
