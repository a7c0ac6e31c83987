import type { ComponentChildren } from 'preact';
import { message } from '../../messages.ts';

interface Props {
  title: string;
  isDone: boolean;
  children: ComponentChildren;
}

/** One step, with a word beside its title once it is done. */
export function GuideStep({ title, isDone, children }: Props) {
  return (
    <li class="guide-step" data-done={isDone}>
      <h2>
        {title}
        {isDone && <span class="guide-done">{message('guide_done')}</span>}
      </h2>
      {children}
    </li>
  );
}
