import { startCaddy } from '../caddy.ts';
import { documentedBlock, replaceAll } from '../documented-block.ts';
import { type LoggedRequest, parseLoggedRequest } from './access-log.ts';
import { type EdgeSite, type ForeignEdge, namesOf, writeSiteFiles } from './foreign-edge.ts';

/** Starts Debian's caddy with the Caddyfile that the deployment page shows, and a front in it. */
export async function startCaddyEdge(site: EdgeSite): Promise<ForeignEdge> {
  const { folder, inner, certificates, serverPort } = site;
  const requests: LoggedRequest[] = [];
  const caddy = await startCaddy({
    directory: folder,
    site: inner,
    certificate: certificates.inner,
    serverPort,
    change: async (caddyfile, port) =>
      replaceAll(`${caddyfile}\n${await documentedFront(site, port)}`, [
        ['protocols h1 h2', `protocols ${site.http1Only ? 'h1' : 'h1 h2'}`],
        ['\n\tbind ', '\n\tlog\n\tbind '],
      ]),
    onLine: (line) => keepRequest(line, requests),
  });
  return { port: caddy.ready.port, requests: async () => requests, stop: () => caddy.stop() };
}

async function documentedFront(site: EdgeSite, port: number): Promise<string> {
  const files = await writeSiteFiles(site);
  const [[documentedFrontName, front]] = namesOf(site);
  return documentedBlock('`/etc/caddy/Caddyfile`, at its end', [
    ['/etc/frontage', files.certificates],
    ['/var/www/cover', files.cover],
    [documentedFrontName, `${front}:${port}`],
  ]);
}

/** Its log is JSON, and not of requests alone. */
function keepRequest(line: string, requests: LoggedRequest[]): void {
  if (!line.includes('"logger":"http.log.access')) return;
  const { host, proto, uri } = JSON.parse(line).request;
  requests.push(parseLoggedRequest(`${host} ${proto} ${uri}`));
}
