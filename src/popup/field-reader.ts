import * as v from 'valibot';
import { type MessageKey, message } from './messages.ts';

type ReadField<Field> = <T>(
  field: Field,
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  refusal: MessageKey,
) => T | undefined;

/**
 * Reads the fields of a form one by one.
 *
 * @param refuse is told the sentence to show at each field that is refused
 */
export function fieldReader<Field extends string>(
  refuse: (field: Field, sentence: string) => void,
): ReadField<Field> {
  return (field, schema, value, refusal) => {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    refuse(field, message(refusal));
    return undefined;
  };
}
