import type * as v from 'valibot';
import { Profile } from '../../profile.ts';
import { SIGNED_LIST_FORMAT } from '../../subscription/signed-list.ts';
import { Subscription } from '../../subscription/subscription.ts';
import { checked } from '../checked.ts';
import type { Collector, ImportedFacts } from '../collector.ts';
import { Fields, hasKey } from '../fields.ts';
import type { DocumentFormat } from '../format.ts';
import { ImportError } from '../import-error.ts';
import { indexPath } from '../place.ts';
import { readFrontageFront } from './frontage-front.ts';

/** `format` of the document, which docs/FRONTS.md describes. */
export const DOCUMENT_FORMAT = 'frontage';
export const DOCUMENT_VERSION = 1;

/** Our own document: a server, its fronts, or both. */
export const frontageJson: DocumentFormat = {
  format: 'frontage-json',

  matches: (document) => hasKey(document, 'format'),

  read(document, collector) {
    const fields = new Fields(document, '', collector);
    checkFormat(fields);
    readFacts(fields, collector);
    for (const [index, front] of (fields.list('fronts') ?? []).entries()) {
      const path = indexPath('fronts', index);
      collector.entry({ path }, () => readFrontageFront(front, path, collector));
    }
    fields.done();
  },
};

function checkFormat(fields: Fields): void {
  const format = fields.text('format');
  if (format === SIGNED_LIST_FORMAT) throw new ImportError('signed-list');
  if (format !== DOCUMENT_FORMAT) throw new ImportError('not-recognised');
  const version = fields.number('version');
  if (version === DOCUMENT_VERSION) return;
  throw new ImportError('unsupported-version', { path: 'version' }, { version: version ?? '' });
}

const FACTS = ['name', 'innerHost', 'path', 'token', 'upstream', 'serverPin', 'options'] as const;

function readFacts(fields: Fields, collector: Collector): void {
  const facts: ImportedFacts = {};
  for (const key of FACTS) {
    const value = fields.value(key);
    if (value === undefined) continue;
    const schema = Profile.entries[key] as v.GenericSchema;
    Object.assign(facts, { [key]: checked(schema, value, fields.pathOf(key), key) });
  }
  const subscription = fields.value('subscription');
  if (subscription !== undefined) {
    const path = fields.pathOf('subscription');
    facts.subscription = checked(Subscription, subscription, path, 'subscription');
  }
  Object.assign(collector.facts, facts);
}
