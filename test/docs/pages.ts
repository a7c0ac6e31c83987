import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** Every page that is written for people, by its path. */
export function pages(): string[] {
  const ofRoot = ['README.md', 'PRIVACY.md'];
  const docs = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md'));
  return [...ofRoot, ...docs.map((name) => `docs/${name}`)];
}

export function readPage(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The cells of every row of every table below the heading, up to the next one. */
export function tableRows(page: string, heading: string): string[][] {
  const [, section = ''] = readPage(page).split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      return cells.map((cell) => cell.trim());
    });
}
