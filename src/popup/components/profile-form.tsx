import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { message } from '../messages.ts';
import { requestAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';
import { type DraftErrors, type ProfileDraft, readDraft } from '../profile-draft.ts';
import { ProfileFields } from './profile-fields.tsx';
import { Refusal } from './refusal.tsx';
import { RemoveButton } from './remove-button.tsx';

/** How far the saving has come. */
type Step = 'editing' | 'asking' | 'saving';

/** The form that adds a profile or changes one. What is typed stays until it is saved. */
export function ProfileForm({ model, draft }: { model: PopupModel; draft: ProfileDraft }) {
  const step = useSignal<Step>('editing');
  const errors = useSignal<DraftErrors>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirst(form.current, 'input'), []);
  useEffect(() => focusFirst(form.current, '[aria-invalid=true]'), [errors.value]);

  const save = async (): Promise<void> => {
    const stored = model.snapshot.value?.profiles.find(({ id }) => id === draft.id);
    const read = readDraft(draft, stored);
    model.refusal.value = null;
    errors.value = 'errors' in read ? read.errors : {};
    if ('errors' in read) return;
    step.value = 'asking';
    try {
      const isAllowed = await requestAccess(read.profile);
      // The form was closed or changed while the browser asked: that is not what was saved.
      if (model.draft.value !== draft) return;
      step.value = 'saving';
      if (!isAllowed) model.refusal.value = message('permission_refused');
      else if (await model.ask({ type: 'save-profile', profile: read.profile })) model.edit(null);
    } catch {
      model.refusal.value = message('permission_not_asked');
    } finally {
      step.value = 'editing';
    }
  };

  return (
    <main class="page" tabIndex={-1}>
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
        <h1>{message(draft.id === null ? 'form_new' : 'form_edit')}</h1>
        <ProfileFields
          draft={draft}
          errors={errors.value}
          onChange={(changes) => {
            model.draft.value = { ...draft, ...changes };
          }}
        />
        <footer>
          <Refusal model={model} />
          {step.value === 'asking' && <p role="status">{message('permission_asking')}</p>}
          <div class="buttons">
            <button type="submit" class="button primary" disabled={step.value !== 'editing'}>
              {message('save')}
            </button>
            <button type="button" class="button" onClick={() => model.edit(null)}>
              {message('cancel')}
            </button>
          </div>
        </footer>
        {draft.id !== null && (
          <RemoveButton model={model} request={{ type: 'remove-profile', id: draft.id }} />
        )}
      </form>
    </main>
  );
}

function focusFirst(form: HTMLFormElement | null, selector: string): void {
  form?.querySelector<HTMLElement>(selector)?.focus();
}
