import * as v from 'valibot';
import { Front, parseFront, Technique } from '../../meek/fronts/front.ts';
import { frontOf } from '../../meek/fronts/import/front-entry.ts';
import { WHOLE } from '../../meek/fronts/import/place.ts';
import { fieldReader } from '../field-reader.ts';
import { message } from '../messages.ts';
import { SENTENCE_OF_FRONT_REFUSAL } from '../sentences.ts';

/** What the form for a front holds: text as it was typed, right or wrong. */
export const FrontDraft = v.object({
  /** The key of the front that is changed; `null` for a new one. */
  replaces: v.nullable(v.string()),
  host: v.string(),
  port: v.string(),
  technique: Technique,
  innerHost: v.string(),
  address: v.string(),
  sni: v.string(),
  sendsSni: v.boolean(),
  verifyHost: v.string(),
});
export type FrontDraft = v.InferOutput<typeof FrontDraft>;

/** The sentence to show at each field that is refused. */
export type FrontDraftErrors = Partial<Record<keyof FrontDraft, string>>;

export const EMPTY_FRONT_DRAFT: FrontDraft = {
  replaces: null,
  host: '',
  port: '443',
  technique: 'auto',
  innerHost: '',
  address: '',
  sni: '',
  sendsSni: true,
  verifyHost: '',
};

export function frontDraftOf(front: Front, key: string): FrontDraft {
  const { host, port, technique, innerHost = '', address = '', sni, verifyHost = '' } = front;
  return {
    ...{ replaces: key, host, port: String(port), technique, innerHost, address, verifyHost },
    sni: sni ?? '',
    sendsSni: sni !== null,
  };
}

/** Only the helper sends another name, or checks another: other ways leave these fields out. */
export function takesNames({ technique }: Pick<FrontDraft, 'technique'>): boolean {
  return technique === 'auto' || technique === 'native';
}

/**
 * Reads the form, or says what is wrong with it.
 *
 * @param stored the front that is changed: what the form does not show is taken from it
 */
export function readFrontDraft(
  draft: FrontDraft,
  stored: Front | undefined,
): { front: Front } | { errors: FrontDraftErrors } {
  const errors: FrontDraftErrors = {};
  const read = fieldReader<keyof FrontDraft>((field, sentence) => {
    errors[field] = sentence;
  });
  const { entries } = Front;
  const names = takesNames(draft) ? draft : { ...draft, sni: '', sendsSni: true, verifyHost: '' };
  const optional = (text: string) => text.trim() || undefined;
  const place = readPlace(draft, errors);
  const innerHost = read(
    'innerHost',
    entries.innerHost,
    optional(draft.innerHost),
    'error_front_host',
  );
  const address = read('address', entries.address, optional(draft.address), 'error_front_address');
  const named = names.sendsSni ? optional(names.sni) : null;
  const sni = read('sni', entries.sni, named, 'error_front_host');
  const verifyHost = read(
    'verifyHost',
    entries.verifyHost,
    optional(names.verifyHost),
    'error_front_host',
  );
  if (!place || Object.keys(errors).length > 0) return { errors };
  const { pins, provider, isDisabled } = stored ?? {};
  const { technique } = draft;
  const parts = { ...place, technique, innerHost, address, sni, verifyHost };
  return { front: frontOf({ ...parts, pins, provider, isDisabled }, WHOLE) };
}

/** Takes `https://host:port/` too, as it would be pasted. */
function readPlace(
  { host, port }: FrontDraft,
  errors: FrontDraftErrors,
): Pick<Front, 'host' | 'port'> | undefined {
  const parsed = parseFront(host);
  if ('refused' in parsed) {
    errors.host = message(SENTENCE_OF_FRONT_REFUSAL[parsed.refused], parsed.text);
  }
  const number = v.safeParse(Front.entries.port, Number(port.trim() || '443'));
  if (!number.success) errors.port = message('error_front_port');
  if ('refused' in parsed || !number.success) return undefined;
  const { front } = parsed;
  return { host: front.host, port: front.port === 443 ? number.output : front.port };
}
