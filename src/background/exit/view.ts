import type { ServerExit } from '../../meek/server-exit.ts';
import type { Layer, Reason } from '../state.ts';

/** Why it is not known where the server goes out, besides what breaks the tunnel itself. */
export type ExitTrouble =
  /** It does not say. */
  | 'exit-not-told'
  | 'exit-unreadable'
  | 'exit-too-late'
  /** What connects to the local proxy's port is not answered there. */
  | 'exit-local-proxy'
  /** The helper is an older one. */
  | 'exit-old-helper';

/** What the last question came to, as long as its tunnel is on. Times in ms since 1970. */
export type ExitView =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'told';
      readonly exit: ServerExit;
      readonly roundTripMs: number;
      readonly atMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly layer: Layer;
      readonly reason: ExitTrouble | Reason;
      readonly atMs: number;
    };
