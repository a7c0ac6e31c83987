import { expect, test } from 'vitest';
import { lacking } from './requirements.ts';

const ALL = { isRoot: true, hasTun: true, missingPrograms: [] } as const;

test('with all that it takes nothing is lacking', () => {
  expect(lacking(ALL)).toEqual([]);
});

test('each thing that is lacking is named with its remedy', () => {
  expect(lacking({ ...ALL, hasTun: false })).toEqual(['/dev/net/tun (modprobe tun)']);
  expect(lacking({ ...ALL, missingPrograms: ['ip', 'cc'] })).toEqual([
    'packages (apt-get install iproute2 gcc libc6-dev)',
  ]);
});

test('who is not root is not told of what only root can see', () => {
  expect(lacking({ ...ALL, isRoot: false, hasTun: false })).toEqual([
    'root, for network namespaces (sudo npm run bench)',
  ]);
});
