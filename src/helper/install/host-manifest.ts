import * as v from 'valibot';
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_IDS, HOST_NAME } from '../../link/identity.ts';
import type { BrowserFamily } from './targets/row.ts';

export const MANIFEST_FILE = `${HOST_NAME}.json`;

/** What a browser reads to learn what it may start, and for whom. */
export function hostManifest(family: BrowserFamily, programPath: string): string {
  const manifest = {
    name: HOST_NAME,
    description: 'Local proxy of the Frontage extension',
    path: programPath,
    type: 'stdio',
    [ALLOWED[family].field]: ALLOWED[family].callers,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const ALLOWED = {
  chromium: {
    field: 'allowed_origins',
    callers: CHROMIUM_EXTENSION_IDS.map((id) => `chrome-extension://${id}/`),
  },
  firefox: { field: 'allowed_extensions', callers: FIREFOX_EXTENSION_IDS },
} as const;

const HostManifest = v.object({
  name: v.string(),
  path: v.string(),
  type: v.literal('stdio'),
  allowed_origins: v.optional(v.array(v.string()), []),
  allowed_extensions: v.optional(v.array(v.string()), []),
});
export type HostManifest = v.InferOutput<typeof HostManifest>;

/** Null for what no browser would take for one. */
export function parseHostManifest(text: string): HostManifest | null {
  try {
    return v.parse(HostManifest, JSON.parse(text));
  } catch {
    return null;
  }
}

/** Does it let each of our extensions for such a browser in? */
export function admitsUs(manifest: HostManifest, family: BrowserFamily): boolean {
  const { field, callers } = ALLOWED[family];
  return callers.every((caller) => manifest[field].includes(caller));
}
