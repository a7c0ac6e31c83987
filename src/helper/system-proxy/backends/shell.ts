import type { Backend } from './backend.ts';

/** No desktop that we know: there is only what shells read. */
export const shell: Backend = {
  place: 'shell',
  announce: [],
  read: async () => ({}),
  pointAt: () => ({}),
  isOn: () => false,
  set: () => [],
};
