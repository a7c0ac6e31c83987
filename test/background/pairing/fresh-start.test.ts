import { beforeEach, expect, test, vi } from 'vitest';
import { startAnewFor, wasGuideOpen } from '../../../src/background/pairing/fresh-start.ts';

const fake = vi.hoisted(() => {
  const stored = new Map<string, unknown>();
  return {
    stored,
    runtime: { reload: vi.fn(), connectNative: undefined as unknown },
    storage: {
      local: {
        get: async (key: string) => ({ [key]: stored.get(key) }),
        set: async (items: object) => {
          for (const [key, value] of Object.entries(items)) stored.set(key, value);
        },
        remove: async (key: string) => void stored.delete(key),
      },
    },
  };
});
vi.mock('webextension-polyfill', () => ({ default: fake }));

beforeEach(() => {
  fake.stored.clear();
  fake.runtime.reload.mockClear();
  fake.runtime.connectNative = undefined;
});

const HELPER = { permissions: ['nativeMessaging' as const] };

test('starts anew where the permission came without its means, and opens the guide once', async () => {
  await startAnewFor(HELPER, true);
  expect(fake.runtime.reload).toHaveBeenCalledOnce();
  expect(await wasGuideOpen()).toBe(true);
  expect(await wasGuideOpen()).toBe(false);
});

test('opens no guide that was not open', async () => {
  await startAnewFor(HELPER, false);
  expect(fake.runtime.reload).toHaveBeenCalledOnce();
  expect(await wasGuideOpen()).toBe(false);
});

test('does not where the means are there, or another permission was granted', async () => {
  await startAnewFor({ origins: ['https://cdn.example/*'] }, true);
  fake.runtime.connectNative = () => {};
  await startAnewFor(HELPER, true);
  expect(fake.runtime.reload).not.toHaveBeenCalled();
});
