import { useSignal } from '@preact/signals';
import { message } from '../../messages.ts';
import { type ConfirmingStep, confirmImport } from '../../supply/confirm-import.ts';
import { confirmationOf, type ReadImport } from '../../supply/import-model.ts';
import { Refusal } from '../refusal.tsx';
import type { ImportPanelProps } from './import-panel.tsx';

/** Has what was read stored, or leaves it. */
export function ImportActions({ model, importing, onStored, onCancel }: ImportPanelProps) {
  const step = useSignal<ConfirmingStep>('looking');
  const reading = importing.reading.value;
  const confirm = async (read: ReadImport): Promise<void> => {
    const onStep = (next: ConfirmingStep) => {
      step.value = next;
    };
    if (!(await confirmImport(model, importing, read, onStep))) return;
    importing.edit('');
    onStored();
  };
  const cancel = () => {
    importing.edit('');
    onCancel?.();
  };
  const isConfirmable = reading.step === 'read' && confirmationOf(reading) !== null;
  return (
    <footer class="actions">
      <Refusal model={model} />
      {step.value === 'asking' && <p role="status">{message('permission_asking')}</p>}
      <div class="buttons">
        {isConfirmable && (
          <button
            type="button"
            class="button primary"
            disabled={step.value !== 'looking'}
            onClick={() => void confirm(reading)}
          >
            {message('save')}
          </button>
        )}
        {onCancel && (
          <button type="button" class="button" onClick={cancel}>
            {message('cancel')}
          </button>
        )}
      </div>
    </footer>
  );
}
