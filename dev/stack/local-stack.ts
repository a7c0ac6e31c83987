import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import type { ProfileInput } from '../../src/background/profiles/requests.ts';
import { originsOf } from '../../src/meek/fronts/origins.ts';
import { type CertificateAuthority, createAuthority } from '../certificates.ts';
import type { Sighting } from '../edge/sighting.ts';
import type { EdgeTotals } from '../edge/totals.ts';
import { startFrontageServer } from '../frontage-server.ts';
import { type Origin, startOrigin } from '../origin.ts';
import type { Listening, RunningProcess } from '../processes.ts';
import type { BrowserOptions } from './browser-options.ts';
import { CHROMIUM_EXTENSION_URL, launchChromium } from './chromium.ts';
import { EdgeCommands } from './edge-commands.ts';
import { ExtensionPage } from './extension-page.ts';
import { FIREFOX_EXTENSION_URL, launchFirefox } from './firefox.ts';
import { FRONTS, INNER_HOST, ORIGIN_HOST } from './names.ts';
import { ownsConnection } from './socket-owner.ts';
import { startEdge } from './start-edge.ts';
import { stopAgent } from './stop-agent.ts';

export interface LocalStackOptions {
  /** Default Chromium. */
  readonly browser?: BrowserName;
  /** An edge without HTTP/2. */
  readonly http1Only?: boolean;
  readonly headless?: boolean;
  /** Of the browser and the helper, besides their own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The extension asks for its permissions, as it does a person. Default: it has them. */
  readonly asksForPermissions?: boolean;
  /** Let the server reach loopback, where the origin is. Default true. */
  readonly allowLoopback?: boolean;
  /** Further command line options of the server. */
  readonly serverArgs?: readonly string[];
  readonly resolverRules?: readonly string[];
  readonly extraExtensions?: readonly string[];
  /** Hosts that the browser finds on this machine, besides the fronts. */
  readonly localHosts?: readonly string[];
  /** Match patterns that the extension may reach, besides the profile's. */
  readonly hostPermissions?: readonly string[];
  /** Encrypt to the server's own key, past the edge. Default true. */
  readonly encrypted?: boolean;
  /** Options of the profile. */
  readonly profileOptions?: ProfileInput['options'];
  /** The profile's fronts, given the edge's port. Default: each of `fronts`, by `auto`. */
  readonly profileFronts?: (edgePort: number) => ProfileInput['fronts'];
  /** Further fronts of the profile, of which the edge need know nothing. */
  readonly extraFronts?: ProfileInput['fronts'];
  /** What goes wrong at the edge, as its command line takes it. */
  readonly faults?: readonly string[];
  /** The names that the edge is reached by. Default: two. */
  readonly fronts?: readonly string[];
  /** How fronts are blocked from the start, as the edge's command line takes it; none is enough
   * for more to be blocked later. Default: no front can be. */
  readonly blocks?: readonly string[];
  /** A helper that is one executable, for Chromium; null: none. Default: the built script. */
  readonly helperFile?: string | null | undefined;
  /** Keep `sightings`, at some cost for each request. Default true. */
  readonly keepSightings?: boolean;
  /** A folder for everything that passes the edge, in the clear. Default: none. */
  readonly captureFolder?: string;
  /** Called with what the edge has carried, several times a second. */
  readonly onTotals?: (totals: EdgeTotals) => void;
  /** Where browser and helper run, and where edge and server do. Default: here. */
  readonly namespaces?: Namespaces | undefined;
  /** Preferences of Firefox's besides the driver's. */
  readonly firefoxPrefs?: Readonly<Record<string, unknown>>;
  /** Firefox keeps the extension when it is started again. Default false. */
  readonly extensionStays?: boolean;
  /** Let the browser look up every name but the fronts'. Default false. */
  readonly looksUpNames?: boolean;
  readonly onStep?: (step: string) => void;
  /** Given the server's port, resolves with the one that the edge is to forward to instead. */
  readonly beforeServer?: (serverPort: number) => Promise<number>;
  /** Starts edges beside ours; resolves with the port of each host that they serve. */
  readonly furtherEdges?: ((place: EdgePlace) => Promise<ReadonlyMap<string, number>>) | undefined;
}

/** What stands around an edge. */
export interface EdgePlace {
  readonly authority: CertificateAuthority;
  /** Of frontage-server, on 127.0.0.1. */
  readonly serverPort: number;
}

const BROWSERS = {
  // Chromium is told which port a host's 443 is; Firefox has no such rule.
  chromium: {
    title: 'Chromium',
    launch: launchChromium,
    extensionUrl: CHROMIUM_EXTENSION_URL,
    frontPort: 443,
  },
  firefox: {
    title: 'Firefox',
    launch: launchFirefox,
    extensionUrl: FIREFOX_EXTENSION_URL,
    frontPort: null,
  },
} as const;

export type BrowserName = keyof typeof BROWSERS;

/** Two network namespaces that are joined by a path of their own. */
export interface Namespaces {
  readonly client: string;
  /** Default: ours. */
  readonly edge?: string;
  /** The address at which the client's namespace reaches the edge's. */
  readonly edgeAddress: string;
  /** A port of ours that leads to the same one of the client's loopback. Firefox needs one. */
  readonly remotePort?: number;
}

