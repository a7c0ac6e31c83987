import type { Pipe } from '../../meek/pipe.ts';
import type { Dial, OpenUdp } from '../local-proxy/dial.ts';
import type { EarlyAnswers } from '../local-proxy/early-answers.ts';

/** How the connections of one browser profile reach the server. */
export interface WayOut {
  readonly dial: Dial;
  /** Absent where it carries no UDP. */
  readonly openUdp?: OpenUdp;
  /** Absent where an app must wait for the far end's answer. */
  readonly earlyAnswers?: EarlyAnswers;
  /**
   * Asks the server where it goes out to the internet. Absent where there is none that could say.
   *
   * @throws SocksError when it does not say, or what broke
   */
  readonly openExit?: (signal: AbortSignal) => Promise<Pipe>;
  close(): void;
}
