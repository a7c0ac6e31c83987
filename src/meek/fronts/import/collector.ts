import type { Front } from '../front.ts';
import type { Profile } from '../profile.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { ImportError, type Refusal, type RefusalParams } from './import-error.ts';
import { ENTRY_LIMIT, PATTERN_LIMIT, REMARK_LIMIT } from './limits.ts';
import { type Place, WHOLE } from './place.ts';

/** What a document says about the server, as far as it does. */
export type ImportedFacts = Partial<
  Pick<Profile, 'name' | 'innerHost' | 'path' | 'token' | 'upstream' | 'serverPin' | 'options'>
> & { subscription?: Subscription };

/** What a person should know though nothing is refused for it. */
export type RemarkCode =
  /** A key that the format does not have: perhaps a mistyped one. `key`. */
  | 'unknown-key'
  /** Something that the format has and Frontage does not use. `key`. */
  | 'unused-key'
  /** The list is for another server than the profile: its fronts will lead there. `innerHost`. */
  | 'other-inner-host'
  /** A pattern that stands for more addresses than were taken. `taken`, `of`. */
  | 'pattern-sampled'
  /** Further servers in the document, which make profiles of their own. */
  | 'other-server-unused';

export interface Remark {
  readonly code: RemarkCode;
  readonly place: Place;
  readonly params: RefusalParams;
}

export interface PlacedFront {
  readonly place: Place;
  readonly front: Front;
}

/** Gathers what a format's reader finds: an entry that is refused does not stop the others. */
export class Collector {
  readonly facts: ImportedFacts = {};
  readonly fronts: PlacedFront[] = [];
  readonly refused: Refusal[] = [];
  #patterns = 0;
  readonly #remarks = new Map<string, Remark>();

  get remarks(): Remark[] {
    return [...this.#remarks.values()];
  }

  /** Takes the fronts of one entry, or notes why there are none. */
  entry(place: Place, read: () => Front | readonly Front[]): void {
    if (this.fronts.length + this.refused.length >= ENTRY_LIMIT) {
      throw new ImportError('too-many-entries', WHOLE, { limit: ENTRY_LIMIT });
    }
    try {
      for (const front of [read()].flat()) this.fronts.push({ place, front });
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      this.refused.push(error.toRefusal());
    }
  }

  /** Counts a pattern that is to be expanded, which costs more than its text lets expect. */
  pattern(place: Place): void {
    this.#patterns += 1;
    if (this.#patterns <= PATTERN_LIMIT) return;
    throw new ImportError('too-many-patterns', place, { limit: PATTERN_LIMIT });
  }

  /**
   * The server that an entry leads to. The first becomes the profile's; later entries may name it
   * otherwise, since each CDN can, but its path is one.
   */
  server({ innerHost, path }: { innerHost: string; path: string }, place: Place): void {
    this.facts.innerHost ??= innerHost;
    this.facts.path ??= path;
    if (path !== this.facts.path) throw new ImportError('other-path', place);
  }

  /** Said once for all entries of a list: places differ by their index only. */
  remark(code: RemarkCode, place: Place, params: RefusalParams = {}): void {
    const everywhere = 'path' in place ? { path: place.path.replace(/\[\d+\]/g, '[]') } : place;
    const key = JSON.stringify([code, 'path' in everywhere ? everywhere : '', params]);
    if (this.#remarks.has(key) || this.#remarks.size >= REMARK_LIMIT) return;
    this.#remarks.set(key, { code, place: everywhere, params });
  }
}
