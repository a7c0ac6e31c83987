import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_IDS } from '../link/identity.ts';

/**
 * The extension that a browser started us for, from our arguments, or null when no browser did.
 *
 * Chromium passes `chrome-extension://ID/`; on Windows a window handle follows. Firefox passes
 * the manifest's path and the add-on's id.
 */
export function callerOf(args: readonly string[]): string | null {
  const [first = '', second = ''] = args;
  if (/^chrome-extension:\/\//.test(first)) return first;
  if (/\.json$/.test(first) && second !== '') return second;
  return null;
}

/** The browser checks this too, by the manifest; a manifest can be edited. */
export function isKnownCaller(caller: string): boolean {
  return (
    CHROMIUM_EXTENSION_IDS.some((id) => caller === `chrome-extension://${id}/`) ||
    FIREFOX_EXTENSION_IDS.includes(caller)
  );
}