/** Every part of the way of a byte, on this machine. */
export interface LocalStack extends AsyncDisposable {
  readonly folder: string;
  readonly token: string;
  /** Trusted by the browser. */
  readonly authority: CertificateAuthority;
  readonly edge: RunningProcess<Listening>;
  /** Blocks fronts, if the options allow for it. */
  readonly edgeCommands: EdgeCommands;
  readonly server: RunningProcess<Listening>;
  readonly origin: Origin;
  /** Remote ports of the origin's requests that were the server's own sockets. */
  readonly servedPorts: ReadonlySet<number>;
  readonly browser: Browser;
  /** What it was started with. */
  readonly browserOptions: BrowserOptions;
  readonly extension: ExtensionPage;
  readonly profile: ProfileInput;
  /** Every request that the edge has seen. */
  readonly sightings: readonly Sighting[];
}

/** Starts everything but the tunnel: that is switched on through `extension`. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const step = options.onStep ?? (() => {});
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'frontage-'));
  starting.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const token = randomBytes(16).toString('hex');

  step('origin site and server');
  const server = await startServer(token, folder, options);
  starting.defer(() => server.stop());
  const servedPorts = new Set<number>();
  const origin = await startOrigin(async ({ remotePort: localPort }) => {
    const ports = { localPort, remotePort: origin.port };
    if (await ownsConnection(server.pid, ports)) servedPorts.add(localPort);
  });
  starting.defer(() => origin.close());

  step('certificate authority and CDN edge');
  const authority = await createAuthority();
  const sightings: Sighting[] = [];
  const serverPort = (await options.beforeServer?.(server.ready.port)) ?? server.ready.port;
  const edgeCommands = new EdgeCommands((line) => edge.send(line));
  const hear = (line: string) => edgeCommands.hear(line);
  const edge = await startEdge(authority, folder, serverPort, { sightings, hear }, options);
  starting.defer(() => edge.stop());
  const further = await options.furtherEdges?.({ authority, serverPort });

  const { launch, title, extensionUrl, frontPort } = BROWSERS[options.browser ?? 'chromium'];
  step(`helper, extension and ${title}`);
  const { pin = null } = server.ready;
  const serverPin = (options.encrypted ?? true) ? pin : null;
  const port = frontPort ?? edge.ready.port;
  const fronts =
    options.profileFronts?.(edge.ready.port) ??
    (options.fronts ?? FRONTS).map((host) => ({ host, port, technique: 'auto' as const }));
  const profile = profileFor({ token, serverPin, fronts }, options);
  const home = join(folder, 'home');
  const browserOptions: BrowserOptions = {
    home,
    caPem: authority.certificatePem,
    edgePorts: new Map([
      ...(options.fronts ?? FRONTS).map((host) => [host, edge.ready.port] as const),
      ...(further ?? []),
    ]),
    edgeAddress: options.namespaces?.edgeAddress,
    namespace: options.namespaces?.client,
    remotePort: options.namespaces?.remotePort,
    looksUpNames: options.looksUpNames,
    firefoxPrefs: options.firefoxPrefs,
    extensionStays: options.extensionStays,
    localHosts: options.localHosts,
    hostPermissions: options.asksForPermissions
      ? null
      : [
          ...originsOf(profile, options.browser === 'firefox'),
          ...[...(further?.keys() ?? [])].flatMap((host) => [
            `http://${host}/*`,
            `https://${host}/*`,
          ]),
          ...(options.hostPermissions ?? []),
        ],
    headless: options.headless ?? true,
    environment: options.environment,
    resolverRules: options.resolverRules,
    extraExtensions: options.extraExtensions,
    helperFile: options.helperFile,
  };
  const browser = await launch(browserOptions);
  starting.defer(() => stopAgent(home));
  starting.defer(() => browser.close());
  const extension = await ExtensionPage.open(browser, extensionUrl);

  const started = starting.move();
  return {
    ...{ folder, token, authority, edge, edgeCommands, server, servedPorts, origin },
    ...{ browser, browserOptions, extension, profile, sightings },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** @param folder of the stack, where the server keeps its key */
export function startServer(
  authToken: string,
  folder: string,
  options: Pick<LocalStackOptions, 'serverArgs' | 'allowLoopback' | 'namespaces'> = {},
): Promise<RunningProcess<Listening>> {
  const { allowLoopback = true, serverArgs = [] } = options;
  const egress = allowLoopback ? ['--allow-loopback'] : [];
  const state = ['--state-dir', join(folder, 'server-state')];
  const args = [...egress, ...state, '--resolve', `${ORIGIN_HOST}=127.0.0.1`, ...serverArgs];
  const namespace = options.namespaces?.edge;
  return startFrontageServer({ upstream: 'builtin', authToken, args, namespace });
}

function profileFor(
  { token, serverPin, fronts }: Pick<ProfileInput, 'token' | 'serverPin' | 'fronts'>,
  { profileOptions = {}, extraFronts = [] }: LocalStackOptions,
): ProfileInput {
  return {
    id: null,
    name: 'Local stack',
    innerHost: INNER_HOST,
    path: '/',
    token,
    serverPin,
    upstream: 'builtin',
    fronts: [...fronts, ...extraFronts],
    options: profileOptions,
  };
}
