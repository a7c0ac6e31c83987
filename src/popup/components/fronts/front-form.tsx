import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Front } from '../../../meek/fronts/front.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import {
  type FrontDraft,
  type FrontDraftErrors,
  readFrontDraft,
} from '../../fronts/front-draft.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';
import { RemoveButton } from '../remove-button.tsx';
import { FrontFields } from './front-fields.tsx';

/** How far the saving has come. */
type Step = 'editing' | 'asking' | 'saving';

interface Props {
  model: PopupModel;
  profile: Profile;
  draft: FrontDraft;
  /** The front that is changed; `undefined` for a new one. */
  stored: Front | undefined;
}

/** The form that adds a front to a profile or changes one. */
export function FrontForm({ model, profile, draft, stored }: Props) {
  const { fronts } = model;
  const step = useSignal<Step>('editing');
  const errors = useSignal<FrontDraftErrors>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirst(form.current, 'input'), []);
  useEffect(() => focusFirst(form.current, '[aria-invalid=true]'), [errors.value]);

  const save = async (): Promise<void> => {
    const read = readFrontDraft(draft, stored);
    model.refusal.value = null;
    errors.value = 'errors' in read ? read.errors : {};
    if ('errors' in read) return;
    const { front } = read;
    step.value = 'asking';
    try {
      const isAllowed = await requestAccess({ innerHost: profile.innerHost, fronts: [front] });
      // The form was closed or changed while the browser asked: that is not what was saved.
      if (fronts.draft.value !== draft) return;
      step.value = 'saving';
      const { replaces } = draft;
      const request = { type: 'save-front', profileId: profile.id, front, replaces } as const;
      if (!isAllowed) model.refusal.value = message('permission_refused');
      else if (await model.ask(request)) fronts.close(frontKey(front));
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
      <h2>{message(draft.replaces === null ? 'front_form_new' : 'front_form_edit')}</h2>
      <FrontFields
        draft={draft}
        errors={errors.value}
        innerHost={profile.innerHost}
        onChange={(changes) => {
          fronts.draft.value = { ...draft, ...changes };
        }}
      />
      <footer>
        {step.value === 'asking' && <p role="status">{message('permission_asking')}</p>}
        <div class="buttons">
          <button type="submit" class="button primary" disabled={step.value !== 'editing'}>
            {message('save')}
          </button>
          <button type="button" class="button" onClick={() => fronts.close(draft.replaces)}>
            {message('cancel')}
          </button>
        </div>
      </footer>
      {draft.replaces !== null && (
        <RemoveButton
          model={model}
          request={{ type: 'remove-front', profileId: profile.id, key: draft.replaces }}
          label="front_remove"
          question="front_remove_question"
          onRemoved={() => fronts.close(null)}
        />
      )}
    </form>
  );
}

function focusFirst(form: HTMLFormElement | null, selector: string): void {
  form?.querySelector<HTMLElement>(selector)?.focus();
}
