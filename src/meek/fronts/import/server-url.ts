import * as v from 'valibot';
import { HostName } from '../host-name.ts';
import { RequestPath } from '../profile.ts';
import { ImportError } from './import-error.ts';
import type { Place } from './place.ts';
import { printable } from './printable.ts';

const MAX_CHARACTERS = 1_024;

/** The inner host and the path of a meek server's URL, as lantern-box and Tor write it. */
export function parseServerUrl(text: string, place: Place): { innerHost: string; path: string } {
  const params = { key: 'url', text: printable(text) };
  const url = text.length <= MAX_CHARACTERS && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash) {
    throw new ImportError('bad-value', place, params);
  }
  if (url.protocol !== 'https:') throw new ImportError('plain-http', place, params);
  if (url.port !== '') throw new ImportError('server-port', place, params);
  const host = v.safeParse(HostName, url.hostname);
  const path = v.safeParse(RequestPath, url.pathname);
  if (!host.success || !path.success) throw new ImportError('bad-value', place, params);
  return { innerHost: host.output, path: path.output };
}
