import * as v from 'valibot';
import { expect, test } from 'vitest';
import { RouteMemory, RouteRecords } from '../../../src/meek/v2/route-memory.ts';

const NAME = 'front.example';

test('a route of which nothing is known streams, with heartbeats every 8 s', () => {
  const style = { streams: true, holdMs: 60_000, beatMs: 8_000 };
  expect(new RouteMemory().styleOf(NAME)).toEqual(style);
});

test('a route that buffers is polled, until it is seen to stream', () => {
  const memory = new RouteMemory();
  memory.streamed(NAME, false);
  expect(memory.styleOf(NAME)).toMatchObject({ streams: false, holdMs: 10_000 });
  memory.streamed(NAME, true);
  expect(memory.styleOf(NAME)).toMatchObject({ streams: true, holdMs: 60_000 });
});

test('one cut is an accident, two after the same silence are a rule', () => {
  const memory = new RouteMemory();
  memory.cut(NAME, { ageMs: 7_000, silenceMs: 5_000 });
  expect(memory.styleOf(NAME).beatMs).toBe(8_000);
  memory.cut(NAME, { ageMs: 20_000, silenceMs: 5_100 });
  expect(memory.styleOf(NAME)).toMatchObject({ beatMs: 3_000, holdMs: 60_000 });
});

test('two cuts at the same age amid traffic shorten the hold', () => {
  const memory = new RouteMemory();
  for (let i = 0; i < 2; i++) memory.cut(NAME, { ageMs: 30_000, silenceMs: 10 });
  expect(memory.styleOf(NAME)).toMatchObject({ beatMs: 8_000, holdMs: 18_000 });
});

test('cuts at random teach nothing', () => {
  const memory = new RouteMemory();
  for (const ageMs of [900, 12_000, 300, 40_000]) memory.cut(NAME, { ageMs, silenceMs: 3 });
  expect(memory.styleOf(NAME)).toEqual(new RouteMemory().styleOf(NAME));
});

test('what was learnt of cuts is forgotten bit by bit while answers last', () => {
  const memory = new RouteMemory();
  for (let i = 0; i < 2; i++) memory.cut(NAME, { ageMs: 5_000, silenceMs: 5_000 });
  for (let i = 0; i < 100; i++) memory.lasted(NAME);
  expect(memory.recordOf(NAME).idleCutMs).toBeNull();
});

test('a body that was refused is halved, within reason', () => {
  const memory = new RouteMemory();
  memory.bodyRefused(NAME, 1_000_000);
  expect(memory.recordOf(NAME).maxBodyBytes).toBe(500_000);
  for (let i = 0; i < 10; i++) memory.bodyRefused(NAME, 20_000);
  expect(memory.recordOf(NAME).maxBodyBytes).toBe(16_384);
});

test('it survives in a store', () => {
  let changes = 0;
  const memory = new RouteMemory({}, () => {
    changes += 1;
  });
  memory.answered(NAME, 80);
  memory.answered(NAME, 90);
  memory.streamed(NAME, false);
  expect(changes).toBe(2);
  const stored = v.parse(RouteRecords, JSON.parse(JSON.stringify(memory.export())));
  expect(new RouteMemory(stored).styleOf(NAME)).toEqual(memory.styleOf(NAME));
});

test('a stored round trip holds until the first one is measured, then the shortest', () => {
  const before = new RouteMemory();
  before.answered(NAME, 20);
  const memory = new RouteMemory(before.export());
  expect(memory.recordOf(NAME).rttMs).toBe(20);
  for (const rttMs of [300, 250, 280]) memory.answered(NAME, rttMs);
  expect(memory.recordOf(NAME).rttMs).toBe(250);
});

test('of too many routes the one that has not changed for longest is forgotten', () => {
  const memory = new RouteMemory();
  memory.streamed('first', false);
  memory.streamed('second', false);
  memory.streamed('first', true);
  for (let i = 0; i < 511; i++) memory.streamed(`${i}.example`, true);
  expect(Object.keys(memory.export())).toHaveLength(512);
  expect(memory.recordOf('first').streams).toBe(true);
  expect(memory.recordOf('second').streams).toBeNull();
});
