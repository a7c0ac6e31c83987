import * as v from 'valibot';
import type { LanguageChoice } from '../language/languages.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import type { StorageErrorCode } from '../storage/errors.ts';
import type { InvalidProfile } from '../storage/profiles.ts';
import { DIRECT_REQUESTS } from './direct/requests.ts';
import { EXIT_REQUESTS } from './exit/requests.ts';
import type { ExitView } from './exit/view.ts';
import type { FrontRequestRefusal } from './fronts/front-refused.ts';
import type { FrontTestProgress } from './fronts/full-vetting.ts';
import { FRONT_EDITS, FRONT_TESTS } from './fronts/requests.ts';
import type { LinkKind } from './helper-facts.ts';
import { LANGUAGE_REQUESTS } from './language/requests.ts';
import type { Guards } from './leak-guard/leak-guard.ts';
import { PAIRING_REQUESTS } from './pairing/requests.ts';
import type { PairingStatus } from './pairing/status.ts';
import { PROFILE_REQUESTS } from './profiles/requests.ts';
import { SETTING_REQUESTS, type ShownSettings } from './settings/requests.ts';
import type { TunnelState } from './state.ts';
import type { ImportRefusal } from './supply/import-refused.ts';
import { ConfirmImport, SUBSCRIPTION_REQUESTS } from './supply/requests.ts';
import type { SubscriptionStatus } from './supply/status.ts';
import { SWITCH_REQUESTS } from './switching/requests.ts';
import { SYSTEM_PROXY_REQUESTS } from './system-proxy/requests.ts';
import type { SystemProxyView } from './system-proxy/view.ts';
import type { Way } from './ways.ts';

/** What the popup may ask of the background, by `runtime.sendMessage`. */
export const Request = v.variant('type', [
  v.object({ type: v.literal('get-snapshot') }),
  ...SWITCH_REQUESTS,
  ...PROFILE_REQUESTS,
  ...FRONT_TESTS,
  ...FRONT_EDITS,
  ...DIRECT_REQUESTS,
  ConfirmImport,
  ...SUBSCRIPTION_REQUESTS,
  ...LANGUAGE_REQUESTS,
  ...SYSTEM_PROXY_REQUESTS,
  ...SETTING_REQUESTS,
  ...PAIRING_REQUESTS,
  ...EXIT_REQUESTS,
]);
export type Request = v.InferOutput<typeof Request>;

/** All that the popup shows. Sent as the answer to each request, and over the live port. */
export interface Snapshot {
  state: TunnelState;
  profiles: Profile[];
  /** Stored profiles that cannot be read; not used until they are removed and added again. */
  invalidProfiles: InvalidProfile[];
  chosenProfileId: string | null;
  /** While fronts are tested because the person asked for it. */
  vetting: FrontTestProgress | null;
  subscriptions: SubscriptionStatus[];
  systemProxy: SystemProxyView;
  traffic: Traffic;
  /** What the browser does besides its proxy setting. */
  guards: Guards;
  /** The fronts in use, the one that answered last first. */
  ways: readonly Way[];
  /** Null until it was asked where the server goes out, in this tunnel. */
  exit: ExitView | null;
  /** Processes of the helper while it is connected. */
  helper: { relay: number; agent: number } | null;
  language: LanguageChoice;
  /** How the helper is reached while it is connected. */
  link: LinkKind | null;
  settings: ShownSettings;
  /** The tunnel was on when the browser was closed, and was left off as the settings say. */
  wasLeftOff: boolean;
  pairing: PairingStatus;
}

/** Since the tunnel was switched on. */
export interface Traffic {
  openConnections: number;
  sentBytes: number;
  receivedBytes: number;
}

/** Why a request was refused. Stable: the popup has a sentence for each. */
export type RequestRefusal =
  /** The background does not understand it: popup and background are of different versions. */
  | 'REQUEST_INVALID'
  /** No profile that could be used has this id. */
  | 'PROFILE_UNKNOWN'
  /** Nothing may go out: the tunnel is off, or has not come so far that it could. */
  | 'TUNNEL_OFF'
  | ImportRefusal
  | FrontRequestRefusal
  | StorageErrorCode
  | 'INTERNAL';

/** The answer to a request. A refused request changed nothing. */
export type Answer = { ok: true; snapshot: Snapshot } | { ok: false; error: RequestRefusal };

/** What has changed since the update before it; the first over a port is a whole snapshot. */
export type SnapshotUpdate = Partial<Snapshot>;

/** The port over which the background pushes `SnapshotUpdate`s (`runtime.connect`). */
export const SNAPSHOT_PORT = 'snapshots';
