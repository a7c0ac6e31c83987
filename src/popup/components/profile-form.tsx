import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { type ProfileDraft, readDraft } from '../profile-draft.ts';
import { DraftForm } from './draft-form.tsx';
import { ProfileFields } from './profile-fields.tsx';
import { Refusal } from './refusal.tsx';
import { RemoveButton } from './remove-button.tsx';

/** The form that adds a profile or changes one. What is typed stays until it is saved. */
export function ProfileForm({ model, draft }: { model: PopupModel; draft: ProfileDraft }) {
  const stored = () => model.snapshot.value?.profiles.find(({ id }) => id === draft.id);
  return (
    <main class="page" tabIndex={-1}>
      <DraftForm
        model={model}
        heading={<h1>{message(draft.id === null ? 'form_new' : 'form_edit')}</h1>}
        fields={(errors) => (
          <ProfileFields
            draft={draft}
            errors={errors}
            onChange={(changes) => {
              model.draft.value = { ...draft, ...changes };
            }}
          />
        )}
        notice={<Refusal model={model} />}
        read={() => readDraft(draft, stored())}
        accessFor={({ profile }) => profile}
        isAsRead={() => model.draft.value === draft}
        save={async ({ profile }) => {
          if (await model.ask({ type: 'save-profile', profile })) model.edit(null);
        }}
        onCancel={() => model.edit(null)}
      >
        {draft.id !== null && (
          <RemoveButton model={model} request={{ type: 'remove-profile', id: draft.id }} />
        )}
      </DraftForm>
    </main>
  );
}
