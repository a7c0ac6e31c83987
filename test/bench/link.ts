/** What lies between the client and the CDN. */
export interface Link {
  readonly rttMs: number;
  /** 0: as fast as this machine can. */
  readonly rateMbit: number;
  /** Each way. */
  readonly lossPercent: number;
}

/** Nothing in between: both ends on this machine's loopback. */
export const LOOPBACK: Link = { rttMs: 0, rateMbit: 0, lossPercent: 0 };

export const isLoopback = ({ rttMs }: Link) => rttMs === 0;
