import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserName, type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { Reason } from '../../src/background/state.ts';
import { actionFor, LABEL_OF_ACTION } from '../../src/popup/recovery/actions.ts';
import { SENTENCE_OF_REASON } from '../../src/popup/sentences.ts';
import { NativeManifest } from './native-manifest.ts';
import { untilShown } from './popup-driver.ts';

const FAKE = join(import.meta.dirname, 'fake-native-host.ts');

/** A program that does this in the helper's place. */
const program = (what: string) => (manifest: NativeManifest) =>
  manifest.startInstead(`exec '${process.execPath}' '${FAKE}' '${what}'`);

interface Row {
  readonly what: string;
  readonly make: (manifest: NativeManifest) => Promise<void>;
  /** What may be shown: a browser may have one sentence for several situations. */
  readonly reasons: Record<BrowserName, readonly Reason[]>;
}

const both = (...reasons: Reason[]) => ({ chromium: reasons, firefox: reasons });
const each = (chromium: Reason | Reason[], firefox: Reason) => ({
  chromium: [chromium].flat(),
  firefox: [firefox],
});

/** Where the extension's hello finds nobody any more, Chromium calls that an error of its own. */
const CHROMIUM_ENDED: Reason[] = ['helper-ended-early', 'helper-start-failed'];

/** Those that say hello come last: a helper that was there before has other sentences. */
const ROWS: readonly Row[] = [
  {
    what: 'no manifest',
    make: (manifest) => manifest.remove(),
    reasons: both('helper-missing'),
  },
  {
    what: 'a manifest that is no JSON',
    make: (manifest) => manifest.write('{ "name": '),
    reasons: both('helper-missing'),
  },
  {
    what: 'a manifest that names another extension',
    make: (manifest) =>
      manifest.restore({
        allowed_origins: [`chrome-extension://${'a'.repeat(32)}/`],
        allowed_extensions: ['other@example.invalid'],
      }),
    reasons: each('helper-not-allowed', 'helper-missing'),
  },
  {
    what: 'a program that is gone',
    make: (manifest) => manifest.restore({ path: '/nonexistent/frontage-host' }),
    reasons: each('helper-missing', 'helper-start-failed'),
  },
  {
    what: 'a file that may not be run',
    make: (manifest) => manifest.startInstead('exit 0', 0o644),
    reasons: each(CHROMIUM_ENDED, 'helper-start-failed'),
  },
  {
    what: 'a program that ends at once',
    make: (manifest) => manifest.startInstead('exit 3'),
    reasons: each(CHROMIUM_ENDED, 'helper-ended-early'),
  },
  {
    what: 'stray text',
    make: (manifest) => manifest.startInstead('echo Starting up; exec sleep 30'),
    reasons: each('helper-start-failed', 'helper-protocol'),
  },
  {
    what: 'a message that is too long',
    make: program('says too much'),
    reasons: each('helper-start-failed', 'helper-protocol'),
  },
  {
    what: 'a message that makes no sense',
    make: program('says nonsense'),
    reasons: both('helper-protocol'),
  },
  {
    what: 'no message',
    make: program('says nothing'),
    reasons: both('helper-silent'),
  },
  {
    what: 'a protocol that is refused',
    make: program('refuses the protocol'),
    reasons: both('helper-incompatible'),
  },
  {
    what: 'another protocol',
    make: program('speaks another protocol'),
    reasons: both('helper-incompatible'),
  },
  {
    what: 'an error of its own',
    make: program('reports an error'),
    reasons: both('helper-reported-error'),
  },
  {
    what: 'no port that is free',
    make: program('finds no port'),
    reasons: both('helper-no-port'),
  },
  {
    what: 'a program that stops later',
    make: program('stops later'),
    reasons: both('helper-stopped'),
  },
  {
    what: 'a helper that was there before',
    make: (manifest) => manifest.remove(),
    reasons: each('helper-gone', 'helper-gone'),
  },
];

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let stack: LocalStack;
  let manifest: NativeManifest;

  beforeAll(async () => {
    await ensureSystemPackages([browser, 'certutil']);
    stack = await startLocalStack({ browser });
    manifest = await NativeManifest.of(stack.folder, browser);
    await stack.extension.saveProfile(stack.profile);
  });
  afterAll(() => stack?.[Symbol.asyncDispose]());

  test.each(ROWS)('$what has its own sentence and action', async ({ make, reasons }) => {
    const { extension } = stack;
    await extension.ask({ type: 'switch-off' });
    await make(manifest);
    await extension.ask({ type: 'switch-on' });
    const { state } = await extension.until('broken', ({ kind }) => /degraded|failed/.test(kind));
    const reason = 'reason' in state ? state.reason : 'internal';
    expect(reasons[browser]).toContain(reason);
    await untilShown(extension.page, en[SENTENCE_OF_REASON[reason]].message);
    const action = actionFor(reason);
    // What is being tried again without the person has no such button.
    if (action === 'retry') expect(state.kind).toBe('degraded');
    else await untilShown(extension.page, en[LABEL_OF_ACTION[action]].message);
  });

  test('once the helper is back, it is found without a click', async () => {
    await manifest.restore();
    await stack.extension.until('on', ({ kind }) => kind === 'on', 60_000);
  });
});
