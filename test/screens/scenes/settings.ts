import { NO_SITE_RULES, type SiteRules } from '../../../src/storage/site-rules.ts';
import { aSnapshot, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

const SITES = ['bank.example', 'xn--bcher-kva.example', 'ir', '192.168.1.1'];

const REPORT = `Frontage report
extension: version 0.1.0, link 1, storage 4
browser: kind chromium, version 156, system linux
helper: version 0.1.0, link web-socket, can (native-fronts edge-pins), canBesides 0
history:
  12 s ago: starting front
  9 s ago: on`;

function withRules(rules: Partial<SiteRules>) {
  const { settings } = aSnapshot();
  const sites = { ...NO_SITE_RULES, ...rules };
  return aSnapshot({ state: ON, link: 'web-socket', settings: { ...settings, sites } });
}

/** The settings, and what the tunnel's view says of them. */
export const settingsScenes: readonly Scene[] = [
  { name: 'settings', hash: '#settings', snapshot: aSnapshot() },
  { name: 'settings-never', hash: '#settings', snapshot: withRules({ never: SITES }) },
  { name: 'settings-only', hash: '#settings', snapshot: withRules({ mode: 'only', only: SITES }) },
  {
    name: 'settings-refused',
    hash: '#settings',
    snapshot: withRules({}),
    act: async (stage) => {
      await stage.paste('#site', 'two words');
      await stage.press('sites_add');
    },
  },
  {
    name: 'settings-report',
    hash: '#settings',
    snapshot: aSnapshot(),
    report: REPORT,
    act: async (stage) => {
      await stage.press('report_show');
      await stage.waitFor('textarea.report');
    },
  },
  {
    name: 'settings-forget',
    hash: '#settings',
    snapshot: aSnapshot(),
    act: (stage) => stage.press('forget_everything'),
  },
  { name: 'tab-tunnel', snapshot: withRules({}), tabUrl: 'https://www.site.example/' },
  {
    name: 'tab-direct',
    snapshot: withRules({ never: SITES }),
    tabUrl: 'https://www.bank.example/',
  },
  { name: 'tunnel-left-off', snapshot: aSnapshot({ wasLeftOff: true }) },
];
