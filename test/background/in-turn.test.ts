import { expect, test } from 'vitest';
import { InTurn } from '../../src/background/in-turn.ts';

test('nothing begins before what was given before has settled', async () => {
  const calls: string[] = [];
  const first = Promise.withResolvers<void>();
  const turns = new InTurn(first.promise);
  const failing = turns.run(async () => {
    calls.push('a');
    throw new Error('no');
  });
  const last = turns.run(async () => calls.push('b'));
  await Promise.resolve();
  expect(calls).toEqual([]);
  first.reject(new Error('the one before'));
  await expect(failing).rejects.toThrow('no');
  expect(await last).toBe(2);
  expect(calls).toEqual(['a', 'b']);
});
