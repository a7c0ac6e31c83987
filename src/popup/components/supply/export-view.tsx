import { useSignal } from '@preact/signals';
import type { Exported, LeftOut } from '../../../meek/fronts/export/exported.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount } from '../../quantities.ts';
import { useExported } from '../../supply/export-signal.ts';
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

/** A profile in the form in which it is to be passed on. Secrets are in it only when asked for. */
export function ExportView({ model, profile }: { model: PopupModel; profile: Profile }) {
  const format = useSignal<ExportFormat>('link');
  const withSecrets = useSignal(false);
  const subscriptions = model.snapshot.value?.subscriptions ?? [];
  const source = exportedProfile(profile, subscriptions);
  const exported = useExported(source, format.value, withSecrets.value).value;
  return (
    <main class="page" tabIndex={-1}>
      <h1>{message('export_title')}</h1>
      <FormatChoice
        format={format.value}
        onChange={(chosen) => {
          format.value = chosen;
        }}
      />
      {EXPORTS[format.value].holdsSecrets && (
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
      <ExportedText exported={exported} format={format.value} />
      <div class="buttons">
        <button type="button" class="button" onClick={() => model.show('fronts')}>
          {message('back')}
        </button>
      </div>
    </main>
  );
}

interface FormatProps {
  format: ExportFormat;
  onChange: (format: ExportFormat) => void;
}

function FormatChoice({ format, onChange }: FormatProps) {
  return (
    <p class="field">
      <label class="label" for="export-format">
        {message('export_format')}
      </label>
      <select
        id="export-format"
        value={format}
        onChange={({ currentTarget: { value } }) => onChange(value as ExportFormat)}
      >
        {FORMATS.map((each) => (
          <option key={each} value={each}>
            {message(EXPORTS[each].label)}
          </option>
        ))}
      </select>
    </p>
  );
}

function ExportedText({ exported, format }: { exported: Exported; format: ExportFormat }) {
  const { text, leftOut } = exported;
  const title = message('export_left_out', formatCount(leftOut.length));
  return (
    <>
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
            <SaveButton text={text} fileName={EXPORTS[format].fileName} />
          </div>
          {format === 'link' && <QrCode text={text} />}
        </>
      )}
      <EntryList title={title} entries={leftOut} show={Left} />
    </>
  );
}

function Left({ path, code }: LeftOut) {
  return (
    <>
      <bdi class="technical hint">{path}</bdi> {message(LEFT_OUT_SENTENCE[code])}
    </>
  );
}
