import type { HelperFacts } from '../helper-facts.ts';
import type { Reason } from '../state.ts';
import type { VersionSkew } from './version-skew.ts';

/** A connect to the helper, made for real, and what came of it. */
export interface HelperCheck {
  readonly atMs: number;
  readonly tookMs: number;
  /** Null when it said hello. */
  readonly reason: Reason | null;
  /** What the browser said, for diagnostics. */
  readonly browserText: string | null;
}

/** What a helper has said of itself. */
export type MetHelper = Omit<HelperFacts, 'link'>;

/** What the popup shows of the helper. */
export interface PairingStatus {
  readonly isPermitted: boolean;
  readonly isChecking: boolean;
  readonly lastCheck: HelperCheck | null;
  /** The helper that said hello last, perhaps before the browser was started. */
  readonly met: MetHelper | null;
  /** To be told to the person; null where there is none, or it was dismissed. */
  readonly skew: VersionSkew | null;
  /** The port that the person wants; the helper may have another one. */
  readonly preferredPort: number;
}
