import type { Front } from '../front.ts';
import type { Profile } from '../profile.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** What is exported: a server and those of its fronts that were chosen. */
export type ExportedProfile = Readonly<Omit<Profile, 'id'>> & {
  readonly subscription?: Subscription;
};

export interface ExportChoice {
  /** Whether the token and the extra headers, which may hold another, are in it. */
  readonly withSecrets: boolean;
}

/** What an export does not hold, and why. Stable codes, for the popup to translate. */
export interface LeftOut {
  /** A JSON path into the profile: `token`, `fronts[3]`. */
  readonly path: string;
  readonly code:
    | 'secret'
    /** The format has no word for it. */
    | 'not-expressible'
    /** The person does not use this front. */
    | 'disabled'
    /** A link holds a few only. */
    | 'too-many';
}

export interface Exported {
  /** Empty where nothing could be expressed. */
  readonly text: string;
  readonly leftOut: readonly LeftOut[];
}

/** The fronts to be passed on, each with its place; of the others `leftOut` is told. */
export function* frontsInUse(
  fronts: readonly Front[],
  leftOut: LeftOut[],
): Generator<[index: number, front: Front]> {
  for (const [index, front] of fronts.entries()) {
    if (front.isDisabled) leftOut.push({ path: `fronts[${index}]`, code: 'disabled' });
    else yield [index, front];
  }
}

/** Whether dialling, naming and checking the front by its host is all that is to know. */
export function isPlain({ address, sni, verifyHost, pins }: Front): boolean {
  return [address, sni, verifyHost, pins].every((part) => part === undefined);
}

/** The profile without its secrets where they are not wanted, and what that took away. */
export function withoutSecrets(
  profile: ExportedProfile,
  { withSecrets }: ExportChoice,
): { profile: ExportedProfile; leftOut: LeftOut[] } {
  if (withSecrets) return { profile, leftOut: [] };
  const { headers, ...options } = profile.options;
  const leftOut: LeftOut[] = [];
  if (profile.token !== null) leftOut.push({ path: 'token', code: 'secret' });
  if (headers && Object.keys(headers).length > 0) {
    leftOut.push({ path: 'options.headers', code: 'secret' });
  }
  return { profile: { ...profile, token: null, options }, leftOut };
}

/** Says of what the profile has, of these, that the format has no word for it. */
export function inexpressible(
  profile: ExportedProfile,
  keys: (keyof ExportedProfile)[],
): LeftOut[] {
  return keys
    .filter((key) => hasContent(profile[key]))
    .map((key) => ({ path: key, code: 'not-expressible' as const }));
}

function hasContent(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
