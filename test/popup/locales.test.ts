import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { LAYER_OF } from '../../src/background/state.ts';
import {
  HEADLINE_OF,
  SENTENCE_OF_FRONT_REFUSAL,
  SENTENCE_OF_REASON,
  SENTENCE_OF_REFUSAL,
  SENTENCE_OF_STEP,
  WORD_OF,
} from '../../src/popup/sentences.ts';
import {
  SENTENCE_OF_IMPORT_REFUSAL,
  SENTENCE_OF_REMARK,
} from '../../src/popup/supply/import-sentences.ts';
import { SENTENCE_OF_REFRESH } from '../../src/popup/supply/refresh-sentences.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

interface Entry {
  message: string;
  description?: string;
  placeholders?: Record<string, { content: string }>;
}

const ROOT = 'public/_locales';
const locales = Object.fromEntries(
  readdirSync(ROOT).map((name) => [
    name,
    JSON.parse(readFileSync(`${ROOT}/${name}/messages.json`, 'utf8')) as Record<string, Entry>,
  ]),
);
const en = locales.en ?? {};
const names = Object.keys(locales);

test('speaks the languages of the people it is for', () => {
  expect(names.sort()).toEqual(['ar', 'en', 'fa', 'my', 'ru', 'zh_CN']);
});

test.each(names)('%s has every string, and no other', (name) => {
  expect(Object.keys(locales[name] ?? {})).toEqual(Object.keys(en));
  for (const { message } of Object.values(locales[name] ?? {})) expect(message.trim()).not.toBe('');
});

test.each(names)('%s fills the same placeholders', (name) => {
  for (const [key, { message, placeholders = {} }] of Object.entries(locales[name] ?? {})) {
    const used = [...message.matchAll(/\$(\w+)\$/g)].map(([, used]) => used?.toLowerCase()).sort();
    const wanted = Object.entries(en[key]?.placeholders ?? {});
    expect(used, key).toEqual(wanted.map(([placeholder]) => placeholder).sort());
    for (const [placeholder, { content }] of wanted) {
      expect(placeholders[placeholder]?.content, key).toBe(content);
    }
  }
});

test.each(names)('%s names its own language and direction', (name) => {
  const { language_tag, text_direction } = locales[name] ?? {};
  expect(language_tag?.message).toBe(name.replace('_', '-'));
  const isRightToLeft = name === 'ar' || name === 'fa';
  expect(text_direction?.message).toBe(isRightToLeft ? 'rtl' : 'ltr');
});

test.each(names)('%s calls the switch by another name than the view beside it', (name) => {
  const { switch_label, view_tunnel } = locales[name] ?? {};
  expect(switch_label?.message).not.toBe(view_tunnel?.message);
});

test.each(names)('%s fits the limits of the stores', (name) => {
  expect(locales[name]?.extension_name?.message.length).toBeLessThanOrEqual(45);
  expect(locales[name]?.extension_description?.message.length).toBeLessThanOrEqual(132);
});

test.each(names)('%s has a word that the badge has room for', (name) => {
  const letters = [
    ...new Intl.Segmenter(name.replace('_', '-')).segment(
      locales[name]?.badge_left_off?.message ?? '',
    ),
  ];
  expect(letters.length).toBeLessThanOrEqual(4);
});

test('every string tells the translator what it is', () => {
  for (const [key, { description }] of Object.entries(en)) expect(description, key).toBeTruthy();
});

test('the manifest names strings that exist', () => {
  const used = [...JSON.stringify(manifest).matchAll(/__MSG_(\w+?)__/g)].map(([, key]) => key);
  expect(used.length).toBeGreaterThan(0);
  for (const key of used) expect(en).toHaveProperty([key ?? '']);
});

test('every reason, refusal, layer, step and state has a sentence of its own', () => {
  expect(Object.keys(SENTENCE_OF_REASON)).toEqual(Object.keys(LAYER_OF));
  expect(Object.keys(HEADLINE_OF).sort()).toEqual([...new Set(Object.values(LAYER_OF))].sort());
  const keys = [
    ...[SENTENCE_OF_REASON, HEADLINE_OF, SENTENCE_OF_STEP, WORD_OF],
    ...[SENTENCE_OF_REFUSAL, SENTENCE_OF_FRONT_REFUSAL, SENTENCE_OF_REFRESH],
    ...[SENTENCE_OF_IMPORT_REFUSAL, SENTENCE_OF_REMARK],
  ].flatMap((map) => Object.values<string>(map));
  const sentences = keys.map((key) => en[key]?.message);
  expect(sentences).not.toContain(undefined);
  expect(new Set(sentences).size).toBe(sentences.length);
});
