import type { Front } from '../front.ts';
import { DOCUMENT_FORMAT, DOCUMENT_VERSION } from '../import/formats/frontage-json.ts';
import {
  type ExportChoice,
  type Exported,
  type ExportedProfile,
  withoutSecrets,
} from './exported.ts';

/** Our own document: everything. docs/FRONTS.md describes it. */
export function exportJson(all: ExportedProfile, choice: ExportChoice): Exported {
  const { profile, leftOut } = withoutSecrets(all, choice);
  const { name, innerHost, path, token, upstream, serverPin, options, subscription } = profile;
  const document = {
    format: DOCUMENT_FORMAT,
    version: DOCUMENT_VERSION,
    name,
    innerHost,
    path,
    ...(token !== null && { token }),
    upstream,
    ...(serverPin !== null && { serverPin }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(subscription && { subscription }),
    fronts: profile.fronts.map(frontFields),
  };
  return { text: `${JSON.stringify(document, undefined, 2)}\n`, leftOut };
}

/** A front without what its defaults say. */
export function frontFields({ port, technique, ...front }: Front): Partial<Front> {
  return { ...front, ...(port !== 443 && { port }), ...(technique !== 'auto' && { technique }) };
}
