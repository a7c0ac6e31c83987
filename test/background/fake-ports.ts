import { vi } from 'vitest';

const listeners: ((port: unknown) => void)[] = [];

/** The browser as far as the background's ports to the popup need it. */
export const portsBrowser = {
  runtime: {
    id: 'abcdef',
    onConnect: { addListener: (listener: (port: unknown) => void) => listeners.push(listener) },
  },
};

/** Those of tests before. */
export function forgetListeners(): void {
  listeners.length = 0;
}

/** A popup opens a port. @param id of the extension that does */
export function connectPort(name: string, id = portsBrowser.runtime.id) {
  const ends: (() => void)[] = [];
  const port = {
    ...{ name, sender: { id }, postMessage: vi.fn() },
    onDisconnect: { addListener: (end: () => void) => ends.push(end) },
  };
  for (const listener of listeners) listener(port);
  const disconnect = () => {
    for (const end of ends) end();
  };
  return { port, disconnect };
}
