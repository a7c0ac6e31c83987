import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedBlock } from '../documented-block.ts';
import { freePort, untilPortAccepts } from '../ports.ts';
import { startProcess } from '../processes.ts';
import { type LoggedRequest, parseLoggedRequest } from './access-log.ts';
import { type EdgeSite, type ForeignEdge, namesOf, writeSiteFiles } from './foreign-edge.ts';
import { giveAway, unprivileged } from './unprivileged.ts';

const LOG_MARK = 'access ';

/** Over HTTP/2 the URL is absolute, with the scheme that the browser sent. */
const LOGGING = `    log stdout format raw local0
    log-format "${LOG_MARK}%[var(txn.host)] %HV %HU"
    http-request set-var(txn.host) req.hdr(host)
`;

/** Starts Debian's haproxy with the configuration that the deployment page shows. */
export async function startHaproxy(site: EdgeSite): Promise<ForeignEdge> {
  const { folder } = site;
  const port = await freePort();
  const configuration = join(folder, 'haproxy.cfg');
  await writeFile(configuration, await documentedConfiguration(site, port));
  await giveAway(folder);
  const requests: LoggedRequest[] = [];
  const haproxy = await startProcess({
    ...unprivileged('haproxy', ['-db', '-f', configuration]),
    probe: (signal) => untilPortAccepts(port, signal),
    onLine(line) {
      if (line.startsWith(LOG_MARK)) requests.push(parseLoggedRequest(line.slice(LOG_MARK.length)));
    },
  });
  return { port, requests: async () => requests, stop: () => haproxy.stop() };
}

async function documentedConfiguration(site: EdgeSite, port: number): Promise<string> {
  const files = await writeSiteFiles(site);
  const [, inner, server] = namesOf(site);
  const certificates = '/etc/haproxy/certificates';
  return documentedBlock('`/etc/haproxy/haproxy.cfg`', [
    // Debian's unit allows so many files; a shell does not.
    ['maxconn 20000', 'maxconn 1000'],
    ['bind :443', `bind 127.0.0.1:${port}`],
    ['alpn h2,http/1.1\n', `alpn ${site.http1Only ? '' : 'h2,'}http/1.1\n${LOGGING}`],
    [`${certificates}/www.pem`, `${files.certificates}/www.both`],
    [`${certificates}/tunnel.pem`, `${files.certificates}/tunnel.both`],
    ['/etc/haproxy/cover.html', files.coverPage],
    inner,
    server,
  ]);
}
