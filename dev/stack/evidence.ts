import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sighting } from '../edge/sighting.ts';
import { ORIGIN_TEXT } from '../origin.ts';
import type { LocalStack } from './local-stack.ts';
import { INNER_HOST, ORIGIN_HOST } from './names.ts';

const run = promisify(execFile);
const CURL_LIMIT_SECONDS = '30';

/** One page, fetched through the tunnel. */
export interface Fetched {
  readonly by: 'the browser' | 'curl';
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly isOriginPage: boolean;
  /** The origin's peer was a socket of frontage-server. */
  readonly cameFromServer: boolean;
}

export interface Evidence {
  readonly fetched: readonly Fetched[];
  /** What the edge saw of the last exchange that carried bytes. */
  readonly sighting: Sighting | undefined;
}

/** Fetches the origin's page in the browser, and by SOCKS from outside it. */
export async function gatherEvidence(stack: LocalStack, proxyPort: number): Promise<Evidence> {
  const url = `http://${ORIGIN_HOST}:${stack.origin.port}/`;
  const inBrowser = await fetchWith('the browser', stack, () => fetchInBrowser(stack, url));
  const byCurl = await fetchWith('curl', stack, () => fetchByCurl(proxyPort, url));
  const carrying = stack.sightings.filter(
    (sighting) => sighting.authority === INNER_HOST && sighting.responseBytes > 0,
  );
  return { fetched: [inBrowser, byCurl], sighting: carrying.at(-1) };
}

/** The sentence of each thing that is not as it should be; none is a pass. */
export function faultsOf({ fetched, sighting }: Evidence): string[] {
  const faults = fetched.flatMap(({ by, isOriginPage, cameFromServer }) => [
    ...(isOriginPage ? [] : [`What ${by} got is not the origin's page.`]),
    ...(cameFromServer ? [] : [`The origin was not fetched by frontage-server for ${by}.`]),
  ]);
  if (!sighting) return [...faults, 'The edge saw no exchange.'];
  if (sighting.sni === INNER_HOST) faults.push('The SNI names the inner host.');
  if (sighting.headers.origin) faults.push('A request carried an Origin header.');
  if (sighting.headers.cookie) faults.push('A request carried a cookie.');
  return faults;
}

export function describeEvidence({ fetched, sighting }: Evidence): string[] {
  const pages = fetched.map(
    ({ by, bytes, elapsedMs, cameFromServer }) =>
      `${by} fetched the page: ${bytes} bytes in ${elapsedMs} ms; the origin was asked by ${
        cameFromServer ? 'frontage-server' : 'somebody else'
      }`,
  );
  if (!sighting) return pages;
  const { sni, alpn, authority, scheme, headers } = sighting;
  const origin = headers.origin ? `Origin ${headers.origin}` : 'no Origin';
  const cookie = headers.cookie ? 'a cookie' : 'no cookie';
  return [
    `the edge saw: SNI ${sni}, ${alpn}, authority ${authority}, scheme ${scheme}, ${origin}, ${cookie}`,
    ...pages,
  ];
}

async function fetchWith(
  by: Fetched['by'],
  stack: LocalStack,
  fetchPage: () => Promise<string>,
): Promise<Fetched> {
  const startMs = Date.now();
  const page = await fetchPage();
  const elapsedMs = Date.now() - startMs;
  const { remotePort = 0 } = stack.origin.requests.findLast(({ path }) => path === '/') ?? {};
  const cameFromServer = stack.servedPorts.has(remotePort);
  const bytes = Buffer.byteLength(page);
  return { by, bytes, elapsedMs, isOriginPage: page.includes(ORIGIN_TEXT), cameFromServer };
}

async function fetchInBrowser(stack: LocalStack, url: string): Promise<string> {
  const page = await stack.browser.newPage();
  try {
    const response = await page.goto(url);
    return (await response?.text()) ?? '';
  } finally {
    await page.close();
  }
}

async function fetchByCurl(proxyPort: number, url: string): Promise<string> {
  const args = ['-sS', '--max-time', CURL_LIMIT_SECONDS];
  const proxy = ['--socks5-hostname', `127.0.0.1:${proxyPort}`];
  return (await run('curl', [...args, ...proxy, url])).stdout;
}
