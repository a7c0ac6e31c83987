import { STATUS_CODES } from 'node:http';
import type { Exchange } from './exchange.ts';

const SERVER = 'edge';

const COVER = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Harbour Street Botanical Library</title>
<h1>Harbour Street Botanical Library</h1>
<p>Seeds, herbarium sheets and field notes, lent to the public since 1931.</p>
<h2>Opening hours</h2>
<p>Tuesday to Saturday, ten to six. The seed room closes at half past five.</p>
<h2>This month</h2>
<ul>
<li>Mosses of the old harbour wall: a walk with hand lenses</li>
<li>How to press a fern</li>
<li>Winter pruning, for people who are afraid of it</li>
</ul>
</html>
`;

/** The site that visitors of a front see. */
export function answerCover(exchange: Exchange): void {
  const { method, path } = exchange;
  const isPage = path === '/' || path.startsWith('/?') || path === '/index.html';
  if (method !== 'GET' && method !== 'HEAD') answerError(exchange, 405);
  else if (!isPage) answerError(exchange, 404);
  else answerPage(exchange);
}

/** That site, whatever was asked for. */
export function answerPage(exchange: Exchange): void {
  answerHtml(exchange, 200, COVER, 'public, max-age=3600');
}

/** The edge's own error page. Nothing on it could be taken for the server behind the edge. */
export function answerError(exchange: Exchange, status: number): void {
  const title = `${status} ${STATUS_CODES[status]}`;
  const page = `<!doctype html>
<html lang="en">
<title>${title}</title>
<h1>${title}</h1>
</html>
`;
  answerHtml(exchange, status, page, 'no-store');
}

function answerHtml(exchange: Exchange, status: number, page: string, caching: string): void {
  exchange.body.resume();
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
    'cache-control': caching,
    server: SERVER,
  };
  exchange.respond(status, headers, page);
}
