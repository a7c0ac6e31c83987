import { expect, test } from 'vitest';
import { viewOfHash } from '../../../src/popup/views/view.ts';

test.each(['tunnel', 'fronts', 'helper', 'settings', 'import', 'export'])(
  '#%s is a view',
  (name) => {
    expect(viewOfHash(`#${name}`)).toBe(name);
  },
);

test('without a hash it is the first', () => {
  expect(viewOfHash('')).toBe('tunnel');
});

test.each(['#', 'fronts', '#elsewhere', '#toString', '#fronts#helper'])('“%s” is none', (hash) => {
  expect(viewOfHash(hash)).toBeNull();
});
