import { ForgetSection } from '../components/settings/forget-section.tsx';
import { LanguageChoiceField } from '../components/settings/language-choice.tsx';
import { LinkSection } from '../components/settings/link-section.tsx';
import { ReportSection } from '../components/settings/report-section.tsx';
import { SitesSection } from '../components/settings/sites-section.tsx';
import { StartSection } from '../components/settings/start-section.tsx';
import type { PopupModel } from '../popup-model.ts';

/** What the person can set that is no property of a profile. Each is saved at once. */
export function SettingsView({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  return (
    <div class="settings">
      <LanguageChoiceField model={model} />
      {snapshot && (
        <>
          <SitesSection model={model} sites={snapshot.settings.sites} />
          <StartSection model={model} autoConnect={snapshot.settings.autoConnect} />
          <LinkSection model={model} fastLink={snapshot.settings.fastLink} link={snapshot.link} />
        </>
      )}
      <ReportSection />
      <ForgetSection model={model} />
    </div>
  );
}
