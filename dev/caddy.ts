import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PemPair } from './certificates.ts';
import { documentedBlock } from './documented-block.ts';
import { freePort } from './ports.ts';
import { type RunningProcess, startProcess } from './processes.ts';

export interface CaddyOptions {
  /** An empty directory for its files; it writes nowhere else. */
  readonly directory: string;
  /** The name that it serves, and the certificate for it. */
  readonly site: string;
  readonly certificate: PemPair;
  /** Port of frontage-server on 127.0.0.1. */
  readonly serverPort: number;
  /** Changes what the deployment page shows, for the port that it is served at. */
  readonly change?: (caddyfile: string, port: number) => Promise<string>;
  readonly onLine?: (line: string) => void;
}

/** Starts Debian's caddy in front of a server, with the Caddyfile that the deployment page shows. */
export async function startCaddy(
  options: CaddyOptions,
): Promise<RunningProcess<{ readonly port: number }>> {
  const { directory, site, certificate, serverPort, change, onLine } = options;
  const files = {
    configuration: join(directory, 'Caddyfile'),
    certificate: join(directory, 'origin.pem'),
    key: join(directory, 'origin.key'),
    home: join(directory, 'home'),
  };
  await mkdir(files.home);
  const port = await freePort();
  const documented = await documentedBlock('`/etc/caddy/Caddyfile`');
  const caddyfile = (await change?.(documented, port)) ?? documented;
  await writeFile(files.configuration, caddyfile);
  await writeFile(files.certificate, certificate.certificatePem);
  await writeFile(files.key, certificate.keyPem, { mode: 0o600 });
  return startProcess({
    command: 'caddy',
    args: ['run', '--config', files.configuration, '--adapter', 'caddyfile'],
    env: {
      PATH: process.env.PATH,
      HOME: files.home,
      XDG_CONFIG_HOME: files.home,
      XDG_DATA_HOME: files.home,
      FRONTAGE_CADDY_ADMIN: 'off',
      FRONTAGE_BIND: '127.0.0.1',
      FRONTAGE_SITE: `${site}:${port}`,
      FRONTAGE_CERTIFICATE: files.certificate,
      FRONTAGE_KEY: files.key,
      FRONTAGE_SERVER: `127.0.0.1:${serverPort}`,
    },
    ready: (line) => (line.includes('serving initial configuration') ? { port } : undefined),
    onLine,
  });
}
