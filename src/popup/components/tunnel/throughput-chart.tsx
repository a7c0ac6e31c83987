import { useEffect, useRef } from 'preact/hooks';
import type { Throughput } from '../../../background/throughput/history.ts';
import { message } from '../../messages.ts';
import { formatAgo, formatRate } from '../../quantities.ts';
import type { ThroughputChart } from '../../throughput/chart.ts';
import { SHOWN_S } from '../../throughput/followed-throughput.ts';
import { ceilingOf, currentRates, peakOf } from '../../throughput/rates.ts';

/** The last minutes as a picture, with the words for who cannot see it. */
export function Chart({ throughput }: { throughput: Throughput | null }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ThroughputChart | null>(null);
  const latest = useRef(throughput);
  latest.current = throughput;
  const show = () => latest.current && chart.current?.show(latest.current);
  useEffect(() => {
    let isGone = false;
    // Without a picture there are still the words.
    void import('../../throughput/chart.ts').then(
      ({ ThroughputChart }) => {
        if (isGone || !host.current) return;
        chart.current = new ThroughputChart(host.current);
        show();
      },
      () => {},
    );
    return () => {
      isGone = true;
      chart.current?.close();
    };
  }, []);
  useEffect(() => void show());
  const peak = throughput ? peakOf(throughput) : 0;
  return (
    <figure class="chart" role="img" aria-label={labelOf(throughput)}>
      <p class="chart-ceiling">{formatRate(ceilingOf(peak))}</p>
      <div ref={host} class="chart-plot" />
      <p class="chart-times">
        <span>{formatAgo(0, SHOWN_S * 1_000)}</span>
        <span>{formatAgo(0, 0)}</span>
      </p>
    </figure>
  );
}

function labelOf(throughput: Throughput | null): string {
  const rates = throughput && currentRates(throughput);
  const [received, sent, peak] = [
    rates?.received ?? 0,
    rates?.sent ?? 0,
    throughput ? peakOf(throughput) : 0,
  ];
  return message('chart_label', formatRate(received), formatRate(sent), formatRate(peak));
}
