import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../dev/certificates.ts';
import { HELPER_FILE, startConnectClient } from '../../dev/connect-client.ts';
import type { Fault } from '../../dev/edge/faults/fault.ts';
import { type Edge, type EdgeOptions, startEdge } from '../../dev/edge.ts';
import { startFrontageServer } from '../../dev/frontage-server.ts';
import { type Origin, startOrigin } from '../../dev/origin.ts';
import type { Listening, RunningProcess } from '../../dev/processes.ts';
import { FRONTS, INNER_HOST, ORIGIN_HOST } from '../../dev/stack/names.ts';

const TOKEN = 'connect-test';
const DEFAULT_NAME = 'edge.example';

export interface ConnectStackOptions {
  readonly http1Only?: boolean;
  readonly faults?: readonly Fault[];
  /** Another server than ours. */
  readonly serverPort?: number;
}

type StartServer = (port?: number) => Promise<RunningProcess<Listening>>;

/** Lines of a program, and a way to wait for one. */
export class Lines {
  readonly all: string[] = [];
  #onLine: () => void = () => {};

  readonly add = (line: string): void => {
    this.all.push(line);
    this.#onLine();
  };

  /** Resolves with the first line from `since` on that matches. */
  async until(pattern: RegExp, since = 0): Promise<string> {
    for (;;) {
      const found = this.all.slice(since).find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
      });
    }
  }
}

/** The way of a byte without a browser: origin, server, CDN edge, and `frontage connect`. */
export class ConnectStack implements AsyncDisposable {
  readonly folder: string;
  readonly edge: Edge;
  readonly origin: Origin;
  readonly #cleanup: AsyncDisposableStack;
  readonly #startServer: StartServer;
  /** Null where the server is another one than ours. */
  server: RunningProcess<Listening> | null;

  private constructor(
    parts: Pick<ConnectStack, 'folder' | 'edge' | 'origin' | 'server'>,
    startServer: StartServer,
    cleanup: AsyncDisposableStack,
  ) {
    this.folder = parts.folder;
    this.edge = parts.edge;
    this.origin = parts.origin;
    this.server = parts.server;
    this.#startServer = startServer;
    this.#cleanup = cleanup;
    cleanup.defer(async () => this.server?.stop());
  }

  static async start(options: ConnectStackOptions = {}): Promise<ConnectStack> {
    await using starting = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'frontage-connect-'));
    starting.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const origin = await startOrigin();
    starting.defer(() => origin.close());
    const startServer: StartServer = (port = 0) => {
      const state = ['--state-dir', join(folder, 'server-state')];
      const args = ['--allow-loopback', '--resolve', `${ORIGIN_HOST}=127.0.0.1`, ...state];
      return startFrontageServer({
        upstream: 'builtin',
        authToken: TOKEN,
        args: [...args, '--listen', `127.0.0.1:${port}`],
      });
    };
    const server = options.serverPort ? null : await startServer();
    const edge = await startTestEdge(
      options.serverPort ?? server?.ready.port ?? 0,
      folder,
      options,
    );
    starting.defer(() => edge.close());
    return new ConnectStack({ folder, edge, origin, server }, startServer, starting.move());
  }

  get originUrl(): string {
    return `http://${ORIGIN_HOST}:${this.origin.port}`;
  }

  /** A profile for the stack's server. No name of its fronts resolves. */
  profile(changes: object = {}): object {
    const { port } = this.edge;
    return {
      name: 'Test',
      innerHost: INNER_HOST,
      token: TOKEN,
      serverPin: this.server?.ready.pin,
      fronts: FRONTS.map((host) => ({ host, port, address: '127.0.0.1' })),
      ...changes,
    };
  }

  async writeProfile(profile: object = this.profile()): Promise<string> {
    const file = join(this.folder, 'profile.json');
    await writeFile(file, JSON.stringify(profile), { mode: 0o600 });
    return file;
  }

  /** Starts the client, and does not wait for its connection. */
  async connect(profile: object = this.profile()) {
    const lines = new Lines();
    const client = await startConnectClient({
      profileFile: await this.writeProfile(profile),
      caFile: join(this.folder, 'ca.pem'),
      onLine: lines.add,
    });
    this.#cleanup.defer(() => client.stop());
    return { client, lines, proxyPort: client.ready.port };
  }

  /** Runs `--check` to its end. */
  async check(profile: object): Promise<{ code: number; stdout: string }> {
    const args = [HELPER_FILE, 'connect', '--check', '--profile', await this.writeProfile(profile)];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.pem') };
    return new Promise((resolve) => {
      execFile(process.execPath, args, { env }, (error, stdout) => {
        resolve({ code: error ? Number(error.code) : 0, stdout });
      });
    });
  }

  async killServer(): Promise<void> {
    const { server } = this;
    if (!server) throw new RangeError('There is no server of ours.');
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
  }

  /** On the port that it had before. */
  async restartServer(): Promise<void> {
    this.server = await this.#startServer(this.server?.ready.port);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }
}

async function startTestEdge(
  serverPort: number,
  folder: string,
  { faults, http1Only }: ConnectStackOptions,
): Promise<Edge> {
  const authority = await createAuthority();
  await writeFile(join(folder, 'ca.pem'), authority.certificatePem);
  const fronts: EdgeOptions['fronts'] = Object.fromEntries(
    await Promise.all(FRONTS.map(async (host) => [host, await authority.issue([host])] as const)),
  );
  return startEdge({
    fronts,
    defaultCertificate: await authority.issue([DEFAULT_NAME]),
    inners: { [INNER_HOST]: new URL(`http://127.0.0.1:${serverPort}`) },
    faults,
    http1Only,
  });
}
