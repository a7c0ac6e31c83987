import type { FrontRow } from '../../../background/fronts/front-rows.ts';
import { frontName } from '../../../meek/fronts/front.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import { askTest } from '../../fronts/ask-test.ts';
import type { FrontDraft } from '../../fronts/front-draft.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { describeFront } from '../../supply/describe-front.ts';
import { FrontForm } from './front-form.tsx';
import { FrontHealth } from './front-health.tsx';

interface Props {
  model: PopupModel;
  profile: Profile;
  draft: FrontDraft;
}

/** One front: how it fares, the way to test it, and the form that changes it. */
export function FrontPage({ model, profile, draft }: Props) {
  const row = model.fronts.rows.value.find(({ front }) => frontKey(front) === draft.replaces);
  return (
    <section class="front-page">
      {row && <Fare model={model} row={row} />}
      {row?.origin === 'listed' ? (
        <Listed model={model} row={row} />
      ) : (
        <FrontForm {...{ model, profile, draft }} stored={row?.front} />
      )}
    </section>
  );
}

function Fare({ model, row }: { model: PopupModel; row: FrontRow }) {
  const vetting = model.snapshot.value?.vetting ?? null;
  const isTested = vetting?.key === frontKey(row.front);
  return (
    <div class="front-fare">
      <p role="status">
        <bdi class="front-name">{frontName(row.front)}</bdi>
        <FrontHealth row={row} isTested={isTested} nowMs={Date.now()} />
      </p>
      <button
        type="button"
        class="button"
        disabled={vetting !== null || row.state === 'disabled'}
        onClick={() => void askTest(model, row)}
      >
        {message('front_test')}
      </button>
    </div>
  );
}

/** The list would put back what is changed here. */
function Listed({ model, row }: { model: PopupModel; row: FrontRow }) {
  const description = describeFront(row.front);
  return (
    <>
      {description !== frontName(row.front) && (
        <p class="technical" dir="ltr">
          {description}
        </p>
      )}
      <p class="hint">{message('front_is_listed')}</p>
      <div class="buttons">
        <button
          type="button"
          class="button"
          onClick={() => model.fronts.close(frontKey(row.front))}
        >
          {message('back')}
        </button>
      </div>
    </>
  );
}
