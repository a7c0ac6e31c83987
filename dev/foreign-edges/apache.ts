import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedBlock } from '../documented-block.ts';
import { freePort, untilPortAccepts } from '../ports.ts';
import { startProcess } from '../processes.ts';
import { readAccessLog } from './access-log.ts';
import { type EdgeSite, type ForeignEdge, namesOf, writeSiteFiles } from './foreign-edge.ts';
import { giveAway, unprivileged } from './unprivileged.ts';

/** Those that Debian enables and the site needs, and those that the page says to enable. */
const MODULES = [
  ...['mpm_event', 'authz_core', 'dir', 'mime', 'reqtimeout', 'socache_shmcb'],
  ...['ssl', 'http2', 'proxy', 'proxy_http', 'headers'],
];

/**
 * Starts Debian's apache2 with the site that the deployment page shows.
 *
 * @param change of what the page shows
 */
export async function startApache(
  site: EdgeSite,
  change = (documented: string) => documented,
): Promise<ForeignEdge> {
  const { folder } = site;
  const port = await freePort();
  const log = join(folder, 'access.log');
  const configuration = join(folder, 'apache2.conf');
  const shown = change(await documentedSite(site, port));
  await writeFile(configuration, mainConfiguration(folder, log, shown));
  await giveAway(folder);
  const apache = await startProcess({
    ...unprivileged('apache2', ['-D', 'FOREGROUND', '-d', folder, '-f', configuration]),
    probe: (signal) => untilPortAccepts(port, signal),
  });
  return { port, requests: () => readAccessLog(log), stop: () => apache.stop() };
}

async function documentedSite(site: EdgeSite, port: number): Promise<string> {
  const files = await writeSiteFiles(site);
  return documentedBlock('`/etc/apache2/sites-available/frontage.conf`', [
    ['Listen 443', `Listen 127.0.0.1:${port}`],
    ['*:443', `127.0.0.1:${port}`],
    ['Protocols h2 http/1.1', `Protocols ${site.http1Only ? '' : 'h2 '}http/1.1`],
    ['/etc/frontage', files.certificates],
    ['/var/www/cover', files.cover],
    ...namesOf(site),
  ]);
}

/** In place of Debian's /etc/apache2/apache2.conf: one that writes into a folder of our own. */
function mainConfiguration(folder: string, log: string, site: string): string {
  const modules = MODULES.map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  );
  return `${modules.join('\n')}
ServerName edge.invalid
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder}
ErrorLog ${folder}/error.log
TypesConfig /dev/null
AddType text/html .html
# Debian's mods-available/reqtimeout.conf
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
LogFormat "%{Host}i %H %U" edge
CustomLog ${log} edge
${site}`;
}
