import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCES = new URL('../src/', import.meta.url);

/** What each folder of `src/` may import besides itself, from the ground up. */
const FLOORS: Record<string, { values: string[]; types?: string[] }> = {
  meek: { values: [] },
  language: { values: [] },
  storage: { values: ['meek', 'language'] },
  tunnel: { values: ['meek'] },
  link: { values: ['meek'] },
  background: { values: ['meek', 'language', 'storage', 'tunnel', 'link'] },
  helper: { values: ['meek', 'storage', 'tunnel', 'link'] },
  server: { values: ['meek', 'storage', 'tunnel', 'link'] },
  popup: { values: ['meek', 'language', 'storage'], types: ['background'] },
};

/** The protocol runs in a worker and in Node alike, so it needs neither. */
const NOT_IN_MEEK = /^(node:.*|webextension-polyfill)$/;

interface Import {
  readonly specifier: string;
  readonly isType: boolean;
}

const STATIC_IMPORT =
  /^(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*['"`]([^'"`]+)['"`]/g;

function importsOf(source: string): Import[] {
  return [
    ...[...source.matchAll(STATIC_IMPORT)].map(([, type, specifier = '']) => ({
      specifier,
      isType: type !== undefined,
    })),
    ...[...source.matchAll(DYNAMIC_IMPORT)].map(([, specifier = '']) => ({
      specifier,
      isType: false,
    })),
  ];
}

/** What a file breaks. `file` is its path under `src/`. */
function violationsOf(file: string, source: string): string[] {
  return importsOf(source).flatMap((each) => {
    const reason = refusalOf(file, each);
    return reason ? [`${file} imports ${each.specifier}: ${reason}`] : [];
  });
}

function refusalOf(file: string, { specifier, isType }: Import): string | undefined {
  const [folder = ''] = file.split('/');
  const floor = FLOORS[folder];
  if (!floor) return `${folder} stands on no floor`;
  if (!specifier.startsWith('.')) {
    return folder === 'meek' && NOT_IN_MEEK.test(specifier) ? 'meek runs anywhere' : undefined;
  }
  if (!/\.(ts|tsx|css|json)$/.test(specifier)) return 'the extension is missing';
  const target = posix.join(posix.dirname(file), specifier);
  const [targetFolder = ''] = target.split('/');
  if (targetFolder === folder || floor.values.includes(targetFolder)) return undefined;
  if (targetFolder === '..' && specifier.endsWith('.json')) return undefined;
  if (!floor.types?.includes(targetFolder)) return `${folder} may not import ${targetFolder}`;
  return isType ? undefined : `${folder} may import ${targetFolder} as types only`;
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\/.*\.tsx?$/.test(file));

test('there are sources on every floor', () => {
  const folders = new Set(files.map((file) => file.split('/')[0]));
  expect([...folders].sort()).toEqual(Object.keys(FLOORS).sort());
});

test('imports run one way: popup; background, helper, server; storage, tunnel, link; meek, language', () => {
  const broken = files.flatMap((file) =>
    violationsOf(file, readFileSync(new URL(file, SOURCES), 'utf8')),
  );
  expect(broken).toEqual([]);
});

describe('the check above refuses', () => {
  test.each([
    ['meek on node', 'meek/a.ts', "import { once } from 'node:events';"],
    ['meek on the browser', 'meek/v1/a.ts', "import browser from 'webextension-polyfill';"],
    ['meek on what stands on it', 'meek/v1/a.ts', "import { x } from '../../link/pipes.ts';"],
    ['meek on it by types only', 'meek/a.ts', "import type { X } from '../link/pipes.ts';"],
    ['link on tunnel', 'link/a.ts', "import { x } from '../tunnel/socks5.ts';"],
    ['background on helper', 'background/a.ts', "import { x } from '../helper/status.ts';"],
    [
      'server on background',
      'server/b/a.ts',
      "import type { X } from '../../background/state.ts';",
    ],
    ['helper on popup', 'helper/a.ts', "import { x } from '../popup/main.tsx';"],
    ['popup on link', 'popup/a.ts', "import { x } from '../link/pipes.ts';"],
    ['popup on background’s code', 'popup/a.tsx', "import { x } from '../background/state.ts';"],
    ['the same, as types one by one', 'popup/a.ts', "import { type X } from '../background/b.ts';"],
    ['the same, for its effects', 'popup/a.ts', "import '../background/index.ts';"],
    ['the same, at run time', 'popup/a.ts', "const x = await import('../background/index.ts');"],
    ['the same, over several lines', 'popup/a.ts', "import {\n  x,\n} from '../background/b.ts';"],
    ['the same, passed on', 'popup/a.ts', "export { x } from '../background/state.ts';"],
    ['a missing extension', 'meek/a.ts', "import { x } from './b';"],
    ['another extension', 'meek/a.ts', "import { x } from './b.js';"],
    ['what is outside', 'server/a.ts', "import { x } from '../../dev/stack.ts';"],
    ['a folder on no floor', 'utils/a.ts', "import { x } from '../meek/pipe.ts';"],
  ])('%s', (_, file, source) => {
    expect(violationsOf(file, source)).toHaveLength(1);
  });

  test('but not what is allowed', () => {
    const allowed = [
      "import * as v from 'valibot';",
      "import type { Answer } from '../background/messages.ts';",
      "import type {\n  Answer,\n  Request,\n} from '../background/messages.ts';",
      "import { Profile } from '../meek/fronts/profile.ts';",
      "import { App } from './components/app.tsx';",
      "import './popup.css';",
      "import words from '../../public/_locales/en/messages.json';",
      "export const text = 'import { x } from elsewhere';",
    ].join('\n');
    expect(violationsOf('popup/a.tsx', allowed)).toEqual([]);
    expect(importsOf(allowed)).toHaveLength(7);
  });
});
