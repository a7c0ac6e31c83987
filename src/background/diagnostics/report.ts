import * as v from 'valibot';
import { Capability } from '../../link/messages.ts';
import { FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import { Technique } from '../../meek/fronts/front.ts';
import { HistoryEntry, MAX_ENTRIES } from './history.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Ms = v.pipe(v.number(), v.minValue(0));
const Version = v.pipe(v.string(), v.regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/));

/**
 * All that a report may tell: numbers, yes or no, and words from lists that stand here. Whatever is
 * not of that kind has no place in it, so nothing has to be found and taken out.
 */
export const Report = v.strictObject({
  extension: v.strictObject({ version: Version, link: Count, storage: Count }),
  browser: v.strictObject({
    kind: v.picklist(['chromium', 'firefox']),
    version: v.nullable(Count),
    system: v.picklist(['android', 'cros', 'fuchsia', 'linux', 'mac', 'openbsd', 'win', 'other']),
  }),
  granted: v.strictObject({ sites: v.boolean(), privateWindows: v.boolean() }),
  helper: v.nullable(
    v.strictObject({
      version: v.fallback(Version, '0'),
      link: v.picklist(['native-messaging', 'web-socket']),
      can: v.array(v.picklist(Object.values(Capability))),
      canBesides: Count,
    }),
  ),
  settings: v.strictObject({
    wanted: v.boolean(),
    autoConnect: v.boolean(),
    fastLink: v.boolean(),
    usualPort: v.boolean(),
    siteMode: v.picklist(['all-but', 'only']),
    sites: Count,
  }),
  profiles: v.strictObject({ stored: Count, unreadable: Count }),
  profile: v.nullable(
    v.strictObject({
      upstream: v.picklist(['builtin', 'socks5']),
      serverKey: v.boolean(),
      token: v.boolean(),
      subscribed: v.boolean(),
    }),
  ),
  fronts: v.strictObject({
    technique: v.record(Technique, Count),
    health: v.record(v.picklist(['good', 'resting', 'unknown']), Count),
    lastFailure: v.record(FrontFailureCode, Count),
    rttMs: v.nullable(v.strictObject({ least: Ms, median: Ms, most: Ms })),
  }),
  carrier: v.strictObject({
    protocol: v.nullable(v.picklist([1, 2])),
    technique: v.nullable(Technique),
  }),
  history: v.pipe(v.array(HistoryEntry), v.maxLength(MAX_ENTRIES)),
});
export type Report = v.InferOutput<typeof Report>;
