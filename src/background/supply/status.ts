import type { FetchRefusalCode } from '../../meek/fronts/subscription/fetch-list.ts';
import type { ListRefusalCode } from '../../meek/fronts/subscription/read-subscription.ts';
import type { Subscription } from '../../meek/fronts/subscription/subscription.ts';
import type { ListWay } from './list-gate.ts';

/** What asking for a list came to. Stable: the popup has a sentence for each. */
export type RefreshCode =
  | ListRefusalCode
  | FetchRefusalCode
  /** A newer list was taken. */
  | 'updated'
  /** It could not leave as it was wanted to: the tunnel is not up. */
  | 'closed'
  /** The tunnel came up or went away meanwhile. */
  | 'interrupted'
  /** The browser does not let the extension reach the list and the fronts that it names. */
  | 'permission-missing';

/** A profile's subscription, as the popup shows it. */
export interface SubscriptionStatus extends Subscription {
  readonly profileId: string;
  readonly mayFetchDirectly: boolean;
  readonly progress: 'idle' | 'refreshing';
  /** How it would be fetched now; null: not at all. */
  readonly way: ListWay | null;
  /** The last good list; `fronts` counts them. */
  readonly list: {
    readonly number: number;
    readonly fronts: number;
    readonly expiresAtMs: number;
  } | null;
  /** `atMs` is in milliseconds since 1970. */
  readonly last: { readonly code: RefreshCode; readonly atMs: number } | null;
}
