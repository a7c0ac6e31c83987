import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** What an app does through the tunnel and nobody on the way must see. */
export interface Secrets {
  /** Host names that only the server can resolve, the second one in its ASCII form. */
  readonly names: readonly [string, string];
  /** The second name as a person writes it. */
  readonly internationalLabel: string;
  readonly path: string;
  readonly header: string;
  readonly upload: string;
  readonly download: string;
}

/** Different ones each time, so that nothing else can hold them by chance. */
export function makeSecrets(): Secrets {
  const marker = (kind: string) => `${kind}-${randomBytes(8).toString('hex')}`;
  const internationalLabel = `${marker('ziel')}-über`;
  return {
    names: [`${marker('name')}.example`, domainToASCII(`${internationalLabel}.example`)],
    internationalLabel,
    path: marker('path'),
    header: marker('header'),
    upload: marker('upload'),
    download: marker('download'),
  };
}

/** Each text to look for, by what it is; of names the part that no other name shares. */
export function textsOf(secrets: Secrets): Record<string, string> {
  const [name, ascii] = secrets.names.map((each) => each.replace(/\.example$/, ''));
  const { internationalLabel, path, header, upload, download } = secrets;
  return {
    ...{ 'the name': name ?? '', 'the international name in ASCII': ascii ?? '' },
    'the international name': internationalLabel,
    ...{ 'the path': path, 'a request header': header },
    ...{ 'what the app sent': upload, 'what the app got': download },
  };
}
