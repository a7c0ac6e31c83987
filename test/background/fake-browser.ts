import { vi } from 'vitest';
import type { ToExtension, ToHelper } from '../../src/link/messages.ts';

type Listener<T> = (value: T) => void;

function event<T>() {
  const listeners: Listener<T>[] = [];
  return {
    addListener: (listener: Listener<T>) => listeners.push(listener),
    emit: (value: T) => {
      for (const listener of listeners) listener(value);
    },
    removeAll: () => void listeners.splice(0),
  };
}

/** The extension's end of native messaging; the helper is the test. */
export class FakeNativePort {
  readonly sent: ToHelper[] = [];
  readonly onMessage = event<unknown>();
  readonly onDisconnect = event<FakeNativePort>();
  error: { message: string } | null = null;
  isDisconnected = false;
  /** What the helper answers to each message. */
  answer: (message: ToHelper) => ToExtension | null = () => null;

  postMessage(message: ToHelper): void {
    if (this.isDisconnected) throw new Error('Attempting to use a disconnected port object');
    this.sent.push(message);
    const answer = this.answer(message);
    if (answer) queueMicrotask(() => this.onMessage.emit(answer));
  }

  disconnect(): void {
    this.isDisconnected = true;
  }

  /** The browser says that the helper is gone. */
  drop(message?: string): void {
    this.error = message === undefined ? null : { message };
    this.isDisconnected = true;
    this.onDisconnect.emit(this);
  }
}

export const HELPER_HELLO = {
  type: 'hello',
  protocol: 1,
  version: '1.2.3',
  capabilities: ['socks5'],
  relayPid: 11,
  agentPid: 22,
} as const;

/** A helper that does what is asked, on the port that is asked for. */
export function obliging(message: ToHelper): ToExtension | null {
  if (message.type === 'hello') return { ...HELPER_HELLO, capabilities: ['socks5'] };
  if (message.type === 'listen') return { type: 'listening', port: message.preferredPort };
  if (message.type === 'stop-listening') return { type: 'stopped' };
  return null;
}

type DispatchHandler = (details: object) => { cancel?: boolean };
type RequestHandler = (details: object) => Promise<unknown>;

/** The browser as far as the background uses it. */
export const fakeBrowser = {
  /** Every native port that was opened, the latest last. */
  ports: [] as FakeNativePort[],
  /** How the helper answers over ports that are yet to be opened. */
  helper: obliging as FakeNativePort['answer'],
  requestHandlers: [] as RequestHandler[],
  /** What is asked before a request connects. */
  dispatchHandlers: [] as DispatchHandler[],
  runtime: {
    id: 'abcdef',
    lastError: null as { message: string } | null,
    getURL: (path: string) => `chrome-extension://abcdef/${path}`,
    getManifest: () => ({ version: '9.9.9', host_permissions: ['https://required.example/*'] }),
    reload: vi.fn(),
    onUpdateAvailable: event<{ version: string }>(),
    connectNative: vi.fn(() => {
      const port = new FakeNativePort();
      port.answer = (message) => fakeBrowser.helper(message);
      fakeBrowser.ports.push(port);
      return port;
    }),
  },
  permissions: {
    onAdded: event<object>(),
    onRemoved: event<object>(),
    contains: vi.fn(async (_wanted: { origins: string[] }) => true),
    getAll: async () => ({
      origins: ['https://required.example/*', 'https://front.example/*'],
    }),
    remove: vi.fn(async (_given: { origins: string[] }) => true),
  },
  declarativeNetRequest: {
    updateSessionRules: vi.fn(async (_update: RulesUpdate) => {}),
    getSessionRules: vi.fn(async (): Promise<Pick<FakeRule, 'id'>[]> => []),
    updateDynamicRules: vi.fn(async (_update: RulesUpdate) => {}),
  },
  session: new Map<string, unknown>(),
  storage: {
    session: {
      get: async (key: string) =>
        fakeBrowser.session.has(key) ? { [key]: fakeBrowser.session.get(key) } : {},
      set: async (items: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(items)) fakeBrowser.session.set(key, value);
      },
      remove: async (key: string) => void fakeBrowser.session.delete(key),
      clear: async () => fakeBrowser.session.clear(),
    },
    local: { clear: vi.fn(async () => {}) },
  },
  proxy: {
    settings: {
      set: vi.fn(async (_details: { value: object }) => {}),
      clear: vi.fn(async (_details: object) => {}),
    },
    onRequest: {
      addListener: (handler: RequestHandler) => fakeBrowser.requestHandlers.push(handler),
    },
  },
  errorListeners: new Set<Listener<object>>(),
  webRequest: {
    onErrorOccurred: {
      addListener: (listener: Listener<object>) => void fakeBrowser.errorListeners.add(listener),
      removeListener: (listener: Listener<object>) =>
        void fakeBrowser.errorListeners.delete(listener),
    },
    onBeforeSendHeaders: {
      addListener: (handler: DispatchHandler) => fakeBrowser.dispatchHandlers.push(handler),
    },
  },
};

export interface RulesUpdate {
  readonly removeRuleIds: number[];
  readonly addRules?: FakeRule[];
}

export interface FakeRule {
  readonly id: number;
  readonly priority: number;
  readonly action: {
    readonly type: string;
    readonly requestHeaders?: { header: string; operation: string; value?: string }[];
  };
  readonly condition: Record<string, unknown>;
}

export function resetFakeBrowser(): void {
  fakeBrowser.session.clear();
  fakeBrowser.ports.length = 0;
  fakeBrowser.helper = obliging;
  fakeBrowser.requestHandlers.length = 0;
  fakeBrowser.dispatchHandlers.length = 0;
  fakeBrowser.errorListeners.clear();
  fakeBrowser.runtime.lastError = null;
  fakeBrowser.runtime.connectNative.mockClear();
  fakeBrowser.permissions.contains.mockReset().mockResolvedValue(true);
  fakeBrowser.declarativeNetRequest.updateSessionRules.mockReset().mockResolvedValue(undefined);
  fakeBrowser.declarativeNetRequest.getSessionRules.mockReset().mockResolvedValue([]);
  fakeBrowser.declarativeNetRequest.updateDynamicRules.mockReset().mockResolvedValue(undefined);
  fakeBrowser.proxy.settings.set.mockReset().mockResolvedValue(undefined);
  fakeBrowser.proxy.settings.clear.mockReset().mockResolvedValue(undefined);
  fakeBrowser.permissions.onAdded.removeAll();
  fakeBrowser.permissions.onRemoved.removeAll();
  fakeBrowser.runtime.onUpdateAvailable.removeAll();
  fakeBrowser.runtime.reload.mockClear();
}
