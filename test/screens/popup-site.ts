import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/chrome/', import.meta.url));
const POPUP = 'src/popup/index.html';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The built popup, as a page on loopback. */
export interface PopupSite extends AsyncDisposable {
  readonly url: string;
}

/** Serves `dist/chrome` as it is; `npm run build` makes it. */
export async function startPopupSite(): Promise<PopupSite> {
  const policy = await pagePolicy();
  const server = createServer(async ({ url = '' }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    try {
      const content = await readFile(join(DIST, path));
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', policy);
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${POPUP}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What the browser lets an extension's pages do. */
async function pagePolicy(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(DIST, 'manifest.json'), 'utf8'));
  return manifest.content_security_policy.extension_pages;
}
