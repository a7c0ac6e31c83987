import jsQr from 'jsqr';
import { expect, test } from 'vitest';
import type { ExportedProfile } from '../../../../src/meek/fronts/export/exported.ts';
import { exportJson } from '../../../../src/meek/fronts/export/json.ts';
import { exportLanternBox } from '../../../../src/meek/fronts/export/lantern-box.ts';
import { exportFrontInner, exportFrontList } from '../../../../src/meek/fronts/export/lines.ts';
import { exportLink } from '../../../../src/meek/fronts/export/link.ts';
import { qrCode } from '../../../../src/meek/fronts/export/qr.ts';
import { exportTorBridge } from '../../../../src/meek/fronts/export/tor-bridge.ts';
import type { Front } from '../../../../src/meek/fronts/front.ts';

const PIN = 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=';
const plain = (host: string): Front => ({ host, port: 443, technique: 'auto' });

const profile: ExportedProfile = {
  name: 'Harbour',
  innerHost: 'meek.inner.example',
  path: '/relay',
  token: 'correct-horse',
  upstream: 'builtin',
  serverPin: PIN,
  options: { headers: { 'X-Customer': 'secret-customer' }, pollIntervalMs: 200 },
  fronts: [
    plain('www.front.example'),
    { ...plain('static.front.example'), port: 8443 },
    { ...plain('edge.beta.example'), address: '2001:db8::1', port: 8443, sni: null },
    { ...plain('a.beta.example'), innerHost: 'meek.beta.example' },
    { ...plain('meek.inner.example'), pins: [PIN] },
  ],
};

test.each([
  ['our own document', exportJson],
  ['our own link', exportLink],
  ['lantern-box', exportLanternBox],
])('%s without secrets holds none, and says so', async (_, write) => {
  const whole = await write(profile, { withSecrets: true });
  expect(whole.text).toContain('correct-horse');
  const { text, leftOut } = await write(profile, { withSecrets: false });
  expect(text).not.toContain('correct-horse');
  expect(text).not.toContain('secret-customer');
  expect(leftOut.slice(0, 2)).toEqual([
    { path: 'token', code: 'secret' },
    { path: 'options.headers', code: 'secret' },
  ]);
});

test('lines hold no secret, and say what they leave out', () => {
  const { text, leftOut } = exportFrontInner(profile);
  expect(text).toBe(
    'www.front.example meek.inner.example\nstatic.front.example:8443 meek.inner.example\n' +
      'a.beta.example meek.beta.example\n',
  );
  expect(leftOut.map(({ path }) => path)).toEqual([
    'token',
    'serverPin',
    'options',
    'path',
    'fronts[2]',
    'fronts[4]',
  ]);
  const list = exportFrontList(profile);
  expect(list.text).toBe('www.front.example\nstatic.front.example:8443\n');
  expect(list.leftOut.map(({ path }) => path)).toEqual(['fronts[2]', 'fronts[3]', 'fronts[4]']);
});

test('a bridge line has the fronts that Tor’s clients can use', () => {
  const { text, leftOut } = exportTorBridge(profile);
  expect(text).toBe(
    'Bridge meek_lite 192.0.2.20:80 targets=https://meek.inner.example/relay|www.front.example,' +
      'https://meek.beta.example/relay|a.beta.example\n',
  );
  expect(leftOut).toContainEqual({ path: 'fronts[1]', code: 'not-expressible' });
  expect(leftOut).toContainEqual({ path: 'token', code: 'not-expressible' });
  const one = exportTorBridge({ ...profile, fronts: profile.fronts.slice(0, 1) });
  expect(one.text).toContain(' url=https://meek.inner.example/relay front=www.front.example\n');
  const none = exportTorBridge({ ...profile, fronts: [plain('meek.inner.example')] });
  expect(none.text).toBe('Bridge meek_lite 192.0.2.20:80 url=https://meek.inner.example/relay\n');
});

