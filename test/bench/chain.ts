import type { EdgeTotals } from '../../dev/edge/totals.ts';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { FRONTS, ORIGIN_HOST } from '../../dev/stack/names.ts';
import type { ProfileInput } from '../../src/background/profiles/requests.ts';
import type { Target } from './load/tasks.ts';
import type { Path } from './path.ts';

export interface ChainOptions {
  /** What goes wrong at the edge. */
  readonly faults?: readonly string[];
  /** The edge's names. */
  readonly fronts?: readonly string[];
  /** Fronts that are blocked from the start; none is enough for more to be blocked later. */
  readonly blocks?: readonly string[];
  readonly profileOptions?: ProfileInput['options'];
  /** The helper dials the fronts. Default: the browser does. */
  readonly isNative?: boolean;
  /** Keep what the edge saw of each request, at some cost. Default false. */
  readonly keepSightings?: boolean;
}

/** The whole way of a byte over a path, with the tunnel on. */
export interface Chain extends AsyncDisposable {
  readonly stack: LocalStack;
  /** The origin through the tunnel. */
  readonly tunnelled: Target;
  readonly pids: ChainPids;
  /** What the edge has carried, at most a fraction of a second ago. */
  totals(): EdgeTotals;
}

export interface ChainPids {
  readonly browser: number;
  readonly relay: number;
  readonly agent: number;
  readonly server: number;
  readonly edge: number;
}

const NO_TOTALS: EdgeTotals = { connections: 0, requests: 0, receivedBytes: 0, sentBytes: 0 };

export async function openChain(path: Path, options: ChainOptions = {}): Promise<Chain> {
  let totals = NO_TOTALS;
  const { keepSightings = false, isNative = false, ...others } = options;
  await using opening = new AsyncDisposableStack();
  const stack = await startLocalStack({
    ...{ ...others, keepSightings, namespaces: path.namespaces },
    ...(isNative && { profileFronts: (edgePort: number) => nativeFronts(path, edgePort) }),
    onTotals: (latest) => {
      totals = latest;
    },
  });
  opening.use(stack);
  await stack.extension.saveProfile(stack.profile);
  const { state, helper } = await stack.extension.switchOn();
  if (state.kind !== 'on' || !helper) throw new RangeError(`The tunnel is ${state.kind}.`);
  // It would show every change of the traffic, and that costs time in the browser.
  await stack.extension.page.close();
  const opened = opening.move();
  return {
    stack,
    tunnelled: { host: ORIGIN_HOST, port: path.direct.port, proxyPort: state.proxyPort },
    pids: {
      ...helper,
      browser: stack.browser.process()?.pid ?? 0,
      server: stack.server.pid,
      edge: stack.edge.pid,
    },
    totals: () => totals,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The helper knows no names of the emulated path. */
function nativeFronts(path: Path, port: number): ProfileInput['fronts'] {
  return FRONTS.map((host) => ({ host, port, technique: 'native', address: path.direct.host }));
}
