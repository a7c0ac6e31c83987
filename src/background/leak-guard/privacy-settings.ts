import browser from 'webextension-polyfill';
import type { Platform } from '../fronting/plan.ts';
import type { BrowserSetting, PrivacySetting } from './browser-setting.ts';

/** Without the permission there is no such part of the API. */
export function privacySetting(name: PrivacySetting): BrowserSetting | undefined {
  const network = (browser as Partial<typeof browser>).privacy?.network;
  const setting =
    name === 'webRtc' ? network?.webRTCIPHandlingPolicy : network?.networkPredictionEnabled;
  return setting as unknown as BrowserSetting | undefined;
}

/**
 * What each browser calls “WebRTC through the proxy or not at all”, and no looking up or connecting
 * ahead of what the person does.
 */
export function shutValues(platform: Platform): Record<PrivacySetting, unknown> {
  const webRtc = platform === 'chromium' ? 'disable_non_proxied_udp' : 'proxy_only';
  return { webRtc, prediction: false };
}
