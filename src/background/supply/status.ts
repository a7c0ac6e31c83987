import type { FetchRefusalCode } from '../../meek/fronts/subscription/fetch-list.ts';
import type { ListRefusalCode } from '../../meek/fronts/subscription/read-subscription.ts';
import type { Subscription } from '../../meek/fronts/subscription/subscription.ts';

/** What asking for a list came to. Stable: the popup has a sentence for each. */
export type RefreshCode =
  | ListRefusalCode
  | FetchRefusalCode
  /** A newer list was taken. */
  | 'updated'
  /** The tunnel is wanted and does not work, so nothing goes out. */
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
  /** The last good list; `fronts` counts them. */
  readonly list: {
    readonly number: number;
    readonly fronts: number;
    readonly expiresAtMs: number;
  } | null;
  /** `atMs` is in milliseconds since 1970. */
  readonly last: { readonly code: RefreshCode; readonly atMs: number } | null;
}
