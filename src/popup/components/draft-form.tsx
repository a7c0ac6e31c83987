import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { message } from '../messages.ts';
import { requestAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';

/** How far the saving has come. */
type Step = 'editing' | 'asking' | 'saving';

interface Props<Read extends object, Errors extends object> {
  model: PopupModel;
  heading: ComponentChildren;
  /** @param errors the sentences to show at fields that are refused */
  fields: (errors: Partial<Errors>) => ComponentChildren;
  /** Above the buttons. */
  notice?: ComponentChildren;
  /** Below them. */
  children: ComponentChildren;
  read: () => Read | { errors: Errors };
  /** What the browser has to allow before it is saved. */
  accessFor: (read: Read) => Parameters<typeof requestAccess>[0];
  /** Whether the form is open, and holds what it held when it was rendered. */
  isAsRead: () => boolean;
  save: (read: Read) => Promise<void>;
  onCancel: () => void;
}

/** A form whose fields are read, whose hosts the browser is asked for, and which is then saved. */
export function DraftForm<Read extends object, Errors extends object>(props: Props<Read, Errors>) {
  const { model } = props;
  const step = useSignal<Step>('editing');
  const errors = useSignal<Partial<Errors>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirst(form.current, 'input'), []);
  useEffect(() => focusFirst(form.current, '[aria-invalid=true]'), [errors.value]);

  const save = async (): Promise<void> => {
    const read = props.read();
    model.refusal.value = null;
    errors.value = 'errors' in read ? read.errors : {};
    if ('errors' in read) return;
    step.value = 'asking';
    try {
      const isAllowed = await requestAccess(props.accessFor(read));
      // The form was closed or changed while the browser asked: that is not what was saved.
      if (!props.isAsRead()) return;
      step.value = 'saving';
      if (isAllowed) await props.save(read);
      else model.refusal.value = message('permission_refused');
    } catch {
      model.refusal.value = message('permission_not_asked');
    } finally {
      step.value = 'editing';
    }
  };

  return (
    <form
      ref={form}
      class="profile-form"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {props.heading}
      {props.fields(errors.value)}
      <footer>
        {props.notice}
        {step.value === 'asking' && <p role="status">{message('permission_asking')}</p>}
        <div class="buttons">
          <button type="submit" class="button primary" disabled={step.value !== 'editing'}>
            {message('save')}
          </button>
          <button type="button" class="button" onClick={props.onCancel}>
            {message('cancel')}
          </button>
        </div>
      </footer>
      {props.children}
    </form>
  );
}

function focusFirst(form: HTMLFormElement | null, selector: string): void {
  form?.querySelector<HTMLElement>(selector)?.focus();
}
