import type { SystemProxyPlace } from '../../../link/system-proxy.ts';
import type { Command, Run } from '../command.ts';

/** What the proxy is reached by: every program that obeys is on this machine. */
export const LOOPBACK = '127.0.0.1';

/**
 * Each setting that we change, by a name of the backend's, in its own notation: what was read can
 * be written back as it is. Null is a setting that is absent. The switch, where there is one,
 * comes last.
 */
export type Values = Readonly<Record<string, string | null>>;

/** One system's proxy settings: data, and the commands that read and write them. */
export interface Backend {
  readonly place: SystemProxyPlace;
  /**
   * Every setting that we change.
   *
   * @throws SystemProxyError when one of them could not be put back later
   */
  readonly read: (run: Run) => Promise<Values>;
  /** The same settings, so that everything but loopback goes to a port of this machine. */
  readonly pointAt: (port: number, current: Values) => Values;
  /** Whether they send anything to a proxy that they name. */
  readonly isOn: (values: Values) => boolean;
  /** Where not everything that was read can be written: whether this is as near as it gets. */
  readonly isAsNear?: (found: string, wanted: string) => boolean;
  /** @param value null removes it; asked for only where there is one */
  readonly set: (key: string, value: string | null) => Command[];
  /** Tells running programs of a change; nothing is lost if that fails. */
  readonly announce: readonly Command[];
}

/**
 * What makes the settings others, and touches none that are right. A proxy is complete before it
 * is switched on, and switched off before it is taken apart.
 */
export function changes(backend: Backend, from: Values, to: Values): Command[] {
  const isRight = (found?: string | null, wanted?: string | null) =>
    found === wanted ||
    (found != null && wanted != null && (backend.isAsNear?.(found, wanted) ?? false));
  const keys = Object.keys(to).filter((key) => key in from && !isRight(from[key], to[key]));
  const ordered = backend.isOn(to) ? keys : keys.toReversed();
  return ordered.flatMap((key) => backend.set(key, to[key] ?? null));
}
