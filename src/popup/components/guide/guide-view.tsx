import { useEffect } from 'preact/hooks';
import { announceGuide } from '../../helper/guide-presence.ts';
import { guideProgress } from '../../helper/guide-progress.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import type { ImportModel } from '../../supply/import-model.ts';
import { Refusal } from '../refusal.tsx';
import { GuideStep } from './guide-step.tsx';
import { Introduction } from './introduction.tsx';
import { LinkStep } from './link-step.tsx';
import { PermissionStep } from './permission-step.tsx';
import { ReadyStep } from './ready-step.tsx';
import { GetStep, RunStep } from './release-steps.tsx';
import { SwitchStep } from './switch-step.tsx';
import { usePlatform } from './use-platform.ts';

/** Leads a person from a fresh extension to a tunnel that is on. */
export function GuideView({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  useEffect(announceGuide, []);
  const platform = usePlatform();
  const { hasProfile, isPermitted, isPaired, isOn } = guideProgress(model.snapshot.value);
  return (
    <main class="page guide">
      <Introduction />
      <Refusal model={model} />
      <ol class="guide-steps">
        <GuideStep title={message('guide_link_title')} isDone={hasProfile}>
          <LinkStep model={model} importing={importing} />
        </GuideStep>
        <GuideStep title={message('guide_allow_title')} isDone={isPermitted}>
          <PermissionStep model={model} isPermitted={isPermitted} />
        </GuideStep>
        <GuideStep title={message('guide_get_title')} isDone={isPaired}>
          <GetStep platform={platform} />
        </GuideStep>
        <GuideStep title={message('guide_run_title')} isDone={isPaired}>
          <RunStep platform={platform} />
        </GuideStep>
        <GuideStep title={message('guide_ready_title')} isDone={isPaired}>
          <ReadyStep model={model} isPermitted={isPermitted} isPaired={isPaired} />
        </GuideStep>
        <GuideStep title={message('guide_switch_on')} isDone={isOn}>
          <SwitchStep model={model} isPaired={isPaired} />
        </GuideStep>
      </ol>
      <section class="guide-without">
        <h2>{message('guide_without_title')}</h2>
        <p>{message('guide_without')}</p>
        <button type="button" class="button" onClick={() => model.show('tunnel')}>
          {message('guide_leave')}
        </button>
      </section>
    </main>
  );
}
