import { readFileSync } from 'node:fs';
import type { ImportContext } from '../../../../src/meek/fronts/import/format.ts';
import type { ImportError } from '../../../../src/meek/fronts/import/import-error.ts';
import {
  type ImportPreview,
  type ImportTarget,
  previewImport,
} from '../../../../src/meek/fronts/import/preview.ts';

export const NEW_PROFILE: ImportTarget = { innerHost: null, fronts: [] };

/** Bytes that count up: a choice that repeats. */
export function aContext(): ImportContext {
  let next = 0;
  return {
    countryCode: null,
    random: {
      bytes: (length) => Uint8Array.from({ length }, () => next++ % 251),
      fraction: () => 0.5,
    },
  };
}

export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
}

export function preview(
  input: Uint8Array<ArrayBuffer> | string,
  target: Partial<ImportTarget> = {},
  context: Partial<ImportContext> = {},
): Promise<ImportPreview> {
  return previewImport(input, { ...NEW_PROFILE, ...target }, { ...aContext(), ...context });
}

/** The reason why a document is refused; fails where it is not. */
export async function refusal(input: Uint8Array<ArrayBuffer> | string): Promise<ImportError> {
  const outcome = await preview(input).catch((error: unknown) => error);
  if (outcome instanceof Error && outcome.name === 'ImportError') return outcome as ImportError;
  throw new Error('The document was not refused.', { cause: outcome });
}

export const frontsOf = ({ added }: ImportPreview) => added.map(({ front }) => front);

/** Code and place of what was refused or remarked. */
export function codes(list: ImportPreview['refused'] | ImportPreview['remarks']): string[] {
  return list.map(({ code, place, params }) => {
    const where = 'line' in place ? `line ${place.line}` : place.path;
    return [code, where, ...('key' in params ? [params.key] : [])].join(' ');
  });
}
