import { useId } from 'preact/hooks';
import type { Snapshot } from '../../../background/messages.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import {
  type ProgramLine,
  programLines,
  shellFileLine,
  telegramLine,
} from '../../system-proxy/program-lines.ts';
import { CopyButton } from '../copy-button.tsx';

/** What other programs are given to go through the tunnel. */
export function OtherPrograms({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot === null) return null;
  const port = portOf(snapshot);
  return (
    <section class="programs">
      <h2>{message('programs_title')}</h2>
      <p class="hint">{message(port === null ? 'programs_off' : 'programs_hint')}</p>
      {port !== null && <Lines port={port} snapshot={snapshot} />}
    </section>
  );
}

/** Also while the tunnel is interrupted: the port is there, and refuses. */
function portOf({ state }: Snapshot): number | null {
  return state.kind === 'on' || state.kind === 'degraded' ? state.proxyPort : null;
}

function Lines({ port, snapshot: { systemProxy } }: { port: number; snapshot: Snapshot }) {
  const { status, pacUrl } = systemProxy;
  const isWindows = status?.place === 'windows';
  const telegram = telegramLine(port);
  return (
    <>
      <ul class="plain-list">
        <Line {...telegram} hint={message('programs_telegram_hint', '127.0.0.1', port)} />
        {pacUrl !== null && <Line name={{ key: 'programs_pac' }} text={pacUrl} />}
      </ul>
      <details>
        <summary>{message('programs_terminal')}</summary>
        <ul class="plain-list">
          {programLines(port, isWindows).map((line) => (
            <Line key={line.text} {...line} />
          ))}
          {status?.state === 'on' && !isWindows && <Line {...shellFileLine(status.shellFile)} />}
        </ul>
      </details>
    </>
  );
}

function Line({ name, text, hint }: ProgramLine & { hint?: string }) {
  const id = useId();
  const title = typeof name === 'string' ? name : message(name.key);
  return (
    <li>
      <h3 id={id}>
        <bdi>{title}</bdi>
      </h3>
      {hint !== undefined && <p class="hint">{hint}</p>}
      <div class="program-line">
        <code class="technical">{text}</code>
        <CopyButton text={text} quiet describedBy={id} />
      </div>
    </li>
  );
}
