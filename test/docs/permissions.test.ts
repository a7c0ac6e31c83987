import { describe, expect, test } from 'vitest';
import { manifestFor } from '../../dev/extension-manifest.ts';
import { tableRows } from './pages.ts';

const asked = new Set(
  (['chrome', 'firefox'] as const)
    .map(manifestFor)
    .flatMap((manifest) => [
      ...manifest.permissions,
      ...('optional_permissions' in manifest ? manifest.optional_permissions : []),
      ...manifest.optional_host_permissions,
    ]),
);

/** The permissions that a table names, with what it says of each. */
function described(page: string, heading: string): Map<string, string> {
  const rows = tableRows(page, heading);
  return new Map(
    rows.flatMap(([names = '', ...rest]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, rest.join(' ')] as const),
    ),
  );
}

describe.each([
  ['README.md', 'Permissions'],
  ['PRIVACY.md', 'What each permission lets Frontage see'],
  ['docs/STORE.md', 'Why each permission'],
])('%s', (page, heading) => {
  test('gives a reason for each permission of the manifests, and for no other', () => {
    const reasons = described(page, heading);
    expect([...reasons.keys()].sort()).toEqual([...asked].sort());
    for (const [name, reason] of reasons) expect(reason.length, name).toBeGreaterThan(15);
  });
});
