import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { enabledFronts, Front } from '../../meek/fronts/front.ts';
import { Profile } from '../../meek/fronts/profile.ts';
import { MeekOptions } from '../../meek/options.ts';
import { HelperError } from '../errors.ts';

/** Room for the 5,000 fronts that a profile may have. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** More would scroll what matters away. */
const MAX_COMPLAINTS = 10;

const ANYONE_ELSE_READS = 0o044;

/** Strict: a misspelt `serverPin` must not quietly become a profile without one. */
const ProfileFile = v.strictObject({
  ...Profile.entries,
  id: v.optional(v.string()),
  fronts: v.pipe(
    v.array(v.strictObject(Front.entries)),
    v.check((fronts) => enabledFronts(fronts).length > 0, 'needs at least one front in use'),
    v.maxLength(5_000),
  ),
  options: v.optional(v.strictObject(v.partial(v.omit(MeekOptions, ['authToken'])).entries), {}),
});

/** What a client needs of a profile; the id is the extension's. */
export type FiledProfile = Omit<Profile, 'id'>;

/** @throws HelperError that says by path what is wrong, and shows no value of a secret */
export function parseProfile(json: string): FiledProfile {
  const result = v.safeParse(ProfileFile, parseJson(json));
  if (result.success) return result.output;
  const complaints = result.issues.map(describe);
  const more = complaints.length - MAX_COMPLAINTS;
  throw new HelperError(
    'HELPER_PROFILE',
    ['The profile cannot be used.', ...complaints.slice(0, MAX_COMPLAINTS)]
      .concat(more > 0 ? [`and ${more} more`] : [])
      .join('\n  '),
  );
}

export interface ProfileFileContent {
  readonly profile: FiledProfile;
  /** Sentences about what is allowed, and dangerous. */
  readonly warnings: readonly string[];
}

/** @throws HelperError */
export function readProfileFile(path: string): ProfileFileContent {
  const profile = parseProfile(readText(path));
  const isReadable = process.platform !== 'win32' && (statSync(path).mode & ANYONE_ELSE_READS) > 0;
  const isOpen = profile.upstream === 'socks5' || !profile.serverPin;
  return {
    profile,
    warnings: [
      ...(isReadable
        ? [`Others on this machine can read the token in ${path}. Do: chmod 600 ${path}`]
        : []),
      ...(isOpen
        ? ['Without a tunnel to the server’s own key the CDN can read what apps do not encrypt.']
        : []),
    ],
  };
}

function readText(path: string): string {
  try {
    if (statSync(path).size <= MAX_FILE_BYTES) return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HelperError('HELPER_PROFILE', `${path} cannot be read (${code}).`, { cause });
  }
  throw new HelperError('HELPER_PROFILE', `${path} is larger than ${MAX_FILE_BYTES} bytes.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // The parser's own message would quote the text, and so perhaps the token.
    throw new HelperError('HELPER_PROFILE', 'The profile is not JSON.');
  }
}

type Issue = v.InferIssue<typeof ProfileFile>;

function describe(issue: Issue): string {
  return `${pathOf(issue)} ${complaintOf(issue)}`;
}

/** `fronts[2].port` */
function pathOf(issue: Issue): string {
  const path = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  return path.replace(/^\./, '') || 'It';
}

function complaintOf({ type, expected, message }: Issue): string {
  if (type === 'strict_object' && expected === 'never') return 'is not a field that there is';
  if (type === 'strict_object' && expected?.startsWith('"')) return 'is missing';
  // The library's own messages quote what they found.
  return /^Invalid /.test(message) ? `is not ${expected}` : message;
}
