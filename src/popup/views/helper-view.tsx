import { SystemProxySection } from '../components/system-proxy/system-proxy-section.tsx';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** The program that gives other programs a way into the tunnel. */
export function HelperView({ model }: { model: PopupModel }) {
  const isConnected = model.snapshot.value?.helper != null;
  return (
    <>
      <section class="helper">
        <p>{message(isConnected ? 'helper_connected' : 'helper_not_connected')}</p>
      </section>
      <SystemProxySection model={model} />
    </>
  );
}
