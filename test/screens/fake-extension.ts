import type { FrontsUpdate } from '../../src/background/fronts/fronts-update.ts';
import type { Request, Snapshot } from '../../src/background/messages.ts';
import type { Throughput } from '../../src/background/throughput/history.ts';

export interface FakeExtension {
  /** The messages of the language that the browser is in, as in `public/_locales/`. */
  readonly messages: Readonly<Record<string, FakeMessage>>;
  readonly snapshot: Snapshot | null;
  /** What comes over the fronts' port; `null`: nothing. */
  readonly fronts: FrontsUpdate | null;
  /** What comes over the port of the traffic; `null`: nothing. */
  readonly throughput: Throughput | null;
  readonly stored: Readonly<Record<string, unknown>>;
  /** As the browser's popup; else as a tab. */
  readonly isPopup: boolean;
  readonly tabUrl: string | undefined;
  readonly report: string | undefined;
}

interface FakeMessage {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

/**
 * Gives a page the extension API as far as the popup uses it. Whatever is asked of the background
 * is answered with the same snapshot, and the same report.
 *
 * It runs in the page, from its own source: it may use nothing from outside.
 */
export function installFakeExtension(fake: FakeExtension): void {
  const { messages, snapshot, fronts, throughput, stored, isPopup, tabUrl, report } = fake;
  const updates: Record<string, unknown> = { fronts, throughput };
  const event = () => ({ addListener: () => {}, removeListener: () => {} });
  const session = new Map(Object.entries(stored));
  const api = {
    i18n: {
      getMessage(key: string, substitutions: string | readonly string[] = []): string {
        const { message = '', placeholders = {} } = messages[key] ?? {};
        const given = typeof substitutions === 'string' ? [substitutions] : substitutions;
        return message.replace(/\$(\w+)\$/g, (_, name: string) => {
          const content = placeholders[name.toLowerCase()]?.content ?? '';
          return given[Number(content.slice(1)) - 1] ?? '';
        });
      },
      getUILanguage: () => messages.language_tag?.message ?? 'en',
    },
    runtime: {
      id: 'frontage',
      getURL: (path: string) => new URL(path, location.origin).href,
      getManifest: () => ({ version: '0.0.0' }),
      getPlatformInfo: async () => ({ os: 'linux', arch: 'x86-64' }),
      sendMessage: (_: Request) =>
        // A background that says nothing: the browser would not say so either for a while.
        snapshot === null
          ? new Promise(() => {})
          : Promise.resolve({ ok: true, snapshot, text: report }),
      connect: ({ name }: { name: string }) => ({
        onMessage: {
          addListener: (listen: (message: unknown) => void) => {
            const update = updates[name];
            if (update) queueMicrotask(() => listen(update));
          },
          removeListener: () => {},
        },
        onDisconnect: event(),
        postMessage: () => {},
        disconnect: () => {},
      }),
      onMessage: event(),
    },
    storage: {
      session: {
        // The popup asks for all of it.
        get: async (_: null) => Object.fromEntries(session),
        set: async (items: Record<string, unknown>) => {
          for (const [key, value] of Object.entries(items)) session.set(key, value);
        },
        remove: async (key: string) => void session.delete(key),
      },
      onChanged: event(),
    },
    extension: {
      getViews: () => (isPopup ? [window] : []),
      isAllowedIncognitoAccess: async () => true,
    },
    permissions: {
      contains: async () => true,
      request: async () => true,
      remove: async () => true,
      onAdded: event(),
      onRemoved: event(),
    },
    tabs: { create: async () => ({}), query: async () => [{ url: tabUrl }] },
  };
  Object.assign(globalThis, { chrome: api, browser: api });
}
