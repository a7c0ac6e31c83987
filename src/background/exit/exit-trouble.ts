import { ExitFailure } from '../../link/exit-check.ts';
import { LAYER_OF, type Layer, type Reason } from '../state.ts';
import { REASON_OF } from '../trouble.ts';
import type { ExitTrouble } from './view.ts';

type Why = ExitTrouble | Reason;

const LAYER_OF_TROUBLE: Record<ExitTrouble, Layer> = {
  'exit-not-told': 'server',
  'exit-unreadable': 'server',
  'exit-too-late': 'server',
  'exit-local-proxy': 'helper',
  'exit-old-helper': 'helper',
};

/** By the codes that the helper passes on: its own, the carrier's, the link's and the tunnel's. */
const WHY: Readonly<Record<string, Why>> = {
  ...REASON_OF,
  [ExitFailure.notTold]: 'exit-not-told',
  [ExitFailure.unreadable]: 'exit-unreadable',
  [ExitFailure.tooLate]: 'exit-too-late',
  [ExitFailure.localProxy]: 'exit-local-proxy',
  LINK_LOST: 'helper-stopped',
  TUNNEL_WRONG_PIN: 'wrong-server-key',
  TUNNEL_TOKEN_REFUSED: 'token-refused',
  TUNNEL_BUSY: 'server-busy',
};

/** What a code means to the person. Else no answer has come back, whoever is to blame. */
export function whyOf(code: string): Why {
  return Object.hasOwn(WHY, code) ? (WHY[code] ?? 'internal') : 'exit-too-late';
}

export function layerOf(why: Why): Layer {
  return Object.hasOwn(LAYER_OF, why)
    ? LAYER_OF[why as Reason]
    : LAYER_OF_TROUBLE[why as ExitTrouble];
}
