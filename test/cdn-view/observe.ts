import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socksCurl } from '../e2e/curl.ts';
import { type RunningStack, runStack } from '../e2e/running-stack.ts';
import { encodingsOf } from './encodings.ts';
import { type Reached, repeated, startSecretOrigin } from './secret-origin.ts';
import { makeSecrets, type Secrets, textsOf } from './secrets.ts';

export interface CdnView {
  /** What the edge could read: “the name, in base64 at 1”. */
  readonly found: readonly string[];
  /** Which of the secrets those were, each once. */
  readonly secretsFound: readonly string[];
  /** How much was looked through. */
  readonly capturedBytes: number;
  readonly exchanges: number;
}

/** The apps got no or wrong answers, so that nothing found would prove nothing. */
export class CdnViewError extends Error {
  override readonly name = 'CdnViewError';
  readonly code = 'CDN_VIEW';
}

/** Lets a real browser and curl talk to secret hosts, and searches what the edge saw of it. */
export async function observeCdnView(encrypted: boolean): Promise<CdnView> {
  await using stack = new AsyncDisposableStack();
  const captureFolder = await mkdtemp(join(tmpdir(), 'frontage-capture-'));
  stack.defer(() => rm(captureFolder, { recursive: true }));
  const secrets = makeSecrets();
  const origin = stack.use(await startSecretOrigin(secrets));
  const serverArgs = secrets.names.flatMap((name) => ['--resolve', `${name}=127.0.0.1`]);
  const running = stack.use(await runStack({ encrypted, captureFolder, serverArgs }));
  for (const name of secrets.names) {
    const url = `http://${name}:${origin.port}/${secrets.path}`;
    const answers = [await byBrowser(running, url, secrets), await byCurl(running, url, secrets)];
    if (answers.some((answer) => answer !== repeated(secrets.download))) {
      throw new CdnViewError(`An app did not get what ${name} sent.`);
    }
  }
  assertReached(origin.reached, secrets);
  return searchFolder(captureFolder, textsOf(secrets));
}

/** A page, and a POST by a script in it. */
async function byBrowser({ stack }: RunningStack, url: string, secrets: Secrets): Promise<string> {
  const page = await stack.browser.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(
      async (target, header, body) => {
        const headers = { 'X-Secret': header };
        const response = await fetch(target, { method: 'POST', headers, body });
        return response.text();
      },
      ...([url, secrets.header, repeated(secrets.upload)] as const),
    );
  } finally {
    await page.close();
  }
}

async function byCurl({ proxyPort }: RunningStack, url: string, secrets: Secrets): Promise<string> {
  const request = ['-H', `X-Secret: ${secrets.header}`, '--data', repeated(secrets.upload)];
  return (await socksCurl(proxyPort, ...request, url)).stdout.toString();
}

function assertReached(reached: readonly Reached[], secrets: Secrets): void {
  for (const name of secrets.names) {
    const posts = reached.filter(({ host, body }) => host.startsWith(name) && body !== '');
    const areWhole = posts.every(
      ({ path, header, body }) =>
        path === `/${secrets.path}` &&
        header === secrets.header &&
        body === repeated(secrets.upload),
    );
    if (posts.length !== 2 || !areWhole) throw new CdnViewError(`${name} got something else.`);
  }
}

async function searchFolder(folder: string, texts: Record<string, string>): Promise<CdnView> {
  const found = new Set<string>();
  const secretsFound = new Set<string>();
  const files = await readdir(folder);
  let capturedBytes = 0;
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    capturedBytes += bytes.length;
    for (const [what, text] of Object.entries(texts)) {
      for (const encoding of encodingsOf(text, bytes)) {
        found.add(`${what}, in ${encoding}`);
        secretsFound.add(what);
      }
    }
  }
  const exchanges = files.filter((file) => file.endsWith('-request')).length;
  return { found: [...found], secretsFound: [...secretsFound], capturedBytes, exchanges };
}
