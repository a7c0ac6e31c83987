import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNamespaceWrapper } from '../network-namespace.ts';

/** What a browser of the stack needs, whichever it is. */
export interface BrowserOptions {
  /** An empty folder for everything that the browser and the helper write. */
  readonly home: string;
  readonly caPem: string;
  /** Hosts that lead to an edge, and its port. */
  readonly edgePorts: ReadonlyMap<string, number>;
  /** The edges' address. Default 127.0.0.1. */
  readonly edgeAddress?: string | undefined;
  /** Hosts that lead to this machine, at whatever port. */
  readonly localHosts?: readonly string[] | undefined;
  /** Match patterns that the extension may reach; null: it asks for what it needs. */
  readonly hostPermissions: readonly string[] | null;
  /** Further host resolver rules of Chromium, before the one that sends other names nowhere. */
  readonly resolverRules?: readonly string[] | undefined;
  /** Folders of further extensions, for Chromium. */
  readonly extraExtensions?: readonly string[] | undefined;
  readonly headless: boolean;
  /** Of the browser and the helper, besides their own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** A helper that is one executable, for Chromium; null: none. Default: the built script. */
  readonly helperFile?: string | null | undefined;
  /** The network namespace that the browser and its helper run in. Default: ours. */
  readonly namespace?: string | undefined;
  /** Where Firefox is driven in its namespace. Default: any port. */
  readonly remotePort?: number | undefined;
  readonly firefoxPrefs?: Readonly<Record<string, unknown>> | undefined;
  /** Firefox keeps the extension when it is started again; Chromium always does. Default false. */
  readonly extensionStays?: boolean | undefined;
  /** Let the browser look up every name but the fronts'. Default false. */
  readonly looksUpNames?: boolean | undefined;
}

/** What a command of a driver may take: shorter than a test, so that a failure names the command. */
export const COMMAND_LIMIT_MS = 90_000;

/** The browser's program. Puppeteer takes a path only, so a script leads into the namespace. */
export async function inBrowserNamespace(
  { home, namespace }: Pick<BrowserOptions, 'home' | 'namespace'>,
  program: string,
): Promise<string> {
  if (namespace === undefined) return program;
  const wrapper = join(home, 'browser-in-namespace');
  await writeNamespaceWrapper(wrapper, namespace, program);
  return wrapper;
}

/** The environment of the browser, and so of the helper that it starts. */
export function privateEnvironment({
  home,
  environment,
}: Pick<BrowserOptions, 'home' | 'environment'>): Record<string, string> {
  const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_RUNTIME_DIR, ...inherited } = process.env;
  const own = {
    HOME: home,
    FRONTAGE_RUNTIME_DIR: join(home, 'run'),
    NODE_EXTRA_CA_CERTS: authorityFile(home),
  };
  return { ...(inherited as Record<string, string>), ...own, ...environment };
}

/** Lets the helper of that environment trust the CA, for fronts that it dials itself. */
export async function trustInHelper(home: string, caPem: string): Promise<void> {
  await writeFile(authorityFile(home), caPem);
}

/** What has the helper, too, find these hosts on this machine: it asks no browser. */
export async function localHostsForHelper(
  home: string,
  hosts: readonly string[] = [],
): Promise<Record<string, string>> {
  const file = join(home, 'local-hosts.cjs');
  await writeFile(
    file,
    `const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (host, ...rest) =>
  lookup(${JSON.stringify(hosts)}.includes(host) ? '127.0.0.1' : host, ...rest);
`,
  );
  return { NODE_OPTIONS: `--require=${file}` };
}

function authorityFile(home: string): string {
  return join(home, 'ca.pem');
}
