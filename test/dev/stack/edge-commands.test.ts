import { expect, test } from 'vitest';
import { carryOut } from '../../../dev/edge/commands.ts';
import { FrontBlocks } from '../../../dev/edge/faults/front-blocks.ts';
import { EdgeCommands } from '../../../dev/stack/edge-commands.ts';

test('a command is over when the edge says so', async () => {
  const blocks = new FrontBlocks();
  const commands: EdgeCommands = new EdgeCommands((line) => {
    commands.hear('{"event":"totals","requests":1}');
    commands.hear(JSON.stringify(carryOut(line, blocks)));
  });
  await commands.block('rst-on-sni', 'front.example');
  expect(blocks.receptionOf('front.example')).toBe('reset');
  await commands.unblock('front.example');
  expect(blocks.receptionOf('front.example')).toBe('served');
});

test('a command that the edge refuses is an error', async () => {
  const commands: EdgeCommands = new EdgeCommands((line) => {
    commands.hear(JSON.stringify(carryOut(line, new FrontBlocks())));
  });
  await expect(commands.unblock('')).rejects.toMatchObject({ code: 'EDGE_COMMAND' });
});
