import {
  type LocalStack,
  type LocalStackOptions,
  startLocalStack,
} from '../../dev/stack/local-stack.ts';
import { ORIGIN_HOST } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import type { Snapshot } from '../../src/background/messages.ts';

export interface RunningStack extends AsyncDisposable {
  readonly stack: LocalStack;
  readonly proxyPort: number;
  /** The origin, by the name that only the server can resolve. */
  readonly originUrl: string;
}

/** The local stack with the tunnel on. */
export async function runStack(options: LocalStackOptions = {}): Promise<RunningStack> {
  await ensureSystemPackages([options.browser ?? 'chromium', 'certutil', 'curl']);
  const stack = await startLocalStack(options);
  await stack.extension.saveProfile(stack.profile);
  const snapshot = await stack.extension.switchOn();
  return {
    stack,
    proxyPort: proxyPortOf(snapshot),
    originUrl: `http://${ORIGIN_HOST}:${stack.origin.port}`,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

export function proxyPortOf({ state }: Snapshot): number {
  if (state.kind !== 'on') throw new RangeError(`The tunnel is ${state.kind}.`);
  return state.proxyPort;
}
