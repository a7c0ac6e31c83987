import fc from 'fast-check';
import type { ExportedProfile } from '../../../../src/meek/fronts/export/exported.ts';
import type { Front } from '../../../../src/meek/fronts/front.ts';
import { mergeFronts } from '../../../../src/meek/fronts/import/merge.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
export const hostName = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map((labels) => [...labels, 'example'].join('.'));

const pin = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((text) => new URL(`http://[${text}]/`).hostname.slice(1, -1)),
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Nothing that is `undefined`, as `exactOptionalPropertyTypes` has it. */
const compact = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A front in its one spelling. */
export const anyFront = fc
  .record({
    host: hostName,
    port: fc.oneof(fc.constant(443), fc.integer({ min: 1, max: 65_535 })),
    technique: fc.constantFrom('auto', 'direct', 'secure-proxy', 'host-rule', 'native'),
    address: optional(address),
    sni: optional(fc.option(hostName)),
    verifyHost: optional(hostName),
    pins: optional(fc.array(pin, { minLength: 1, maxLength: 3 })),
    innerHost: optional(hostName),
    provider: optional(fc.stringMatching(/^[\w.-]([\w .-]{0,8}[\w.-])?$/)),
  })
  .filter(({ host, sni, verifyHost }) => sni !== host && verifyHost !== host)
  .map((front) => compact(front) as Front);

export const plainFront = fc
  .record({ host: hostName, port: fc.constantFrom(443, 8443), innerHost: optional(hostName) })
  .map((front) => compact({ ...front, technique: 'auto' }) as Front);

const options = fc
  .record({
    pollIntervalMs: optional(fc.integer({ min: 10, max: 60_000 })),
    maxBodyBytes: optional(fc.integer({ min: 1024, max: 8 * 1024 * 1024 })),
    connectTimeoutMs: optional(fc.integer({ min: 100, max: 300_000 })),
    headers: optional(
      fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{1,8}$/), fc.stringMatching(/^[!-~]{0,20}$/), {
        maxKeys: 3,
      }),
    ),
  })
  .map((all) => {
    const { headers, ...rest } = compact(all);
    return headers && Object.keys(headers).length > 0 ? { ...rest, headers } : rest;
  });

/** As a URL has it: without the segments `.` and `..`. */
const path = fc
  .stringMatching(/^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]{0,20}$/)
  .filter((text) => new URL(`https://a.example${text}`).pathname === text);

/** A profile whose fronts differ, and of which none names the profile's own inner host. */
export const anyProfile = (front: fc.Arbitrary<Front>, maxFronts = 8) =>
  fc
    .record({
      name: fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
        .filter((text) => text.trim() === text && text.length <= 80 && !/[\p{C}]/u.test(text)),
      innerHost: hostName,
      path,
      token: fc.option(fc.stringMatching(/^[!-~]{1,60}$/)),
      upstream: fc.constantFrom('builtin' as const, 'socks5' as const),
      serverPin: fc.option(pin),
      options,
      fronts: fc.array(front, { minLength: 1, maxLength: maxFronts }),
      subscription: optional(
        fc.record({
          urls: fc.array(
            fc.webUrl({ validSchemes: ['https'] }).filter((url) => /^[!-~]+$/.test(url)),
            { minLength: 1, maxLength: 2 },
          ),
          publicKey: pin,
        }),
      ),
    })
    .map(({ fronts, ...profile }) => {
      const others = fronts.map(({ innerHost, ...rest }) =>
        innerHost === undefined || innerHost === profile.innerHost ? rest : { ...rest, innerHost },
      );
      return compact({ ...profile, fronts: mergeFronts([], others) }) as ExportedProfile;
    });
