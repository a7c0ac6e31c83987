import type { Subject } from '../commands/subject.ts';
import type { ChosenLanguage } from './chosen-language.ts';

export interface LanguageParts {
  readonly language: Pick<ChosenLanguage, 'choice' | 'choose'>;
}

/** The language that the person reads. */
export function languageSubject({
  language,
}: LanguageParts): Subject<'choose-language', 'language'> {
  return {
    handlers: { 'choose-language': (request) => language.choose(request.language) },
    shown: async () => ({ language: await language.choice() }),
  };
}
