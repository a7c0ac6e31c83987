import type { SubscriptionStatus } from '../../background/supply/status.ts';
import type { Exported, ExportedProfile, LeftOut } from '../../meek/fronts/export/exported.ts';
import { exportJson } from '../../meek/fronts/export/json.ts';
import { exportLanternBox } from '../../meek/fronts/export/lantern-box.ts';
import { exportFrontInner, exportFrontList } from '../../meek/fronts/export/lines.ts';
import { exportLink } from '../../meek/fronts/export/link.ts';
import { exportTorBridge } from '../../meek/fronts/export/tor-bridge.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import type { MessageKey } from '../messages.ts';

export type ExportFormat =
  | 'link'
  | 'json'
  | 'lantern-box'
  | 'tor-bridge'
  | 'front-inner'
  | 'front-list';

interface Exporting {
  readonly label: MessageKey;
  /** Whether it has a place for the token and the extra headers. */
  readonly holdsSecrets: boolean;
  readonly fileName: string;
  readonly write: (profile: ExportedProfile, withSecrets: boolean) => Exported | Promise<Exported>;
}

export const EXPORTS: Record<ExportFormat, Exporting> = {
  link: {
    label: 'export_link',
    holdsSecrets: true,
    fileName: 'frontage-link.txt',
    write: (profile, withSecrets) => exportLink(profile, { withSecrets }),
  },
  json: {
    label: 'export_json',
    holdsSecrets: true,
    fileName: 'frontage.json',
    write: (profile, withSecrets) => exportJson(profile, { withSecrets }),
  },
  'lantern-box': {
    label: 'export_lantern_box',
    holdsSecrets: true,
    fileName: 'lantern-box.json',
    write: (profile, withSecrets) => exportLanternBox(profile, { withSecrets }),
  },
  'tor-bridge': {
    label: 'export_tor_bridge',
    holdsSecrets: false,
    fileName: 'bridges.txt',
    write: exportTorBridge,
  },
  'front-inner': {
    label: 'export_front_inner',
    holdsSecrets: false,
    fileName: 'fronts.txt',
    write: exportFrontInner,
  },
  'front-list': {
    label: 'export_front_list',
    holdsSecrets: false,
    fileName: 'fronts.txt',
    write: exportFrontList,
  },
};

export const LEFT_OUT_SENTENCE: Record<LeftOut['code'], MessageKey> = {
  secret: 'left_out_secret',
  'not-expressible': 'left_out_not_expressible',
  disabled: 'left_out_disabled',
  'too-many': 'left_out_too_many',
};

/** What is exported of a profile: what the person entered or imported, not what its list brought. */
export function exportedProfile(
  { id, ...profile }: Profile,
  subscriptions: readonly SubscriptionStatus[],
): ExportedProfile {
  const subscribed = subscriptions.find(({ profileId }) => profileId === id);
  if (!subscribed) return profile;
  const { urls, publicKey } = subscribed;
  return { ...profile, subscription: { urls, publicKey } };
}
