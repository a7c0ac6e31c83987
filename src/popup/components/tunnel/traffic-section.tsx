import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Traffic } from '../../../background/messages.ts';
import type { Throughput } from '../../../background/throughput/history.ts';
import { type MessageKey, message } from '../../messages.ts';
import { formatBytes, formatCount, formatRate } from '../../quantities.ts';
import { followThroughput } from '../../throughput/followed-throughput.ts';
import { currentRates } from '../../throughput/rates.ts';
import { Chart } from './throughput-chart.tsx';

/** What passes through the tunnel: now, in the last minutes, and in all. */
export function TrafficSection({ traffic }: { traffic: Traffic }) {
  const throughput = useSignal<Throughput | null>(null);
  useEffect(
    () =>
      followThroughput((latest) => {
        throughput.value = latest;
      }),
    [throughput],
  );
  const rates = throughput.value && currentRates(throughput.value);
  return (
    <section class="traffic-section">
      <dl class="traffic">
        <Direction
          name="received"
          label="traffic_received"
          bytesPerSecond={rates?.received}
          bytes={traffic.receivedBytes}
        />
        <Direction
          name="sent"
          label="traffic_sent"
          bytesPerSecond={rates?.sent}
          bytes={traffic.sentBytes}
        />
        <div>
          <dt>{message('traffic_connections')}</dt>
          <dd class="amount">{formatCount(traffic.openConnections)}</dd>
        </div>
      </dl>
      <Chart throughput={throughput.value} />
    </section>
  );
}

interface DirectionProps {
  name: 'received' | 'sent';
  label: MessageKey;
  bytesPerSecond: number | undefined;
  /** In all. */
  bytes: number;
}

function Direction({ name, label, bytesPerSecond, bytes }: DirectionProps) {
  return (
    <div>
      <dt>
        <span class={`line-of ${name}`} />
        {message(label)}
      </dt>
      {bytesPerSecond !== undefined && <dd class="amount">{formatRate(bytesPerSecond)}</dd>}
      <dd class="in-all">{message('total_amount', formatBytes(bytes))}</dd>
    </div>
  );
}