test('lantern-box: units, and what it has no word for', () => {
  const options = { readTimeoutMs: 1_500, pollIntervalMaxMs: 1_000, protocol: 'meek-v1' as const };
  const { text, leftOut } = exportLanternBox({ ...profile, options }, { withSecrets: true });
  expect(JSON.parse(text)).toEqual({
    type: 'meek',
    tag: 'Harbour',
    url: 'https://meek.inner.example/relay',
    fronts: [{ ip_address: '[2001:db8::1]:8443', verify_hostname: 'edge.beta.example' }],
    header: { 'X-Meek-Auth': 'correct-horse' },
    read_timeout: '1500ms',
  });
  expect(leftOut.map(({ path }) => path)).toEqual([
    'fronts[0]',
    'fronts[1]',
    'fronts[3]',
    'fronts[4]',
    'serverPin',
    'options.protocol',
    'options.pollIntervalMaxMs',
  ]);
});

test('a link to three fronts is short, and a QR code holds it', async () => {
  const long = 'a-rather-long-name-of-a-host.in-some-region.front.example';
  const chosen = {
    ...profile,
    innerHost: `${'m'.repeat(40)}.inner.example`,
    token: 't'.repeat(64),
    fronts: [plain(`1.${long}`), plain(`2.${long}`), { ...plain(`3.${long}`), provider: 'gamma' }],
    subscription: { urls: ['https://lists.example/harbour.json'], publicKey: PIN },
  };
  const { text } = await exportLink(chosen, { withSecrets: true });
  expect(text.length).toBeLessThan(1_000);
  expect(scan(qrCode(text))).toBe(text);
});

test('a link holds the first eight fronts and two addresses of lists', async () => {
  const fronts = Array.from({ length: 10 }, (_, index) => plain(`f${index}.example`));
  const urls = [1, 2, 3].map((number) => `https://lists${number}.example/`);
  const chosen = { ...profile, options: {}, fronts, subscription: { urls, publicKey: PIN } };
  const { text, leftOut } = await exportLink(chosen, { withSecrets: true });
  expect(text.match(/&front=/g)).toHaveLength(8);
  expect(leftOut).toEqual([
    { path: 'fronts[8]', code: 'too-many' },
    { path: 'fronts[9]', code: 'too-many' },
    { path: 'subscription.urls[2]', code: 'too-many' },
  ]);
});

test('a text that no code holds', () => {
  expect(qrCode('a'.repeat(2_953))).toHaveLength(177);
  expect(qrCode('a'.repeat(2_954))).toBeUndefined();
  expect(qrCode('م'.repeat(1_477))).toBeUndefined();
});

/** What another program reads from the code, drawn with four pixels a module and the margin. */
function scan(code: boolean[][] | undefined): string | undefined {
  if (!code) return undefined;
  const scale = 4;
  const margin = 4;
  const side = (code.length + 2 * margin) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [y, row] of code.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (isDark) paint(pixels, side, (x + margin) * scale, (y + margin) * scale, scale);
    }
  }
  return jsQr(pixels, side, side)?.data;
}

function paint(pixels: Uint8ClampedArray, side: number, left: number, top: number, scale: number) {
  for (let y = top; y < top + scale; y += 1) {
    for (let x = left; x < left + scale; x += 1) {
      pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
}

const withDisabled: ExportedProfile = {
  ...profile,
  token: null,
  options: {},
  fronts: [
    { ...plain('unused.example'), address: '192.0.2.1', isDisabled: true },
    { ...plain('off.example'), isDisabled: true },
    plain('used.example'),
  ],
};

test('our own document marks the fronts that are not in use', () => {
  const { text, leftOut } = exportJson(withDisabled, { withSecrets: true });
  expect(leftOut).toEqual([]);
  expect(JSON.parse(text).fronts).toEqual([
    { host: 'unused.example', address: '192.0.2.1', isDisabled: true },
    { host: 'off.example', isDisabled: true },
    { host: 'used.example' },
  ]);
});

test.each([
  ['our own link', (one: ExportedProfile) => exportLink(one, { withSecrets: true })],
  ['lantern-box', (one: ExportedProfile) => exportLanternBox(one, { withSecrets: true })],
  ['a bridge line', exportTorBridge],
  ['front and inner host', exportFrontInner],
  ['a front per line', exportFrontList],
])('%s leaves them out, and says so', async (_, write) => {
  const { text, leftOut } = await write(withDisabled);
  expect(text).not.toMatch(/unused|off\.example/);
  expect(leftOut).toContainEqual({ path: 'fronts[0]', code: 'disabled' });
  expect(leftOut).toContainEqual({ path: 'fronts[1]', code: 'disabled' });
});
