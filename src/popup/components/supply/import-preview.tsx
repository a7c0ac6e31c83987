import type { PlacedFront, Remark } from '../../../meek/fronts/import/collector.ts';
import type { Refusal } from '../../../meek/fronts/import/import-error.ts';
import type { ChangedFront } from '../../../meek/fronts/import/preview.ts';
import { message } from '../../messages.ts';
import { formatCount } from '../../quantities.ts';
import { describeFront } from '../../supply/describe-front.ts';
import type { ReadImport } from '../../supply/import-model.ts';
import {
  sentenceOfFormat,
  sentenceOfRefusal,
  sentenceOfRemark,
} from '../../supply/import-sentences.ts';
import { EntryList } from './entry-list.tsx';
import { ImportFacts } from './import-facts.tsx';
import { PlaceLabel } from './place-label.tsx';

/** What an import would add and change, and what it refuses and why. */
export function ImportPreview({ read }: { read: ReadImport }) {
  const { format, added, changed, unchanged, refused, remarks } = read.preview;
  const counted = (key: Parameters<typeof message>[0], entries: readonly unknown[]) =>
    message(key, formatCount(entries.length));
  return (
    <section class="preview">
      <h2>{sentenceOfFormat(format)}</h2>
      <ImportFacts read={read} />
      <EntryList title={counted('import_added', added)} entries={added} show={Added} />
      <EntryList title={counted('import_changed', changed)} entries={changed} show={Changed} />
      <EntryList title={counted('import_refused', refused)} entries={refused} show={Refused} />
      <EntryList title={counted('import_remarks', remarks)} entries={remarks} show={Remarked} />
      {unchanged.length > 0 && <p class="hint">{counted('import_unchanged', unchanged)}</p>}
    </section>
  );
}

function Added({ front }: PlacedFront) {
  return <bdi class="technical">{describeFront(front)}</bdi>;
}

function Changed({ before, front }: ChangedFront) {
  return (
    <>
      <del class="technical">{describeFront(before)}</del>
      <ins class="technical">{describeFront(front)}</ins>
    </>
  );
}

function Refused(refusal: Refusal) {
  return (
    <>
      <PlaceLabel place={refusal.place} /> {sentenceOfRefusal(refusal)}
    </>
  );
}

function Remarked(remark: Remark) {
  return (
    <>
      <PlaceLabel place={remark.place} /> {sentenceOfRemark(remark)}
    </>
  );
}
