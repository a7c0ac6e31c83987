import { expect, test, vi } from 'vitest';
import type { Front } from '../../../src/meek/fronts/front.ts';
import { frontKey } from '../../../src/meek/fronts/selector/candidate.ts';
import {
  EMPTY_FRONT_DRAFT,
  type FrontDraft,
  frontDraftOf,
  readFrontDraft,
} from '../../../src/popup/fronts/front-draft.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const read = (changes: Partial<FrontDraft>, stored?: Front) =>
  readFrontDraft({ ...EMPTY_FRONT_DRAFT, host: 'a.example', ...changes }, stored);

const common = { port: 443, technique: 'auto' };

test('a host is enough', () => {
  expect(read({})).toEqual({ front: { host: 'a.example', ...common } });
});

test('it may be pasted as a URL, with its port', () => {
  const front = { ...common, host: 'a.example', port: 8443 };
  expect(read({ host: ' https://A.example:8443/ ' })).toEqual({ front });
  expect(read({ port: ' 8443 ' })).toEqual({ front });
});

test('what says no more than the host is left out', () => {
  const changes = { sni: 'a.example', verifyHost: ' a.example' };
  expect(read(changes)).toEqual({ front: { host: 'a.example', ...common } });
});

test('all of it is read', () => {
  const changes: Partial<FrontDraft> = {
    technique: 'native',
    ...{ innerHost: 'own.example', address: '2001:DB8::1' },
    ...{ sendsSni: false, sni: 'forgotten.example', verifyHost: 'cert.example' },
  };
  expect(read(changes)).toEqual({
    front: {
      ...{ host: 'a.example', port: 443, technique: 'native', innerHost: 'own.example' },
      ...{ address: '2001:db8::1', sni: null, verifyHost: 'cert.example' },
    },
  });
});

test('names that a way cannot use are left out', () => {
  const changes = { technique: 'direct', sendsSni: false, verifyHost: 'cert.example' } as const;
  expect(read(changes)).toEqual({
    front: { host: 'a.example', port: 443, technique: 'direct' },
  });
});

test.each<[Partial<FrontDraft>, keyof FrontDraft]>([
  [{ host: '' }, 'host'],
  [{ host: 'http://a.example' }, 'host'],
  [{ host: '192.0.2.1' }, 'host'],
  [{ host: 'a.example:0' }, 'host'],
  [{ port: '65536' }, 'port'],
  [{ port: 'https' }, 'port'],
  [{ innerHost: 'a b' }, 'innerHost'],
  [{ address: 'a.example' }, 'address'],
  [{ sni: '192.0.2.1' }, 'sni'],
  [{ verifyHost: '/' }, 'verifyHost'],
])('%j is refused at %s', (changes, field) => {
  const result = read(changes);
  if (!('errors' in result)) throw new RangeError(JSON.stringify(result));
  expect(Object.keys(result.errors)).toEqual([field]);
  expect(result.errors[field]).toMatch(/./);
});

test.each<Front>([
  { host: 'a.example', port: 443, technique: 'auto' },
  { host: 'a.example', port: 8443, technique: 'host-rule', address: '192.0.2.1' },
  {
    ...{ host: 'a.example', port: 443, technique: 'native', sni: null, verifyHost: 'b.example' },
    ...{ pins: [`${'A'.repeat(43)}=`], provider: 'alpha', isDisabled: true },
  },
  { host: 'a.example', port: 443, technique: 'auto', sni: 'b.example', innerHost: 'c.example' },
])('%j is saved as it was if nothing is changed', (front) => {
  expect(readFrontDraft(frontDraftOf(front, frontKey(front)), front)).toEqual({ front });
});
