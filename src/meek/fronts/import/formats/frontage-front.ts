import * as v from 'valibot';
import { type Front, Technique } from '../../front.ts';
import type { Collector } from '../collector.ts';
import { Fields } from '../fields.ts';
import { frontOf } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import { printable } from '../printable.ts';

/** A front in our own documents and signed lists: the fields of `Front`, all but `host` optional. */
export function readFrontageFront(value: unknown, path: string, collector: Collector): Front {
  const fields = new Fields(value, path, collector);
  const parts = {
    host: fields.requiredText('host'),
    port: fields.number('port'),
    technique: readTechnique(fields),
    address: fields.text('address'),
    sni: fields.nullableText('sni'),
    verifyHost: fields.text('verifyHost'),
    pins: fields.texts('pins'),
    innerHost: fields.text('innerHost'),
    provider: fields.text('provider'),
    isDisabled: fields.flag('isDisabled'),
  };
  fields.done();
  return frontOf(parts, { path });
}

function readTechnique(fields: Fields): Technique | undefined {
  const text = fields.text('technique');
  if (text === undefined || v.is(Technique, text)) return text;
  const place = { path: fields.pathOf('technique') };
  throw new ImportError('bad-value', place, { key: 'technique', text: printable(text) });
}
