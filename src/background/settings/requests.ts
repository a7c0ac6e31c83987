import * as v from 'valibot';
import type { Settings } from '../../storage/settings.ts';
import { SiteRules } from '../../storage/site-rules.ts';

/** What may be asked of the settings. */
export const SETTING_REQUESTS = [
  v.object({ type: v.literal('set-sites'), sites: SiteRules }),
  v.object({ type: v.literal('set-auto-connect'), isOn: v.boolean() }),
  v.object({ type: v.literal('set-fast-link'), isOn: v.boolean() }),
  /** Erase all that is stored and begin anew. The answer is the last before the extension ends. */
  v.object({ type: v.literal('forget-everything') }),
] as const;
export type SettingRequest = v.InferOutput<(typeof SETTING_REQUESTS)[number]>;

/** The settings that the popup shows. */
export type ShownSettings = Pick<Settings, 'sites' | 'autoConnect' | 'fastLink'>;
