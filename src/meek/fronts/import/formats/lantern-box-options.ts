import * as v from 'valibot';
import { parseGoDuration } from '../../../go-duration.ts';
import { AuthToken, isReservedHeader, MeekOptions } from '../../../options.ts';
import type { Profile } from '../../profile.ts';
import { checked } from '../checked.ts';
import type { Collector } from '../collector.ts';
import type { Fields } from '../fields.ts';
import { ImportError } from '../import-error.ts';
import { printable } from '../printable.ts';

type Options = NonNullable<Profile['options']>;

/** The token is one of the headers. */
export function readHeaders(fields: Fields, collector: Collector): void {
  const headers = fields.object('header');
  if (!headers) return;
  const kept: Record<string, string> = {};
  for (const [name, value] of headers.rest()) {
    const place = { path: headers.pathOf(name) };
    if (name.toLowerCase() === 'x-meek-auth') {
      collector.facts.token = checked(AuthToken, value, place.path, 'X-Meek-Auth');
    } else if (isReservedHeader(name)) {
      collector.remark('unused-key', place, { key: printable(name) });
    } else {
      kept[name] = checked(v.string(), value, place.path, name);
    }
  }
  if (Object.keys(kept).length === 0) return;
  const { headers: schema } = MeekOptions.entries;
  collector.facts.options = { headers: checked(schema, kept, headers.path, 'header') };
}

/** Zero and empty stand for the default, as in Go. */
export function readOptions(fields: Fields, collector: Collector): void {
  const options: Options = { ...collector.facts.options };
  const set = (option: keyof Options, key: string, value: number | undefined) => {
    if (!value) return;
    const schema = MeekOptions.entries[option] as v.GenericSchema<unknown, number>;
    Object.assign(options, { [option]: checked(schema, value, fields.pathOf(key), key) });
  };
  set('pollIntervalMs', 'poll_interval_ms', fields.number('poll_interval_ms'));
  set('maxBodyBytes', 'max_body_bytes', fields.number('max_body_bytes'));
  set('sessionIdBytes', 'session_id_len', fields.number('session_id_len'));
  set('connectTimeoutMs', 'connect_timeout', duration(fields, 'connect_timeout'));
  set('readTimeoutMs', 'read_timeout', duration(fields, 'read_timeout'));
  if (Object.keys(options).length > 0) collector.facts.options = options;
}

function duration(fields: Fields, key: string): number | undefined {
  const text = fields.text(key);
  if (!text) return undefined;
  const ms = parseGoDuration(text);
  if (ms !== undefined) return Math.round(ms);
  throw new ImportError('bad-value', { path: fields.pathOf(key) }, { key, text: printable(text) });
}
