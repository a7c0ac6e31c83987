import type { ComponentChildren } from 'preact';
import { type MessageKey, message } from '../../messages.ts';
import { Saved, type Saving } from './saving.tsx';

interface Props {
  title: MessageKey;
  saving?: Saving;
  children: ComponentChildren;
}

/** Settings of one subject, under their heading. */
export function Section({ title, saving, children }: Props) {
  return (
    <section class="setting">
      <div class="setting-head">
        <h2>{message(title)}</h2>
        {saving && <Saved saved={saving.saved} />}
      </div>
      {children}
    </section>
  );
}
