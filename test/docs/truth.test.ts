import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { V8_OPTIONS } from '../../src/helper/v8-options.ts';
import { pages, readPage } from './pages.ts';

const ROOT = new URL('../../', import.meta.url);

const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
/** Files and folders of the source, as they are written between backticks. */
const SOURCE = /`((?:src|test|dev|docs|public|smoketest)\/[\w./-]+)`/g;

function anchorsOf(page: string): string[] {
  const headings = [...readPage(page).matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages())('%s', (page) => {
  test('links to what is there', () => {
    for (const [link, path = '', anchor] of readPage(page).matchAll(LINK)) {
      const target =
        path === '' ? page : new URL(path, new URL(page, ROOT)).href.slice(ROOT.href.length);
      expect(existsSync(new URL(target, ROOT)), link).toBe(true);
      if (anchor) expect(anchorsOf(target), link).toContain(anchor);
    }
  });

  test('names files that are there', () => {
    for (const [, path = ''] of readPage(page).matchAll(SOURCE)) {
      expect(existsSync(new URL(path, ROOT)), path).toBe(true);
    }
  });
});

test('the unit of systemd starts the server with the options that are measured here', () => {
  expect(readPage('docs/DEPLOY.md')).toContain(`/usr/bin/node ${V8_OPTIONS.join(' ')} \\\n`);
});
