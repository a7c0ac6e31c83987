import type { Collector } from '../collector.ts';
import type { LineFormat } from '../format.ts';
import { frontOf } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import type { Place } from '../place.ts';
import { printable } from '../printable.ts';
import { parseServerUrl } from '../server-url.ts';
import { parseBridgeLine } from './bridge-line.ts';
import { lineFront } from './line-front.ts';

/** Bridge lines of Tor's `meek` and lyrebird's `meek_lite`, one server and its fronts each. */
export const torBridge: LineFormat = {
  format: 'tor-bridge',

  matches: (line) => /^(bridge\s+\S|meek(_lite)?\s)/i.test(line),

  read(line, number, collector) {
    const place = { line: number };
    const { transport, options } = parseBridgeLine(line);
    if (transport !== 'meek' && transport !== 'meek_lite') {
      const params = { transport: printable(transport) };
      return collector.entry(place, () => {
        throw new ImportError('unsupported-transport', place, params);
      });
    }
    for (const { url, fronts } of targetsOf(options)) {
      for (const front of fronts) {
        collector.entry(place, () => readFront(url, front, place, collector));
      }
    }
    remarkRest(options, place, collector);
  },
};

function readFront(url: string, front: string, place: Place, collector: Collector) {
  if (url === '') throw new ImportError('missing', place, { key: 'url' });
  const server = parseServerUrl(url, place);
  const { innerHost } = server;
  const read =
    front === ''
      ? frontOf({ host: innerHost, innerHost }, place)
      : lineFront(front, innerHost, place);
  collector.server(server, place);
  return read;
}

interface Target {
  readonly url: string;
  /** An empty one stands for the server's own name: no fronting. */
  readonly fronts: readonly string[];
}

function targetsOf(options: ReadonlyMap<string, string>): Target[] {
  const targets = options.get('targets');
  if (targets !== undefined) return parseTargets(targets);
  return [{ url: options.get('url') ?? '', fronts: [options.get('front') ?? ''] }];
}

/**
 * `url|front+front,url|front`: a URL may hold `+` and `,`, so it ends at the first `|`, and its
 * fronts at the first `,` after that.
 */
function parseTargets(text: string): Target[] {
  const targets: Target[] = [];
  for (let rest = text; rest !== ''; ) {
    const bar = rest.indexOf('|');
    const url = bar < 0 ? rest : rest.slice(0, bar);
    const comma = bar < 0 ? -1 : rest.indexOf(',', bar);
    const end = comma < 0 ? rest.length : comma;
    targets.push({ url, fronts: bar < 0 ? [''] : rest.slice(bar + 1, end).split('+') });
    rest = rest.slice(end + 1);
  }
  return targets;
}

function remarkRest(
  options: ReadonlyMap<string, string>,
  place: Place,
  collector: Collector,
): void {
  for (const key of options.keys()) {
    if (key === 'url' || key === 'front' || key === 'targets') continue;
    const code = key === 'utls' ? 'unused-key' : 'unknown-key';
    collector.remark(code, place, { key: printable(key) });
  }
}
