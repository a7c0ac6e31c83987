import * as v from 'valibot';
import type en from '../../public/_locales/en/messages.json';

/** The name of a string in `public/_locales/`. */
export type MessageKey = keyof typeof en;

/** One language's `messages.json`, as far as it is shown. */
export const Strings = v.record(
  v.string(),
  v.object({
    message: v.string(),
    placeholders: v.optional(v.record(v.string(), v.object({ content: v.string() }))),
  }),
);
export type Strings = v.InferOutput<typeof Strings>;

/**
 * What `i18n.getMessage` makes of the same file: each `$NAME$` is its placeholder's content, in
 * which `$1` is the first substitution. Empty when there is no such string.
 */
export function fillString(
  strings: Strings,
  key: MessageKey,
  substitutions: readonly string[],
): string {
  const { message = '', placeholders = {} } = strings[key] ?? {};
  return message.replace(/\$(\w+)\$/g, (_, name: string) => {
    const content = placeholders[name.toLowerCase()]?.content ?? '';
    return content.replace(/\$(\d)/g, (_, place: string) => substitutions[Number(place) - 1] ?? '');
  });
}
