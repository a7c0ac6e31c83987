import type { THROUGHPUT_PORT } from '../../background/throughput/feed.ts';
import type { HISTORY_S, Throughput } from '../../background/throughput/history.ts';
import { followPort } from '../follow-port.ts';

const PORT_NAME: typeof THROUGHPUT_PORT = 'throughput';

/** The length of the chart, in seconds. */
export const SHOWN_S: typeof HISTORY_S = 180;

/** Follows what passes through the tunnel each second. @returns ends it */
export function followThroughput(onThroughput: (throughput: Throughput) => void): () => void {
  return followPort(PORT_NAME, () => {
    let known: Throughput | null = null;
    return (update) => {
      known = extended(known, update as Throughput);
      onThroughput(known);
    };
  });
}

/** What is known with what came, of which the last is shown. What does not join on replaces it. */
export function extended(known: Throughput | null, update: Throughput): Throughput {
  if (known === null || known.firstS + known.sent.length !== update.firstS) return update;
  const sent = [...known.sent, ...update.sent];
  const received = [...known.received, ...update.received];
  const past = Math.max(0, sent.length - SHOWN_S);
  return { firstS: known.firstS + past, sent: sent.slice(past), received: received.slice(past) };
}
