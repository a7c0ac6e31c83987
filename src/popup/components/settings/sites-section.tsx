import type { ShownSettings } from '../../../background/settings/requests.ts';
import { type SiteRules, sitesInUse } from '../../../storage/site-rules.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { withoutSite } from '../../settings/site-changes.ts';
import { Choice } from './choice.tsx';
import { useSaving } from './saving.tsx';
import { Section } from './section.tsx';
import { SiteForm } from './site-form.tsx';

const MODES = { 'all-but': 'sites_all_but', only: 'sites_only' } as const;

/** Which sites go past the tunnel, and what that means. */
export function SitesSection({
  model,
  sites,
}: { model: PopupModel } & Pick<ShownSettings, 'sites'>) {
  const saving = useSaving(model);
  const save = (rules: SiteRules) => saving.save({ type: 'set-sites', sites: rules });
  return (
    <Section title="settings_sites" saving={saving}>
      <Choice
        title="settings_sites"
        options={MODES}
        value={sites.mode}
        onChange={(mode) => void save({ ...sites, mode })}
      />
      <Meaning rules={sites} />
      <SiteForm rules={sites} onAdd={save} />
      <SiteList
        sites={sitesInUse(sites)}
        onRemove={(site) => void save(withoutSite(sites, site))}
      />
    </Section>
  );
}

function Meaning({ rules }: { rules: SiteRules }) {
  const isEmpty = sitesInUse(rules).length === 0;
  if (isEmpty) return rules.mode === 'only' && <p class="hint">{message('sites_only_empty')}</p>;
  return <p class="warning">{message(WARNING_OF[rules.mode])}</p>;
}

const WARNING_OF = { 'all-but': 'sites_warning_never', only: 'sites_warning_only' } as const;

interface ListProps {
  sites: readonly string[];
  onRemove: (site: string) => void;
}

function SiteList({ sites, onRemove }: ListProps) {
  if (sites.length === 0) return null;
  return (
    <ul class="sites" aria-label={message('sites_list')}>
      {sites.map((site) => (
        <li key={site}>
          <bdi class="technical">{site}</bdi>
          <button
            type="button"
            class="button quiet"
            aria-label={message('sites_remove', site)}
            onClick={() => onRemove(site)}
          >
            {message('remove')}
          </button>
        </li>
      ))}
    </ul>
  );
}
