import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PemPair } from './certificates.ts';
import { freePort } from './ports.ts';
import { type RunningProcess, startProcess } from './processes.ts';

const DEPLOYMENT_PAGE = new URL('../docs/DEPLOY.md', import.meta.url);

export type CaddyErrorCode = 'CADDYFILE_MISSING';

export class CaddyError extends Error {
  override readonly name = 'CaddyError';
  readonly code: CaddyErrorCode = 'CADDYFILE_MISSING';
}

export interface CaddyOptions {
  /** An empty directory for its files; it writes nowhere else. */
  readonly directory: string;
  /** The name that it serves, and the certificate for it. */
  readonly site: string;
  readonly certificate: PemPair;
  /** Port of frontage-server on 127.0.0.1. */
  readonly serverPort: number;
}

/** Starts Debian's caddy in front of a server, with the Caddyfile that the deployment page shows. */
export async function startCaddy(
  options: CaddyOptions,
): Promise<RunningProcess<{ readonly port: number }>> {
  const { directory, site, certificate, serverPort } = options;
  const files = {
    configuration: join(directory, 'Caddyfile'),
    certificate: join(directory, 'origin.pem'),
    key: join(directory, 'origin.key'),
    home: join(directory, 'home'),
  };
  await mkdir(files.home);
  await writeFile(files.configuration, await documentedCaddyfile());
  await writeFile(files.certificate, certificate.certificatePem);
  await writeFile(files.key, certificate.keyPem, { mode: 0o600 });
  const port = await freePort();
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
  });
}

/** What people copy is what runs here. */
async function documentedCaddyfile(): Promise<string> {
  const page = await readFile(DEPLOYMENT_PAGE, 'utf8');
  const [, caddyfile] = /^```caddyfile\n(.*?)^```$/ms.exec(page) ?? [];
  if (!caddyfile) throw new CaddyError('docs/DEPLOY.md shows no Caddyfile.');
  return caddyfile;
}
