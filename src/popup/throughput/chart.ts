import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Throughput } from '../../background/throughput/history.ts';
import { SHOWN_S } from './followed-throughput.ts';
import { ceilingOf, peakOf } from './rates.ts';

const HEIGHT_PX = 96;
const LINE_PX = 1.5;

/** What is sent is told apart by its dashes, too. */
const SENT_DASH = [5, 3];

/**
 * The chart itself; all that is text stands beside it. Its own module, so that the popup need not
 * read uPlot before it paints. Colours are the host's registered properties, `throughput.css`.
 */
export class ThroughputChart {
  readonly #host: HTMLElement;
  readonly #plot: uPlot;
  readonly #gone = new AbortController();
  readonly #sizes: ResizeObserver;
  #ceiling = ceilingOf(0);

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#plot = new uPlot(this.#options(), [[], [], []], host);
    this.#sizes = new ResizeObserver(() => {
      this.#plot.setSize({ width: host.clientWidth, height: HEIGHT_PX });
    });
    this.#sizes.observe(host);
    const { signal } = this.#gone;
    const redraw = () => this.#plot.redraw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, { signal });
  }

  /** The last second is at the end of the line, on the left where one writes from the right. */
  show(throughput: Throughput): void {
    const { sent, received } = throughput;
    this.#ceiling = ceilingOf(peakOf(throughput));
    const seconds = sent.map((_, place) => place - sent.length + 1);
    this.#plot.setData([seconds, [...received], [...sent]]);
  }

  close(): void {
    this.#gone.abort();
    this.#sizes.disconnect();
    this.#plot.destroy();
  }

  #options(): uPlot.Options {
    const colour = (name: string) => () =>
      getComputedStyle(this.#host).getPropertyValue(`--chart-${name}`);
    const isFromRight = getComputedStyle(this.#host).direction === 'rtl';
    const grid = { stroke: colour('grid'), width: 1 };
    return {
      width: this.#host.clientWidth,
      height: HEIGHT_PX,
      padding: [2, 0, 2, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, dir: isFromRight ? -1 : 1, range: [1 - SHOWN_S, 0] },
        y: { range: () => [0, this.#ceiling] },
      },
      axes: [
        { show: false },
        {
          size: 0,
          grid,
          ticks: { show: false },
          splits: () => [0, this.#ceiling / 2, this.#ceiling],
          values: () => [],
        },
      ],
      series: [
        {},
        {
          stroke: colour('received'),
          fill: colour('received-area'),
          width: LINE_PX,
          points: { show: false },
        },
        { stroke: colour('sent'), width: LINE_PX, dash: SENT_DASH, points: { show: false } },
      ],
    };
  }
}
