import { vi } from 'vitest';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { Answer, Request } from '../../src/background/messages.ts';

interface LocaleEntry {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

type Listener<T> = (value: T) => void;

/** A live port whose other end is the test. */
export class FakePort {
  readonly name: string;
  isDisconnected = false;
  readonly #messages: Listener<object>[] = [];
  readonly #disconnects: Listener<FakePort>[] = [];
  readonly onMessage = {
    addListener: (listener: Listener<object>) => this.#messages.push(listener),
  };
  readonly onDisconnect = {
    addListener: (listener: Listener<FakePort>) => this.#disconnects.push(listener),
  };

  constructor(name: string) {
    this.name = name;
  }

  push(update: object): void {
    for (const listener of this.#messages) listener(update);
  }

  disconnect(): void {
    this.isDisconnected = true;
  }

  drop(): void {
    for (const listener of this.#disconnects) listener(this);
  }
}

/** Every port that the popup opened, the latest last. */
export const ports: FakePort[] = [];

/** The browser as far as the popup uses it, in English. */
export const fakeBrowser = {
  i18n: {
    getMessage(key: string, substitutions: string[] = []): string {
      const entry: LocaleEntry | undefined = en[key as keyof typeof en];
      return (entry?.message ?? '').replace(/\$(\w+)\$/g, (_match, name: string) => {
        const content = entry?.placeholders?.[name.toLowerCase()]?.content ?? '';
        return substitutions[Number(content.slice(1)) - 1] ?? '';
      });
    },
  },
  runtime: {
    getPlatformInfo: vi.fn(async () => ({ os: 'linux', arch: 'x86-64' })),
    getManifest: () => ({ version: '1.2.3' }),
    getURL: vi.fn((path: string) => `chrome-extension://abc/${path}`),
    connect: vi.fn(({ name }: { name: string }) => {
      const port = new FakePort(name);
      ports.push(port);
      return port;
    }),
    sendMessage: vi.fn<(request: Request) => Promise<Answer | undefined>>(),
  },
  extension: {
    getViews: vi.fn((_wanted: { type: string }): Window[] => []),
    isAllowedIncognitoAccess: vi.fn(async () => false),
  },
  tabs: {
    create: vi.fn(async (_tab: { url: string }) => {}),
    query: vi.fn(async (_wanted: object): Promise<{ url?: string }[]> => []),
  },
  permissions: {
    request: vi.fn<(wanted: { origins: string[]; permissions?: string[] }) => Promise<boolean>>(),
  },
  storage: {
    session: {
      get: vi.fn<(key: string) => Promise<Record<string, unknown>>>(),
      set: vi.fn<(items: Record<string, unknown>) => Promise<void>>(),
      remove: vi.fn<(key: string) => Promise<void>>(),
    },
  },
};
