import type { Settings } from '../../storage/settings.ts';
import type { SettingRequest, ShownSettings } from './requests.ts';

export interface SettingCommandsParts {
  readonly store: {
    settings(): Promise<Settings>;
    patchSettings(patch: Partial<Settings>): Promise<void>;
  };
  /** Tells the browser of the stored rules. */
  readonly applySites: () => Promise<void>;
  /** Ends the tunnel and leaves nothing behind. */
  readonly forgetEverything: () => Promise<void>;
}

/** Carries out what the popup's settings ask for. */
export class SettingCommands {
  readonly #parts: SettingCommandsParts;

  constructor(parts: SettingCommandsParts) {
    this.#parts = parts;
  }

  async shown(): Promise<ShownSettings> {
    const { sites, autoConnect, fastLink } = await this.#parts.store.settings();
    return { sites, autoConnect, fastLink };
  }

  /** @param restart has a tunnel that is wanted begin anew */
  async carryOut(request: SettingRequest, restart: () => Promise<void>): Promise<void> {
    const { store, applySites, forgetEverything } = this.#parts;
    switch (request.type) {
      case 'set-sites':
        await store.patchSettings({ sites: request.sites });
        return applySites();
      case 'set-auto-connect':
        return store.patchSettings({ autoConnect: request.isOn });
      case 'set-fast-link':
        await store.patchSettings({ fastLink: request.isOn });
        return restart();
      case 'forget-everything':
        return forgetEverything();
    }
  }
}
