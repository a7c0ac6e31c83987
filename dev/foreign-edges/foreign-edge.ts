import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PemPair } from '../certificates.ts';
import type { Replacements } from '../documented-block.ts';
import type { LoggedRequest } from './access-log.ts';

/** A text that stands on the cover site's page and nowhere else. */
export const COVER_TEXT = 'Harbour Street Botanical Library';

/** What an edge of other people's is to serve, at one port. */
export interface EdgeSite {
  /** A folder of its own that it may write to. */
  readonly folder: string;
  /** Has a cover site. */
  readonly front: string;
  /** Leads to the server. */
  readonly inner: string;
  readonly certificates: { readonly front: PemPair; readonly inner: PemPair };
  /** Port of frontage-server on 127.0.0.1. */
  readonly serverPort: number;
  /** Without HTTP/2. Default false. */
  readonly http1Only?: boolean;
}

export interface ForeignEdge {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Every request that has ended. */
  requests(): Promise<readonly LoggedRequest[]>;
  stop(): Promise<void>;
}

export type StartEdge = (site: EdgeSite) => Promise<ForeignEdge>;

/** Files that all of them need, and their paths. */
export interface SiteFiles {
  readonly certificates: string;
  readonly cover: string;
  readonly coverPage: string;
}

/** Certificate, key and both in one, as `NAME.pem`, `NAME.key` and `NAME.both`; and a cover site. */
export async function writeSiteFiles({ folder, certificates }: EdgeSite): Promise<SiteFiles> {
  const files = { certificates: join(folder, 'certificates'), cover: join(folder, 'cover') };
  await mkdir(files.certificates);
  await mkdir(files.cover);
  const coverPage = join(files.cover, 'index.html');
  await writeFile(coverPage, `<!doctype html><title>${COVER_TEXT}</title>\n`);
  for (const [name, pair] of [
    ['www', certificates.front],
    ['tunnel', certificates.inner],
  ] as const) {
    const path = join(files.certificates, name);
    await writeFile(`${path}.pem`, pair.certificatePem);
    await writeFile(`${path}.key`, pair.keyPem);
    await writeFile(`${path}.both`, `${pair.certificatePem}\n${pair.keyPem}`);
  }
  return { ...files, coverPage };
}

/** The deployment page's front, inner host and server, each with the site's own. */
export function namesOf({ front, inner, serverPort }: EdgeSite) {
  return [
    ['www.example.org', front],
    ['tunnel.example.org', inner],
    ['127.0.0.1:8080', `127.0.0.1:${serverPort}`],
  ] as const satisfies Replacements;
}
