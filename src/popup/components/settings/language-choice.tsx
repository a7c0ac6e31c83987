import { LANGUAGES, type Language, type LanguageChoice } from '../../../language/languages.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** Each in its own language: who looks for it may read no other. */
const NAME_OF: Record<Language, { readonly name: string; readonly tag: string }> = {
  en: { name: 'English', tag: 'en' },
  fa: { name: 'فارسی', tag: 'fa' },
  ru: { name: 'Русский', tag: 'ru' },
  zh_CN: { name: '简体中文', tag: 'zh-CN' },
  my: { name: 'မြန်မာ', tag: 'my' },
  ar: { name: 'العربية', tag: 'ar' },
};

/** Chooses the language of the extension; it holds at once. */
export function LanguageChoiceField({ model }: { model: PopupModel }) {
  const language = model.snapshot.value?.language ?? 'system';
  return (
    <p class="field">
      <label class="label" for="language">
        {message('language')}
      </label>
      <select
        id="language"
        value={language}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.value as LanguageChoice;
          void model.ask({ type: 'choose-language', language: chosen });
        }}
      >
        <option value="system">{message('language_system')}</option>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={NAME_OF[each].tag}>
            {NAME_OF[each].name}
          </option>
        ))}
      </select>
    </p>
  );
}
