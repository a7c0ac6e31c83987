import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedBlock } from '../documented-block.ts';
import { freePort, untilPortAccepts } from '../ports.ts';
import { startProcess } from '../processes.ts';
import { readAccessLog } from './access-log.ts';
import { type EdgeSite, type ForeignEdge, namesOf, writeSiteFiles } from './foreign-edge.ts';
import { giveAway, unprivileged } from './unprivileged.ts';

/** Starts Debian's nginx with the site that the deployment page shows. */
export async function startNginx(site: EdgeSite): Promise<ForeignEdge> {
  const { folder } = site;
  const port = await freePort();
  const log = join(folder, 'access.log');
  const configuration = join(folder, 'nginx.conf');
  await writeFile(configuration, mainConfiguration(folder, await documentedSite(site, port, log)));
  await giveAway(folder);
  const nginx = await startProcess({
    ...unprivileged('nginx', ['-p', folder, '-e', 'stderr', '-c', configuration]),
    probe: (signal) => untilPortAccepts(port, signal),
  });
  return { port, requests: () => readAccessLog(log), stop: () => nginx.stop() };
}

async function documentedSite(site: EdgeSite, port: number, log: string): Promise<string> {
  const files = await writeSiteFiles(site);
  const protocol = site.http1Only ? '' : ' http2';
  return documentedBlock('`/etc/nginx/conf.d/frontage.conf`', [
    ['listen 443 ssl http2', `listen 127.0.0.1:${port} ssl${protocol}`],
    ['access_log off', `access_log ${log} edge`],
    ['/etc/frontage', files.certificates],
    ['/var/www/cover', files.cover],
    ...namesOf(site),
  ]);
}

/** In place of Debian's /etc/nginx/nginx.conf: one that writes into a folder of our own. */
function mainConfiguration(folder: string, site: string): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
events {}
http {
	types { text/html html; }
	log_format edge '$host $server_protocol $request_uri';
	access_log off;
	client_body_temp_path ${folder}/bodies;
	proxy_temp_path ${folder}/answers;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
${site}}
`;
}
