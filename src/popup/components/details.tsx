import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { formatBytes, formatCount } from '../quantities.ts';
import { ProxyAddress } from './proxy-address.tsx';

/** While the tunnel is on: the front, the local proxy and the traffic. */
export function Details({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot?.state.kind !== 'on') return null;
  const { state, traffic } = snapshot;
  return (
    <section class="details">
      <dl class="facts">
        <dt>{message('detail_front')}</dt>
        <dd>
          <bdi class="technical">{state.front}</bdi>
        </dd>
        <dt>{message('detail_proxy')}</dt>
        <dd>
          <ProxyAddress port={state.proxyPort} />
        </dd>
      </dl>
      <dl class="traffic">
        <div>
          <dt>{message('traffic_connections')}</dt>
          <dd>{formatCount(traffic.openConnections)}</dd>
        </div>
        <div>
          <dt>{message('traffic_sent')}</dt>
          <dd>{formatBytes(traffic.sentBytes)}</dd>
        </div>
        <div>
          <dt>{message('traffic_received')}</dt>
          <dd>{formatBytes(traffic.receivedBytes)}</dd>
        </div>
      </dl>
    </section>
  );
}
