import { useSignal } from '@preact/signals';
import { message } from '../../messages.ts';
import { makeReport } from '../../settings/report.ts';
import { CopyButton } from '../copy-button.tsx';
import { Section } from './section.tsx';

/** A report for whoever helps: shown in full, then copied, by the person. */
export function ReportSection() {
  const withNames = useSignal(false);
  const report = useSignal<string | 'failed' | null>(null);
  const show = async () => {
    report.value = (await makeReport(withNames.value)) ?? 'failed';
  };
  return (
    <Section title="settings_report">
      <p class="hint">{message('report_hint')}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={withNames.value}
          onChange={({ currentTarget: { checked } }) => {
            withNames.value = checked;
            if (report.value !== null) void show();
          }}
        />
        {message('report_with_names')}
      </label>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void show()}>
          {message('report_show')}
        </button>
      </div>
      <div role="status">{report.value === 'failed' && message('report_failed')}</div>
      {report.value !== null && report.value !== 'failed' && <Report text={report.value} />}
    </Section>
  );
}

function Report({ text }: { text: string }) {
  return (
    <>
      <textarea
        class="technical report"
        dir="ltr"
        lang="en"
        rows={10}
        readOnly
        aria-label={message('report_label')}
        value={text}
      />
      <div class="buttons">
        <CopyButton text={text} />
      </div>
    </>
  );
}
