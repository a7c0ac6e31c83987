import { CONTENT_TYPE, Header, MARKER_VALUE, type Refusal } from '../../src/meek/v1/wire.ts';

const MARKER = { [Header.marker]: MARKER_VALUE };

/** The downlink's bytes from a Frontage server. */
export function marked(body: string | Uint8Array<ArrayBuffer> = ''): Response {
  return new Response(body, { headers: { 'Content-Type': CONTENT_TYPE, ...MARKER } });
}

/** The downlink's bytes from any other meek server. */
export function unmarked(body: string | Uint8Array<ArrayBuffer> = ''): Response {
  return new Response(body, { headers: { 'Content-Type': CONTENT_TYPE } });
}

/** A refusal of a Frontage server. */
export function markedRefusal({ status, text }: Refusal): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain', ...MARKER },
  });
}

/** A refusal as lantern-box words it. */
export function unmarkedRefusal({ status, text }: Refusal): Response {
  return new Response(`${text}\n`, { status, headers: { 'Content-Type': 'text/plain' } });
}

/** What a CDN shows of its own accord. */
export function page(status: number): Response {
  const html = '<!doctype html><title>Sorry</title>';
  return new Response(html, { status, headers: { 'Content-Type': 'text/html' } });
}
