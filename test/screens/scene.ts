import type { FrontRow } from '../../src/background/fronts/front-rows.ts';
import type { Snapshot } from '../../src/background/messages.ts';
import type { Throughput } from '../../src/background/throughput/history.ts';
import type { Stage } from './stage.ts';

/** One thing that a person may see of the popup. */
export interface Scene {
  /** Of its own; names the picture. */
  readonly name: string;
  /** What the background says; `null` when it says nothing. */
  readonly snapshot: Snapshot | null;
  /** How the fronts of its profile fare; absent where the background does not say. */
  readonly fronts?: readonly FrontRow[];
  /** What has passed through its tunnel of late; absent where the background does not say. */
  readonly throughput?: Throughput;
  /** The view that the page is opened at, as its URL names it. Default the tunnel. */
  readonly hash?: string;
  /** What session storage holds. */
  readonly stored?: Readonly<Record<string, unknown>>;
  /** Of the page that the popup is opened over. */
  readonly tabUrl?: string;
  /** What is answered to who asks for a report. */
  readonly report?: string;
  /** What is done before it is looked at. */
  readonly act?: (stage: Stage) => Promise<void>;
}
