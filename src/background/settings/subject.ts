import type { Subject } from '../commands/subject.ts';
import type { AfterChange } from '../profiles/after-change.ts';
import type { Store } from '../store.ts';
import type { SettingRequest } from './requests.ts';

export interface SettingParts {
  readonly store: Pick<Store, 'settings' | 'patchSettings'>;
  /** Tells the browser of the stored rules for sites. */
  readonly applySites: () => Promise<void>;
  /** Ends the tunnel and leaves nothing behind. */
  readonly forgetEverything: () => Promise<void>;
  readonly afterChange: Pick<AfterChange, 'restart'>;
}

/** What the popup's settings ask for. */
export function settingSubject({
  store,
  applySites,
  forgetEverything,
  afterChange,
}: SettingParts): Subject<SettingRequest['type'], 'settings'> {
  return {
    handlers: {
      'set-sites': async ({ sites }) => {
        await store.patchSettings({ sites });
        await applySites();
      },
      'set-auto-connect': ({ isOn }) => store.patchSettings({ autoConnect: isOn }),
      'set-fast-link': async ({ isOn }) => {
        await store.patchSettings({ fastLink: isOn });
        await afterChange.restart();
      },
      'forget-everything': forgetEverything,
    },
    shown: async () => {
      const { sites, autoConnect, fastLink } = await store.settings();
      return { settings: { sites, autoConnect, fastLink } };
    },
  };
}
