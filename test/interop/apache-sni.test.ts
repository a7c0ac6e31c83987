import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority } from '../../dev/certificates.ts';
import { startApache } from '../../dev/foreign-edges/apache.ts';
import type { ForeignEdge } from '../../dev/foreign-edges/foreign-edge.ts';
import { makeReachableFolder } from '../../dev/foreign-edges/unprivileged.ts';
import { type Origin, startOrigin } from '../../dev/origin.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { curl } from '../e2e/curl.ts';

const POLICY = /^SSLVHostSNIPolicy .*$/m;

const front = 'front.example';
const inner = 'inner.example';
let origin: Origin;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  await ensureSystemPackages(['apache2', 'curl']);
  origin = await startOrigin();
  cleanUp.defer(() => origin.close());
});

afterAll(() => cleanUp.disposeAsync());

/** With its site as documented, or changed. */
async function start(change?: (documented: string) => string): Promise<ForeignEdge> {
  const folder = await makeReachableFolder();
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const authority = await createAuthority();
  const certificates = {
    front: await authority.issue([front]),
    inner: await authority.issue([inner]),
  };
  const site = { folder, front, inner, certificates, serverPort: origin.port };
  const apache = await startApache(site, change);
  cleanUp.defer(() => apache.stop());
  return apache;
}

/** The status of a fronted request. */
async function statusThrough({ port }: ForeignEdge, ...args: string[]): Promise<string> {
  const way = ['--insecure', '--connect-to', `::127.0.0.1:${port}`, '-H', `Host: ${inner}`];
  const { stdout } = await curl(
    ...way,
    ...args,
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    `https://${front}/`,
  );
  return stdout.toString();
}

test.each(['--http2', '--http1.1'])(
  'httpd refuses fronting as misdirected, with %s',
  async (version) => {
    const apache = await start((documented) => documented.replace(POLICY, ''));
    expect(await statusThrough(apache, version)).toBe('421');
  },
);

test.each(['--http2', '--http1.1'])(
  'but not where it is told to allow it, with %s',
  async (version) => {
    expect(await statusThrough(await start(), version)).toBe('200');
  },
);
