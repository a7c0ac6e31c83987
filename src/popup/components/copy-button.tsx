import { useSignal, useSignalEffect } from '@preact/signals';
import { message } from '../messages.ts';

const SHOW_COPIED_MS = 2_000;

interface Props {
  text: string;
  quiet?: boolean;
  /** The id of what says which of several texts this is. */
  describedBy?: string;
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, quiet, describedBy }: Props) {
  const copied = useSignal(false);
  useSignalEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = false;
    }, SHOW_COPIED_MS);
    return () => clearTimeout(timer);
  });
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = true;
  };
  return (
    <button
      type="button"
      class={quiet ? 'button quiet' : 'button'}
      aria-describedby={describedBy}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{message(copied.value ? 'copied' : 'copy')}</span>
    </button>
  );
}
