import type { TunnelState } from '../../../background/state.ts';
import type { Way } from '../../../background/ways.ts';
import { WORDS_OF_WAY } from '../../fronts/words.ts';
import { message } from '../../messages.ts';
import { formatAgo, formatMilliseconds } from '../../quantities.ts';
import { ProxyAddress } from '../proxy-address.tsx';

interface Props {
  state: TunnelState & { kind: 'on' };
  /** The fronts in use, that of the last answer first. */
  ways: readonly Way[];
}

/** By which fronts the tunnel goes, how far that is, since when, and how programs get in. */
export function TunnelFacts({ state, ways }: Props) {
  const [first, ...others] = ways;
  return (
    <dl class="facts">
      <dt>{message('detail_front')}</dt>
      <dd>{first ? <WayInUse way={first} /> : <bdi class="technical">{state.front}</bdi>}</dd>
      {typeof first?.rttMs === 'number' && (
        <>
          <dt>{message('detail_latency')}</dt>
          <dd>{formatMilliseconds(first.rttMs)}</dd>
        </>
      )}
      {others.length > 0 && (
        <>
          <dt>{message('detail_also')}</dt>
          <dd>
            {others.map((way) => (
              <WayInUse key={`${way.technique} ${way.front}`} way={way} />
            ))}
          </dd>
        </>
      )}
      <dt>{message('detail_since')}</dt>
      <dd>
        <time dateTime={new Date(state.sinceMs).toISOString()}>
          {formatAgo(state.sinceMs, Date.now())}
        </time>
      </dd>
      <dt>{message('detail_proxy')}</dt>
      <dd>
        <ProxyAddress port={state.proxyPort} />
      </dd>
    </dl>
  );
}

function WayInUse({ way: { front, technique } }: { way: Way }) {
  return (
    <p class="way">
      <bdi class="technical">{front}</bdi>
      <span class="hint">{message(WORDS_OF_WAY[technique])}</span>
    </p>
  );
}
