import type { Namespaces } from '../../dev/stack/local-stack.ts';
import { isLoopback, type Link } from './link.ts';
import type { Target } from './load/tasks.ts';
import { startOrigin } from './origin-process.ts';
import { NAMESPACES, startWan } from './wan.ts';

/** Of a web server, in a namespace where it is free: apps get their reply early for it. */
const ORIGIN_PORT = 80;

/** A path with an origin at its far end. */
export interface Path extends AsyncDisposable {
  readonly link: Link;
  readonly namespaces: Namespaces | undefined;
  /** The origin without a tunnel. */
  readonly direct: Target;
}

export async function openPath(link: Link): Promise<Path> {
  await using opening = new AsyncDisposableStack();
  const namespaces = isLoopback(link) ? undefined : NAMESPACES;
  if (namespaces) opening.use(await startWan(link));
  const origin = await startOrigin(namespaces ? ORIGIN_PORT : 0, namespaces?.edge);
  opening.defer(() => origin.stop());
  const opened = opening.move();
  return {
    link,
    namespaces,
    direct: { host: namespaces?.edgeAddress ?? '127.0.0.1', port: origin.ready.port },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
