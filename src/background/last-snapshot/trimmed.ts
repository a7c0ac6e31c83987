import type { Snapshot } from '../messages.ts';

/** What the first paint shows of a snapshot: neither secrets nor long lists. */
export function trimmed(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    profiles: snapshot.profiles.map((profile) => ({
      ...profile,
      // Headers among the options may hold a secret, too.
      ...{ token: null, serverPin: null, fronts: [], options: {} },
    })),
    subscriptions: snapshot.subscriptions.map((status) => ({ ...status, urls: [], publicKey: '' })),
  };
}
