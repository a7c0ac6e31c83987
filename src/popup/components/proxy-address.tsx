import { useSignal, useSignalEffect } from '@preact/signals';
import { message } from '../messages.ts';

const SHOW_COPIED_MS = 2_000;

/** The address that other programs use, and a button that copies it. */
export function ProxyAddress({ port }: { port: number }) {
  const address = `127.0.0.1:${port}`;
  const copied = useSignal(false);
  useSignalEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = false;
    }, SHOW_COPIED_MS);
    return () => clearTimeout(timer);
  });
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    copied.value = true;
  };
  return (
    <span class="proxy-address">
      <bdi class="technical">{address}</bdi>
      <button type="button" class="button quiet" onClick={() => void copy()}>
        <span aria-live="polite">{message(copied.value ? 'copied' : 'copy')}</span>
      </button>
    </span>
  );
}
