import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherReport, type ReportSources } from '../../../src/background/diagnostics/gather.ts';
import {
  MAX_REPORT_BYTES,
  namedFronts,
  reportText,
} from '../../../src/background/diagnostics/report-text.ts';
import { frontRows } from '../../../src/background/fronts/front-rows.ts';
import { LAYER_OF, type Reason } from '../../../src/background/state.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import type { Profile } from '../../../src/meek/fronts/profile.ts';
import { aProfile } from '../a-profile.ts';

const NOW_MS = 1_800_000_000_000;

/** Words that stand nowhere in the program, in each place where the person's own may stand. */
const Secret = fc.stringMatching(/^[a-z]{3}q[0-9]{2}x[a-z]{4}$/);

interface Secrets {
  readonly words: string[];
  readonly sources: ReportSources;
}

function sourcesWith(words: string[]): Secrets {
  const [a, b, c, d, e, f, g] = words.map((word) => `${word}.example`) as string[];
  const [token = '', pin = '', profileName = ''] = words.map((word) => word.repeat(4));
  const profile: Profile = aProfile({
    name: profileName,
    innerHost: a,
    path: `/${words[0]}`,
    token,
    serverPin: `${pin.slice(0, 43).padEnd(43, 'A')}=`,
    fronts: [
      { host: b, address: '203.0.113.77' },
      { host: c, port: 8443, sni: d, verifyHost: e, innerHost: f, provider: words[1] },
      { host: g, technique: 'native', pins: [`${pin.slice(0, 43).padEnd(43, 'B')}=`] },
    ],
    options: { headers: { [`X-${words[2]}`]: words[3] ?? '' } },
  } as never);
  const summaries = frontRows(profile, profile, new HealthBook().on(words[4] ?? ''), NOW_MS);
  const sources: ReportSources = {
    browser: {
      ...{ extensionVersion: '0.1.0', kind: 'chromium', version: 156, system: 'linux' },
      granted: { sites: true, privateWindows: false },
    },
    settings: {
      chosenProfileId: profile.id,
      helperProfileId: '2a1b8b0e-6a3f-4f0c-8a77-4a9b1c6e5d42',
      ...{ wanted: true, proxyPort: 40_513, autoConnect: false, fastLink: true },
      proxyScope: 'browser',
      language: 'system',
      ...{ metHelper: null, dismissedSkew: null },
      sites: { mode: 'all-but', never: [a ?? '', d ?? ''], only: [e ?? ''] },
    },
    ...{ profiles: [profile], unreadable: 1, profile, isSubscribed: true },
    fronts: summaries.map((summary, index) => ({
      ...summary,
      ...({ note: words[index] } as object),
      ...(index === 0 && { state: 'good', rttMs: 81.4, lastFailure: 'FRONT_TIMEOUT' }),
    })),
    helper: {
      version: words[5] ?? '',
      capabilities: ['edge-pins', words[6] ?? ''],
      link: 'web-socket',
    },
    protocol: 2,
    activeRoute: { technique: 'native', ...({ name: b, url: `https://${c}/` } as object) },
    history: [{ kind: 'degraded', code: 'fronts-blocked', atMs: NOW_MS - 4_000, times: 3 }],
  };
  return { words, sources };
}

const Sources = fc
  .uniqueArray(Secret, { minLength: 7, maxLength: 7 })
  .map((words) => sourcesWith(words));

const IDENTIFYING = ['203.0.113.77', '40513', '2a1b8b0e', '.example', '8443'];

describe('a report', () => {
  test('tells nothing of the person’s, whatever that is and wherever it stands', () =>
    fc.assert(
      fc.property(Sources, ({ words, sources }) => {
        const text = reportText(gatherReport(sources), NOW_MS);
        for (const word of [...words, ...IDENTIFYING]) expect(text).not.toContain(word);
        expect(text).not.toContain(sources.profile?.id);
      }),
    ));

  test('with the names of fronts tells those, and still no inner host, token, key or address', () =>
    fc.assert(
      fc.property(Sources, ({ words, sources }) => {
        const { profile, fronts } = sources;
        const names = namedFronts(profile?.fronts ?? [], fronts);
        const text = reportText(gatherReport(sources), NOW_MS, names);
        const [a, b, c, d, e, f, g] = words;
        for (const name of [b, c, g]) expect(text).toContain(`${name}.example`);
        for (const secret of [a, d, e, f, '203.0.113.77']) expect(text).not.toContain(secret);
      }),
    ));

  test('tells what helps', () => {
    const { sources } = sourcesWith(Array.from({ length: 7 }, (_, index) => `abcq1${index}xdefg`));
    expect(reportText(gatherReport(sources), NOW_MS).split('\n')).toEqual([
      'Frontage report',
      'extension: version 0.1.0, link 1, storage 4',
      'browser: kind chromium, version 156, system linux',
      'granted: sites true, privateWindows false',
      'helper: version 0, link web-socket, can (edge-pins), canBesides 1',
      'settings: wanted true, autoConnect false, fastLink true, usualPort false, siteMode all-but, sites 2',
      'profiles: stored 1, unreadable 1',
      'profile: upstream builtin, serverKey true, token true, subscribed true',
      'fronts: technique (auto 2, native 1), health (good 1, unknown 2), lastFailure (FRONT_TIMEOUT 1), rttMs (least 81, median 81, most 81)',
      'carrier: protocol 2, technique native',
      'history:',
      '  4 s ago: degraded fronts-blocked, 3 times',
    ]);
  });

  test('can be made where there is nothing yet', () => {
    const { sources } = sourcesWith(Array.from({ length: 7 }, (_, index) => `abcq1${index}xdefg`));
    const text = reportText(
      gatherReport({
        ...sources,
        ...{ profiles: [], profile: null, fronts: [], helper: null, protocol: null },
        ...{ activeRoute: null, history: [] },
      }),
      NOW_MS,
    );
    expect(text).toContain('helper: none');
    expect(text).toContain('profile: none');
  });

  test('is short however many fronts and states there are', () => {
    const { sources } = sourcesWith(Array.from({ length: 7 }, (_, index) => `abcq1${index}xdefg`));
    const codes = Object.keys(LAYER_OF) as Reason[];
    const history = Array.from({ length: 60 }, (_, index) => ({
      kind: 'degraded' as const,
      code: codes[index % codes.length] ?? null,
      ...{ atMs: NOW_MS - 1e9, times: 1_000 },
    }));
    const names = Array.from({ length: 2_000 }, (_, index) => `front-${index}.example good`);
    const text = reportText(gatherReport({ ...sources, history }), NOW_MS, names);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(MAX_REPORT_BYTES);
    expect(text).toContain('front-0.example');
    expect(text.endsWith('…')).toBe(true);
  });
});
