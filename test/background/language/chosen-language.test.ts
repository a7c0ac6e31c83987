import { expect, test, vi } from 'vitest';
import { ChosenLanguage } from '../../../src/background/language/chosen-language.ts';
import type { LanguageChoice } from '../../../src/language/languages.ts';
import type { Strings } from '../../../src/language/strings.ts';
import type { Settings } from '../../../src/storage/settings.ts';

vi.mock('webextension-polyfill', () => ({
  default: { i18n: { getMessage: (key: string) => `browser's ${key}` } },
}));

function languageUnderTest() {
  const settings = { language: 'system' as LanguageChoice };
  const stringsOf = vi.fn(
    async (language: string): Promise<Strings> => ({ state_on: { message: `on in ${language}` } }),
  );
  const onChange = vi.fn();
  const store = {
    settings: async () => settings as Settings,
    patchSettings: async (patch: Partial<Settings>) => void Object.assign(settings, patch),
  };
  return { language: new ChosenLanguage({ store, stringsOf, onChange }), stringsOf, onChange };
}

test('is the browser’s until another is chosen, whose strings are read once', async () => {
  const { language, stringsOf, onChange } = languageUnderTest();
  expect(await language.message('state_on')).toBe("browser's state_on");
  expect(stringsOf).not.toHaveBeenCalled();
  await language.choose('fa');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(await language.choice()).toBe('fa');
  expect(await language.message('state_on')).toBe('on in fa');
  expect(await language.message('state_on')).toBe('on in fa');
  expect(stringsOf).toHaveBeenCalledExactlyOnceWith('fa');
  await language.choose('ru');
  expect(await language.message('state_on')).toBe('on in ru');
});

test('is the browser’s where the strings cannot be read', async () => {
  const { language, stringsOf } = languageUnderTest();
  await language.choose('my');
  stringsOf.mockRejectedValueOnce(new Error('no file'));
  expect(await language.message('state_on')).toBe("browser's state_on");
});
