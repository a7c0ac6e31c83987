import type { Guard, Guards } from '../../background/leak-guard/leak-guard.ts';
import type { MessageKey } from '../messages.ts';

/** What may get out past the tunnel. */
export const SENTENCE_OF_LEAK: Record<keyof Guards, MessageKey> = {
  webRtc: 'leak_web_rtc',
  prediction: 'leak_prediction',
};

export type OpenGuard = Exclude<Guard, 'free' | 'shut'>;

/** Why it is not prevented. */
export const SENTENCE_OF_GUARD: Record<OpenGuard, MessageKey> = {
  'not-permitted': 'guard_not_permitted',
  'held-by-extension': 'guard_held_by_extension',
  'held-by-policy': 'guard_held_by_policy',
  failed: 'guard_failed',
};

/** The ways that are open while the tunnel is wanted, with the reason for each. */
export function openGuards(guards: Guards): (readonly [keyof Guards, OpenGuard])[] {
  return (Object.keys(SENTENCE_OF_LEAK) as (keyof Guards)[]).flatMap((name) => {
    const guard = guards[name];
    return guard === 'free' || guard === 'shut' ? [] : [[name, guard] as const];
  });
}
