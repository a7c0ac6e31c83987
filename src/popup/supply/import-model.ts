import { type Signal, signal } from '@preact/signals';
import type { ConfirmImport } from '../../background/supply/requests.ts';
import { ImportError, type Refusal } from '../../meek/fronts/import/import-error.ts';
import { INPUT_LIMIT_BYTES } from '../../meek/fronts/import/limits.ts';
import type { ImportPreview } from '../../meek/fronts/import/preview.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { systemRandom } from '../../meek/random.ts';

/** How far an import has come. Nothing is stored in any of these steps. */
export type Reading =
  | { readonly step: 'waiting' }
  | { readonly step: 'reading' }
  | { readonly step: 'refused'; readonly refusal: Refusal }
  /** `target` is the profile that would be added to; `null` for a new one. */
  | { readonly step: 'read'; readonly preview: ImportPreview; readonly target: Profile | null };

export type ReadImport = Extract<Reading, { step: 'read' }>;

/** What the import view knows: a text or a file, and what it would do. */
export class ImportModel {
  readonly text = signal('');
  readonly reading: Signal<Reading> = signal({ step: 'waiting' });
  #input: Uint8Array<ArrayBuffer> | string = '';

  /** Reads what was pasted, and chooses the profile that it seems to be for. */
  readText(profiles: readonly Profile[], chosen: Profile | undefined): Promise<void> {
    this.#input = this.text.value;
    return this.#readFirst(profiles, chosen);
  }

  async readFile(
    file: Blob,
    profiles: readonly Profile[],
    chosen: Profile | undefined,
  ): Promise<void> {
    // One byte more than is read is enough to refuse it.
    this.#input = new Uint8Array(await file.slice(0, INPUT_LIMIT_BYTES + 1).arrayBuffer());
    await this.#readFirst(profiles, chosen);
  }

  /** The same for another profile, or for a new one. */
  async readFor(target: Profile | null): Promise<void> {
    this.reading.value = await this.#read(target);
  }

  /** What was typed is not what was read any more. */
  edit(text: string): void {
    this.text.value = text;
    this.reading.value = { step: 'waiting' };
  }

  async #readFirst(profiles: readonly Profile[], chosen: Profile | undefined): Promise<void> {
    this.reading.value = { step: 'reading' };
    const asNew = await this.#read(null);
    const target = asNew.step === 'read' ? targetOf(asNew.preview, profiles, chosen) : null;
    this.reading.value = target === null ? asNew : await this.#read(target);
  }

  async #read(target: Profile | null): Promise<Reading> {
    const { previewImport } = await import('../../meek/fronts/import/preview.ts');
    const into = target ?? { innerHost: null, fronts: [] };
    const context = { countryCode: null, random: systemRandom };
    try {
      return { step: 'read', preview: await previewImport(this.#input, into, context), target };
    } catch (error) {
      if (error instanceof ImportError) return { step: 'refused', refusal: error.toRefusal() };
      throw error;
    }
  }
}

/** The profile of the same server, or for fronts without a server the one in use. */
function targetOf(
  { facts }: ImportPreview,
  profiles: readonly Profile[],
  chosen: Profile | undefined,
): Profile | null {
  if (facts.innerHost === undefined) return chosen ?? profiles[0] ?? null;
  return profiles.find(({ innerHost }) => innerHost === facts.innerHost) ?? null;
}

/** What would be subscribed to: a list of another server's fronts is not for this profile. */
export function subscriptionOf({ preview: { facts }, target }: ReadImport) {
  const isSameServer =
    !target || facts.innerHost === undefined || facts.innerHost === target.innerHost;
  return (isSameServer && facts.subscription) || null;
}

/** What is asked of the background, or null where the import would change nothing. */
export function confirmationOf(read: ReadImport): ConfirmImport | null {
  const { preview, target } = read;
  const fronts = [...preview.added, ...preview.changed].map(({ front }) => front);
  const subscription = subscriptionOf(read);
  if (target) {
    if (fronts.length === 0 && !subscription) return null;
    return { type: 'confirm-import', into: { profileId: target.id }, fronts, subscription };
  }
  const { innerHost, name, path, token, upstream, serverPin, options } = preview.facts;
  if (innerHost === undefined || fronts.length === 0) return null;
  const server = {
    name: name ?? innerHost.slice(0, 80),
    innerHost,
    path: path ?? '/',
    token: token ?? null,
    upstream: upstream ?? 'builtin',
    serverPin: serverPin ?? null,
    options: options ?? {},
  };
  return { type: 'confirm-import', into: { server }, fronts, subscription };
}
