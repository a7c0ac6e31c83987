import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request. What it rejects with is ours: the client gets a 500. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
