import { message } from '../messages.ts';

/** Minutes and seconds until then, as the person's language writes digits. @param ms not negative */
export function formatTimeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const language = message('language_tag');
  const minutes = new Intl.NumberFormat(language).format(Math.floor(seconds / 60));
  const rest = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 }).format(seconds % 60);
  return `${minutes}:${rest}`;
}
