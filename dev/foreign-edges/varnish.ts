import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedBlock } from '../documented-block.ts';
import { freePort, untilPortAccepts } from '../ports.ts';
import { startProcess } from '../processes.ts';
import { type LoggedRequest, parseLoggedRequest } from './access-log.ts';
import { type EdgeSite, type ForeignEdge, namesOf, writeSiteFiles } from './foreign-edge.ts';
import { giveAway, unprivileged } from './unprivileged.ts';

/** Starts Debian's varnish behind Debian's hitch, as the deployment page shows them. */
export async function startVarnishBehindHitch(site: EdgeSite): Promise<ForeignEdge> {
  const { folder } = site;
  const [port, plainPort] = [await freePort(), await freePort()];
  const workingFolder = join(folder, 'varnish');
  await writeFile(join(folder, 'frontage.vcl'), await documentedVcl(site));
  await writeFile(join(folder, 'hitch.conf'), await documentedHitch(site, port, plainPort));
  await giveAway(folder);

  await using starting = new AsyncDisposableStack();
  const varnish = await startProcess({
    ...unprivileged('varnishd', [
      ...['-F', '-j', 'none', '-n', workingFolder, '-a', `127.0.0.1:${plainPort},PROXY`],
      ...['-p', 'feature=+http2', '-f', join(folder, 'frontage.vcl')],
    ]),
    probe: (signal) => untilPortAccepts(plainPort, signal),
  });
  starting.defer(() => varnish.stop());
  const requests: LoggedRequest[] = [];
  const log = await startProcess({
    ...unprivileged('varnishncsa', ['-n', workingFolder, '-F', '%{Host}i %H %U']),
    probe: async () => true,
    onLine: (line) => requests.push(parseLoggedRequest(line)),
  });
  starting.defer(() => log.stop());
  const hitch = await startProcess({
    ...unprivileged('hitch', ['--config', join(folder, 'hitch.conf')]),
    probe: (signal) => untilPortAccepts(port, signal),
  });
  starting.defer(() => hitch.stop());
  const started = starting.move();
  return { port, requests: async () => requests, stop: () => started.disposeAsync() };
}

async function documentedVcl(site: EdgeSite): Promise<string> {
  const [, [documentedInner, inner], [, server]] = namesOf(site);
  return documentedBlock('`/etc/varnish/frontage.vcl`', [
    ['8080', server.split(':')[1] ?? ''],
    ['/etc/varnish/cover.html', join(site.folder, 'cover', 'index.html')],
    [inPattern(documentedInner), inPattern(inner)],
  ]);
}

function inPattern(host: string): string {
  return host.replaceAll('.', '\\.');
}

async function documentedHitch(site: EdgeSite, port: number, plainPort: number): Promise<string> {
  const files = await writeSiteFiles(site);
  return documentedBlock('`/etc/hitch/hitch.conf`', [
    ['[*]:443', `[127.0.0.1]:${port}`],
    ['[127.0.0.1]:6086', `[127.0.0.1]:${plainPort}`],
    ['"h2, http/1.1"', site.http1Only ? '"http/1.1"' : '"h2, http/1.1"'],
    ['/etc/hitch/tunnel.pem', `${files.certificates}/tunnel.both`],
    ['/etc/hitch/www.pem', `${files.certificates}/www.both`],
  ]);
}
