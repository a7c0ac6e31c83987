import type { Snapshot } from '../../../background/messages.ts';
import { linkName, namesOfCapabilities } from '../../helper/facts-text.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { ProxyAddress } from '../proxy-address.tsx';

/** What there is to know of the helper: its address, its version, what it can do. */
export function HelperFacts({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot === null) return null;
  const { link, pairing } = snapshot;
  const { met } = pairing;
  const port = openPort(snapshot);
  if (met === null && port === null) return null;
  return (
    <dl class="facts">
      {port !== null && (
        <>
          <dt>{message('detail_proxy')}</dt>
          <dd>
            <ProxyAddress port={port} />
          </dd>
        </>
      )}
      {met !== null && (
        <>
          <dt>{message('helper_version')}</dt>
          <dd>
            <bdi>{met.version}</bdi>
          </dd>
          <dt>{message('helper_can')}</dt>
          <dd>{namesOfCapabilities(met.capabilities)}</dd>
        </>
      )}
      {link !== null && (
        <>
          <dt>{message('helper_link')}</dt>
          <dd>{linkName(link)}</dd>
        </>
      )}
    </dl>
  );
}

function openPort({ state }: Snapshot): number | null {
  return state.kind === 'on' || state.kind === 'degraded' ? state.proxyPort : null;
}
