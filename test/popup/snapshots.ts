import type { Snapshot } from '../../src/background/messages.ts';
import type { PairingStatus } from '../../src/background/pairing/status.ts';
import type { TunnelState } from '../../src/background/state.ts';
import type { Profile } from '../../src/meek/fronts/profile.ts';
import { NO_SITE_RULES } from '../../src/storage/site-rules.ts';

export const HOME: Profile = {
  id: '3f1c2d4e-0000-4000-8000-000000000001',
  name: 'Home',
  innerHost: 'inner.example',
  path: '/',
  token: null,
  upstream: 'builtin',
  serverPin: null,
  fronts: [
    { host: 'cdn.example', port: 443, technique: 'auto' },
    { host: 'edge.example', port: 8443, technique: 'host-rule' },
  ],
  options: { pollIntervalMs: 50 },
};

export const WORK: Profile = { ...HOME, id: '3f1c2d4e-0000-4000-8000-000000000002', name: 'Work' };

export const ON: TunnelState = { kind: 'on', front: 'cdn.example', proxyPort: 1080, sinceMs: 0 };

export const A_PAIRING: PairingStatus = {
  isPermitted: true,
  isChecking: false,
  lastCheck: null,
  met: null,
  skew: null,
  preferredPort: 1080,
};

export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    state: { kind: 'off' },
    profiles: [HOME],
    invalidProfiles: [],
    chosenProfileId: HOME.id,
    vetting: null,
    subscriptions: [],
    systemProxy: { scope: 'browser', status: null, pacUrl: null },
    traffic: { openConnections: 0, sentBytes: 0, receivedBytes: 0 },
    guards: { webRtc: 'free', prediction: 'free' },
    ways: [],
    exit: null,
    helper: null,
    language: 'system',
    link: null,
    settings: { sites: NO_SITE_RULES, autoConnect: true, fastLink: true },
    wasLeftOff: false,
    pairing: A_PAIRING,
    ...changes,
  };
}
