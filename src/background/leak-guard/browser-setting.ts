export const PRIVACY_SETTINGS = ['webRtc', 'prediction'] as const;
export type PrivacySetting = (typeof PRIVACY_SETTINGS)[number];

/** A setting of the browser's that extensions may hold, as both browsers have it. */
export interface BrowserSetting {
  get(details: object): Promise<SettingState>;
  set(details: { value: unknown }): Promise<unknown>;
  clear(details: object): Promise<unknown>;
  readonly onChange: { addListener(listener: (state: SettingState) => void): void };
}

interface SettingState {
  readonly levelOfControl: string;
  readonly value: unknown;
}
