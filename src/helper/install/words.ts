import { HOST_NAME } from '../../link/identity.ts';
import type { Target } from './targets.ts';

/** It starts no program outside its sandbox, whatever is written. */
export function isUnsupported({ userFolders, registryKeys }: Target): boolean {
  return userFolders.length + registryKeys.length === 0;
}

/** What a person must know of a browser whose sandbox stands between it and its helper. */
export function caveatsOf(target: Target): string[] {
  const { title, confinement } = target;
  if (isUnsupported(target)) {
    return [
      `${title} cannot start helpers. Use a Chromium that is not a Snap, or another browser.`,
    ];
  }
  switch (confinement) {
    case 'flatpak':
      return [
        `${title} is in a sandbox: the helper was copied into its folder, and runs inside.`,
        'Whether this Flatpak lets it start is not known before it is tried.',
      ];
    case 'snap':
      return [
        `${title} asks once whether the helper may be started: say yes.`,
        `If it no longer asks: flatpak permission-set webextensions ${HOST_NAME} snap.firefox yes`,
        'It needs xdg-desktop-portal with its part for WebExtensions, which not every system has.',
      ];
    case null:
      return [];
  }
}
