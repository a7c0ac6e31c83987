import type { Front } from '../front.ts';
import { frontKey } from '../selector/candidate.ts';
import { Collector, type ImportedFacts, type PlacedFront, type Remark } from './collector.ts';
import { readAnyFormat } from './detect.ts';
import type { ImportContext, ImportFormat } from './format.ts';
import { ImportError, type Refusal } from './import-error.ts';
import { FRONT_LIMIT } from './limits.ts';
import { mergeFront, mergeFronts, sameFront } from './merge.ts';
import { readText } from './unpack.ts';

/** The profile that an import would add to, or for a new one nothing: `innerHost` null, no fronts. */
export interface ImportTarget {
  readonly innerHost: string | null;
  readonly fronts: readonly Front[];
}

export interface ChangedFront extends PlacedFront {
  readonly before: Front;
}

/** What an import would do. Nothing is done yet; it is plain data, fit to be sent and shown. */
export interface ImportPreview {
  readonly format: ImportFormat;
  /** What the document says about the server. */
  readonly facts: ImportedFacts;
  readonly added: readonly PlacedFront[];
  /** Fronts that are stored already and would say something else. */
  readonly changed: readonly ChangedFront[];
  /** Fronts that are stored already, or stand in the document twice. */
  readonly unchanged: readonly PlacedFront[];
  readonly refused: readonly Refusal[];
  readonly remarks: readonly Remark[];
}

/**
 * Reads a text or a file of any format and compares it with what is stored.
 *
 * @throws ImportError, and nothing else, where the document as a whole is refused
 */
export async function previewImport(
  input: Uint8Array<ArrayBuffer> | string,
  target: ImportTarget,
  context: ImportContext,
): Promise<ImportPreview> {
  const collector = new Collector();
  const format = await readAnyFormat(await readText(input), collector, context);
  const { facts, fronts, refused } = collector;
  if (fronts.length + refused.length + Object.keys(facts).length === 0) {
    throw new ImportError('nothing-found');
  }
  settleInnerHosts(collector, target.innerHost);
  const compared = compare(collector, target.fronts);
  return { format, facts, ...compared, refused, remarks: collector.remarks };
}

/** The fronts of a profile after a preview was confirmed. */
export function applyPreview(
  stored: readonly Front[],
  { added, changed }: Pick<ImportPreview, 'added' | 'changed'>,
): Front[] {
  return mergeFronts(
    stored,
    [...added, ...changed].map(({ front }) => front),
  );
}

/**
 * A front names the inner host where it is not the profile's. One list may hold several; the first
 * becomes a new profile's.
 */
function settleInnerHosts(collector: Collector, profileInnerHost: string | null): void {
  const { facts, fronts } = collector;
  const listed = facts.innerHost;
  const stated = fronts.map(({ front }) => front.innerHost ?? listed);
  const ofProfile = profileInnerHost ?? listed ?? stated.find((name) => name !== undefined);
  if (ofProfile !== undefined && profileInnerHost === null) facts.innerHost = ofProfile;
  for (const [index, { place, front }] of fronts.entries()) {
    const innerHost = stated[index];
    const { innerHost: _, ...rest } = front;
    if (innerHost === undefined || innerHost === ofProfile) {
      fronts[index] = { place, front: rest };
      continue;
    }
    fronts[index] = { place, front: { ...rest, innerHost } };
    collector.remark('other-inner-host', { path: '' }, { innerHost });
  }
}

function compare({ fronts, refused }: Collector, stored: readonly Front[]) {
  const known = new Map(stored.map((front) => [frontKey(front), front]));
  const added = new Map<string, PlacedFront>();
  const changed = new Map<string, ChangedFront>();
  const unchanged: PlacedFront[] = [];
  for (const entry of fronts) {
    const { place } = entry;
    const key = frontKey(entry.front);
    const earlier = changed.get(key) ?? added.get(key);
    const before = earlier?.front ?? known.get(key);
    const front = before ? mergeFront(before, entry.front) : entry.front;
    if (before && sameFront(before, front)) {
      unchanged.push({ place, front });
    } else if (known.has(key)) {
      changed.set(key, { place, front, before: known.get(key) ?? front });
    } else if (earlier || known.size + added.size < FRONT_LIMIT) {
      added.set(key, { place, front });
    } else {
      const full = new ImportError('profile-full', place, { limit: FRONT_LIMIT });
      refused.push(full.toRefusal());
    }
  }
  return { added: [...added.values()], changed: [...changed.values()], unchanged };
}
