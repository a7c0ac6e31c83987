import * as v from 'valibot';
import { LanguageChoice } from '../language/languages.ts';
import type { FrontageDb } from './db.ts';
import { NO_SITE_RULES, SiteRules } from './site-rules.ts';

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const Uuid = v.pipe(v.string(), v.uuid());

const Settings = v.object({
  chosenProfileId: v.nullable(Uuid),
  /** The person switched the tunnel on: it comes back by itself when the worker restarts. */
  wanted: v.boolean(),
  /** Where the helper listens, on loopback. */
  proxyPort: Port,
  /** Whether every program goes through the tunnel, by the system's settings. */
  proxyScope: v.picklist(['browser', 'system']),
  /** The helper that said hello last. */
  metHelper: v.nullable(
    v.object({
      version: v.pipe(v.string(), v.maxLength(40)),
      capabilities: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(50)),
    }),
  ),
  /** The versions whose difference the person does not want to be told of any more. */
  dismissedSkew: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  /** Tells this browser profile from the others that use the same helper. Made once. */
  helperProfileId: Uuid,
  /** Of what the extension says. */
  language: LanguageChoice,
  /** What goes past the tunnel. */
  sites: SiteRules,
  /** A tunnel that was on when the browser was closed comes back when it is started. */
  autoConnect: v.boolean(),
  /** Frames may leave native messaging for a WebSocket on loopback. */
  fastLink: v.boolean(),
});
export type Settings = v.InferOutput<typeof Settings>;

const DEFAULTS: Omit<Settings, 'helperProfileId'> = {
  chosenProfileId: null,
  wanted: false,
  proxyPort: 1080,
  language: 'system',
  proxyScope: 'browser',
  sites: NO_SITE_RULES,
  autoConnect: true,
  fastLink: true,
  metHelper: null,
  dismissedSkew: null,
};

const NAMES = Object.keys(Settings.entries) as (keyof Settings)[];

/** Reads every setting; what is missing or no longer valid has its default. */
export async function readSettings(
  db: FrontageDb,
  newUuid: () => string = () => crypto.randomUUID(),
): Promise<Settings> {
  // A write transaction, so that two readers of a new store cannot make two ids.
  const { store, done } = db.transaction('settings', 'readwrite');
  const stored = Object.fromEntries(
    await Promise.all(NAMES.map(async (name) => [name, await store.get(name)])),
  );
  const settings: Settings = { ...DEFAULTS, helperProfileId: newUuid(), ...validOnly(stored) };
  if (settings.helperProfileId !== stored.helperProfileId) {
    await store.put(settings.helperProfileId, 'helperProfileId');
  }
  await done;
  return settings;
}

/** Writes the settings named in `patch` and no others, all or none of them. */
export async function writeSettings(db: FrontageDb, patch: Partial<Settings>): Promise<void> {
  const valid = v.parse(v.partial(Settings), patch);
  const { store, done } = db.transaction('settings', 'readwrite');
  await Promise.all([
    ...Object.entries(valid).map(([name, value]) => store.put(value, name)),
    done,
  ]);
}

function validOnly(stored: Record<string, unknown>): Partial<Settings> {
  return Object.fromEntries(
    NAMES.filter((name) => v.is(Settings.entries[name], stored[name])).map((name) => [
      name,
      stored[name],
    ]),
  );
}
