import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Exported, LeftOut } from '../../../meek/fronts/export/exported.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount } from '../../quantities.ts';
import {
  EXPORTS,
  type ExportFormat,
  exportedProfile,
  LEFT_OUT_SENTENCE,
} from '../../supply/exports.ts';
import { CopyButton } from '../copy-button.tsx';
import { EntryList } from './entry-list.tsx';
import { QrCode } from './qr-code.tsx';
import { SaveButton } from './save-button.tsx';

const FORMATS = Object.keys(EXPORTS) as ExportFormat[];

const NOTHING: Exported = { text: '', leftOut: [] };

/** A profile in the form in which it is to be passed on. Secrets are in it only when asked for. */
export function ExportView({ model, profile }: { model: PopupModel; profile: Profile }) {
  const format = useSignal<ExportFormat>('link');
  const withSecrets = useSignal(false);
  const exported = useSignal<Exported>(NOTHING);
  const { write, fileName, holdsSecrets } = EXPORTS[format.value];
  const subscriptions = model.snapshot.value?.subscriptions ?? [];
  const source = JSON.stringify(exportedProfile(profile, subscriptions));
  useEffect(() => {
    let isCurrent = true;
    void Promise.resolve(write(JSON.parse(source), withSecrets.value)).then((written) => {
      if (isCurrent) exported.value = written;
    });
    return () => {
      isCurrent = false;
    };
    // The snapshot is a new one every second; what it says of the profile seldom is.
  }, [source, format.value, withSecrets.value]);

  const { text, leftOut } = exported.value;
  return (
    <main>
      <h1>{message('export_title')}</h1>
      <p class="field">
        <label class="label" for="export-format">
          {message('export_format')}
        </label>
        <select
          id="export-format"
          value={format.value}
          onChange={({ currentTarget: { value } }) => {
            format.value = value as ExportFormat;
          }}
        >
          {FORMATS.map((each) => (
            <option key={each} value={each}>
              {message(EXPORTS[each].label)}
            </option>
          ))}
        </select>
      </p>
      {holdsSecrets && (
        <label class="choice">
          <input
            type="checkbox"
            checked={withSecrets.value}
            onChange={({ currentTarget: { checked } }) => {
              withSecrets.value = checked;
            }}
          />
          {message('export_with_secrets')}
        </label>
      )}
      {text === '' ? (
        <p>{message('export_empty')}</p>
      ) : (
        <>
          <textarea
            class="technical"
            dir="ltr"
            rows={5}
            readOnly
            aria-label={message('export_text')}
            value={text}
          />
          <div class="buttons">
            <CopyButton text={text} />
            <SaveButton text={text} fileName={fileName} />
          </div>
          {format.value === 'link' && <QrCode text={text} />}
        </>
      )}
      <EntryList
        title={message('export_left_out', formatCount(leftOut.length))}
        entries={leftOut}
        show={Left}
      />
      <div class="buttons">
        <button type="button" class="button" onClick={() => model.show('home')}>
          {message('back')}
        </button>
      </div>
    </main>
  );
}

function Left({ path, code }: LeftOut) {
  return (
    <>
      <bdi class="technical hint">{path}</bdi> {message(LEFT_OUT_SENTENCE[code])}
    </>
  );
}
