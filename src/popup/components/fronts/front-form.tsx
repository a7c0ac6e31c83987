import type { Front } from '../../../meek/fronts/front.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import { type FrontDraft, readFrontDraft } from '../../fronts/front-draft.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { DraftForm } from '../draft-form.tsx';
import { RemoveButton } from '../remove-button.tsx';
import { FrontFields } from './front-fields.tsx';

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
  const { id: profileId, innerHost } = profile;
  const { replaces } = draft;
  return (
    <DraftForm
      model={model}
      heading={<h2>{message(replaces === null ? 'front_form_new' : 'front_form_edit')}</h2>}
      fields={(errors) => (
        <FrontFields
          draft={draft}
          errors={errors}
          innerHost={innerHost}
          onChange={(changes) => {
            fronts.draft.value = { ...draft, ...changes };
          }}
        />
      )}
      read={() => readFrontDraft(draft, stored)}
      accessFor={({ front }) => ({ innerHost, fronts: [front] })}
      isAsRead={() => fronts.draft.value === draft}
      save={async ({ front }) => {
        const request = { type: 'save-front', profileId, front, replaces } as const;
        if (await model.ask(request)) fronts.close(frontKey(front));
      }}
      onCancel={() => fronts.close(replaces)}
    >
      {replaces !== null && (
        <RemoveButton
          model={model}
          request={{ type: 'remove-front', profileId, key: replaces }}
          label="front_remove"
          question="front_remove_question"
          onRemoved={() => fronts.close(null)}
        />
      )}
    </DraftForm>
  );
}
