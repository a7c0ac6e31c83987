import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCaddy } from './caddy.ts';
import { createAuthority } from './certificates.ts';
import { startEdge } from './edge.ts';
import { startFrontageServer } from './frontage-server.ts';
import { startMicrosocks } from './microsocks.ts';
import { startOrigin } from './origin.ts';
import { runSmoketest, type SmoketestVariables } from './smoketest.ts';
import { ensureSystemPackages } from './system-packages.ts';

const FRONT = 'front.example';
const INNER = 'inner.example';
const TOKEN = 'reference-stack';

export interface ReferenceStack extends AsyncDisposable {
  /** How smoketest/socks5.sh reaches the origin through it. */
  readonly variables: SmoketestVariables;
}

/**
 * The deployment of docs/DEPLOY.md on loopback: CDN edge, caddy, frontage-server, microsocks, and
 * a website behind them.
 */
export async function startReferenceStack(): Promise<ReferenceStack> {
  await ensureSystemPackages(['caddy', 'curl', 'microsocks']);
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'frontage-stack-'));
  starting.defer(() => rm(directory, { recursive: true }));

  const origin = await startOrigin();
  starting.defer(() => origin.close());
  const socks = await startMicrosocks();
  starting.defer(() => socks.stop());
  const upstream = `127.0.0.1:${socks.ready.port}`;
  const server = await startFrontageServer({ upstream, authToken: TOKEN });
  starting.defer(() => server.stop());

  const authority = await createAuthority();
  const caddy = await startCaddy({
    directory,
    site: INNER,
    certificate: await authority.issue([INNER]),
    serverPort: server.ready.port,
  });
  starting.defer(() => caddy.stop());
  const edge = await startEdge({
    fronts: { [FRONT]: await authority.issue([FRONT]) },
    defaultCertificate: await authority.issue(['default.example']),
    inners: { [INNER]: new URL(`https://127.0.0.1:${caddy.ready.port}`) },
    originCaPem: authority.certificatePem,
  });
  starting.defer(() => edge.close());

  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, authority.certificatePem);
  const started = starting.move();
  return {
    variables: {
      FRONT,
      INNER,
      TOKEN,
      CACERT: caFile,
      CONNECT_TO: `127.0.0.1:${edge.port}`,
      DESTINATION: `127.0.0.1:${origin.port}`,
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  await using stack = await startReferenceStack();
  if (values.check) await runSmoketest(stack.variables, console.log);
  else await serveUntilSignal(stack);
}

async function serveUntilSignal(stack: ReferenceStack): Promise<void> {
  const settings = Object.entries(stack.variables).map(([name, value]) => `${name}=${value}`);
  console.log(`${settings.join(' ')} smoketest/socks5.sh`);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<unknown>();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await stopped;
}

if (import.meta.main) await main();
