import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exported, ExportedProfile } from '../../../../src/meek/fronts/export/exported.ts';
import { exportJson } from '../../../../src/meek/fronts/export/json.ts';
import { exportLanternBox } from '../../../../src/meek/fronts/export/lantern-box.ts';
import { exportFrontInner, exportFrontList } from '../../../../src/meek/fronts/export/lines.ts';
import { exportLink } from '../../../../src/meek/fronts/export/link.ts';
import { exportTorBridge } from '../../../../src/meek/fronts/export/tor-bridge.ts';
import type { Front } from '../../../../src/meek/fronts/front.ts';
import { frontsOf, preview } from '../import/preview-fixture.ts';
import { anyFront, anyProfile, plainFront } from './arbitrary-profile.ts';

const withSecrets = { withSecrets: true };

/** The fronts of which an export does not say that it left them out. */
function keptFronts({ fronts }: ExportedProfile, { leftOut }: Exported): Front[] {
  const left = new Set(leftOut.map(({ path }) => path));
  return fronts.filter((_, index) => !left.has(`fronts[${index}]`));
}

const usedOrNot = fc.oneof(
  anyFront,
  anyFront.map((front) => ({ ...front, isDisabled: true })),
);

const factsOf = ({ fronts: _, ...facts }: ExportedProfile) => facts;

/** What goes over the wire: two fronts may say the same in different words. */
function wireOf({ host, port, address, sni = host, verifyHost = host }: Front) {
  return { port, address, sni, verifyHost };
}

/** With the inner host of each said, so that lists with different defaults compare. */
const absolute = (fronts: readonly Front[], innerHost: string | undefined) =>
  fronts.map((front) => ({ ...front, innerHost: front.innerHost ?? innerHost }));

describe('what is exported is what is imported', () => {
  test('our own document: all of it', async () => {
    await fc.assert(
      fc.asyncProperty(anyProfile(usedOrNot), async (profile) => {
        const exported = exportJson(profile, withSecrets);
        expect(exported.leftOut).toEqual([]);
        const read = await preview(exported.text);
        const { options, ...facts } = factsOf(profile);
        expect({ options: {}, ...read.facts, token: read.facts.token ?? null }).toEqual({
          ...facts,
          options,
          token: profile.token,
          ...(profile.serverPin === null ? { serverPin: undefined } : {}),
        });
        expect(frontsOf(read)).toEqual(profile.fronts);
        expect(read.refused).toEqual([]);
      }),
    );
  });

  test('our own link: all but the options', async () => {
    await fc.assert(
      fc.asyncProperty(anyProfile(anyFront), async (profile) => {
        const exported = await exportLink(profile, withSecrets);
        expect(exported.text).toMatch(/^[!-~]+$/);
        const hasOptions = Object.keys(profile.options).length > 0;
        expect(exported.leftOut.map(({ path }) => path)).toEqual(hasOptions ? ['options'] : []);
        const read = await preview(exported.text);
        const { options: _, ...facts } = factsOf(profile);
        const defaults = { token: null, serverPin: null, upstream: 'builtin' };
        expect({ ...defaults, ...read.facts }).toEqual(facts);
        expect(frontsOf(read)).toEqual(profile.fronts);
      }),
    );
  });

  test('lantern-box: the fronts with an address', async () => {
    const fronts = fc.oneof(
      anyFront.map(({ pins: _, innerHost: __, ...front }) => front),
      anyFront,
    );
    await fc.assert(
      fc.asyncProperty(anyProfile(fronts), async (profile) => {
        const exported = exportLanternBox(profile, withSecrets);
        const kept = keptFronts(profile, exported);
        expect(kept).toEqual(
          profile.fronts.filter((front) => front.address && !front.pins && !front.innerHost),
        );
        const { facts, added, unchanged } = await preview(exported.text);
        expect(facts).toMatchObject({ innerHost: profile.innerHost, path: profile.path });
        expect(facts.token ?? null).toBe(profile.token);
        expect(facts.options ?? {}).toEqual(profile.options);
        const read = [...added, ...unchanged].map(({ front }) => JSON.stringify(wireOf(front)));
        expect(read.sort()).toEqual(kept.map((front) => JSON.stringify(wireOf(front))).sort());
      }),
    );
  });

  test('lines and a bridge line: the plain fronts', async () => {
    await fc.assert(
      fc.asyncProperty(anyProfile(fc.oneof(plainFront, anyFront)), async (profile) => {
        for (const write of [exportFrontInner, exportFrontList, exportTorBridge]) {
          const exported = write(profile);
          const kept = keptFronts(profile, exported);
          const hosts = kept.map(({ host, port }) => ({ host, port, technique: 'auto' }));
          if (kept.length === 0) {
            expect(exported.text).toBe('');
            continue;
          }
          const read = await preview(exported.text);
          const inner = write === exportFrontList ? undefined : profile.innerHost;
          const readFronts = absolute(frontsOf(read), read.facts.innerHost);
          const expected = hosts.map((front, index) => ({
            ...front,
            innerHost: kept[index]?.innerHost ?? inner,
          }));
          const byName = (one: Front | object, other: Front | object) =>
            JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
          expect(readFronts.sort(byName)).toEqual(expected.sort(byName));
        }
      }),
    );
  });
});
