import browser from 'webextension-polyfill';
import { HelperPort } from '../helper-port.ts';
import { HELPER_PERMISSION } from '../pairing/helper-permission.ts';
import { Pairing } from '../pairing/pairing.ts';
import { visitHelper } from '../system-proxy/visit-helper.ts';
import type { Foundation } from './foundation.ts';

export type HelperSide = ReturnType<typeof wireHelper>;

/** The ways to the helper. */
export function wireHelper({ store, clock, epochMs, changes }: Foundation) {
  const pairing = new Pairing({
    ...{ clock, epochMs, store },
    connect: (options) => HelperPort.connect(options),
    isPermitted: () => browser.permissions.contains(HELPER_PERMISSION),
    extensionVersion: browser.runtime.getManifest().version,
    onChange: changes.tell,
  });
  /** For a moment, where the tunnel has no helper. */
  const visit = async (signal?: AbortSignal) => {
    const { helperProfileId } = await store.settings();
    return visitHelper(helperProfileId, clock, signal);
  };
  return { pairing, visit };
}
