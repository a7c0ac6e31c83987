import { rm } from 'node:fs/promises';
import { startApache } from '../../dev/foreign-edges/apache.ts';
import { startCaddyEdge } from '../../dev/foreign-edges/caddy.ts';
import type { ForeignEdge, StartEdge } from '../../dev/foreign-edges/foreign-edge.ts';
import { startHaproxy } from '../../dev/foreign-edges/haproxy.ts';
import { startNginx } from '../../dev/foreign-edges/nginx.ts';
import { makeReachableFolder } from '../../dev/foreign-edges/unprivileged.ts';
import { startVarnishBehindHitch } from '../../dev/foreign-edges/varnish.ts';
import type { EdgePlace, LocalStackOptions } from '../../dev/stack/local-stack.ts';
import { type ClientHelloTap, tapClientHellos } from '../client-hello/tap.ts';

const PROGRAMS = {
  nginx: startNginx,
  caddy: startCaddyEdge,
  haproxy: startHaproxy,
  apache: startApache,
  varnish: startVarnishBehindHitch,
} as const satisfies Record<string, StartEdge>;

export type EdgeProgram = keyof typeof PROGRAMS;
export type EdgeProtocol = 'h2' | 'h1';

export const EDGE_PROGRAMS = Object.keys(PROGRAMS) as EdgeProgram[];

/** As `ensureSystemPackages` knows them. */
export const EDGE_PACKAGES = ['nginx', 'caddy', 'haproxy', 'apache2', 'varnishd', 'hitch'] as const;

/** An edge of other people's, and what it was sent before it decrypted anything. */
export interface TappedEdge {
  readonly front: string;
  readonly inner: string;
  readonly edge: ForeignEdge;
  /** Where the browser is to connect to. */
  readonly tap: ClientHelloTap;
}

/** Edges of other people's, each with a tap before it. */
export class TappedEdges implements AsyncDisposable {
  readonly #edges = new Map<string, TappedEdge>();
  readonly #running = new AsyncDisposableStack();

  /** Starts these programs beside a stack's own edge, with HTTP/2 and without. */
  starter(programs = EDGE_PROGRAMS): LocalStackOptions['furtherEdges'] {
    return async (place) => {
      for (const program of programs) {
        this.#edges.set(`${program} h2`, await this.#startOne(place, program, 'h2'));
        this.#edges.set(`${program} h1`, await this.#startOne(place, program, 'h1'));
      }
      const ports = [...this.#edges.values()].flatMap(({ front, inner, tap }) => [
        [front, tap.port] as const,
        [inner, tap.port] as const,
      ]);
      return new Map(ports);
    };
  }

  get(program: EdgeProgram, protocol: EdgeProtocol): TappedEdge {
    const edge = this.#edges.get(`${program} ${protocol}`);
    if (!edge) throw new RangeError(`No ${program} was started for ${protocol}.`);
    return edge;
  }

  async #startOne(
    { authority, serverPort }: EdgePlace,
    program: EdgeProgram,
    protocol: EdgeProtocol,
  ): Promise<TappedEdge> {
    const front = `${program}-${protocol}.example`;
    const inner = `inner.${program}-${protocol}.example`;
    const folder = await makeReachableFolder();
    this.#running.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const edge = await PROGRAMS[program]({
      ...{ folder, front, inner, serverPort },
      certificates: {
        front: await authority.issue([front]),
        inner: await authority.issue([inner]),
      },
      http1Only: protocol === 'h1',
    });
    this.#running.defer(() => edge.stop());
    const tap = await tapClientHellos(edge.port);
    this.#running.use(tap);
    return { front, inner, edge, tap };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#running.disposeAsync();
  }
}
