import type { Collector } from './collector.ts';
import type { DocumentFormat, ImportContext, ImportFormat } from './format.ts';
import { domainfrontCache } from './formats/domainfront-cache.ts';
import { frontageJson } from './formats/frontage-json.ts';
import { isFrontageLink, readFrontageLink } from './formats/frontage-link.ts';
import { lanternBox } from './formats/lantern-box.ts';
import { lanternFronted } from './formats/lantern-fronted.ts';
import { psiphonServerEntry } from './formats/psiphon-server-entry.ts';
import { psiphonSpecs } from './formats/psiphon-specs.ts';
import { radianceCache } from './formats/radiance-cache.ts';
import { ImportError } from './import-error.ts';
import { readLineFormats } from './lines.ts';
import { parseJson } from './parse.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Parsed } from './shape.ts';

const DOCUMENT_FORMATS: readonly DocumentFormat[] = [
  frontageJson,
  lanternBox,
  lanternFronted,
  radianceCache,
  domainfrontCache,
  psiphonSpecs,
  psiphonServerEntry,
];

/** Tells the format by what the text looks like, and reads it. */
export async function readAnyFormat(
  text: string,
  collector: Collector,
  context: ImportContext,
): Promise<ImportFormat> {
  const trimmed = text.trim();
  if (isFrontageLink(trimmed)) {
    await readFrontageLink(trimmed, collector);
    return 'frontage-link';
  }
  // A saved web page is what a download of a list often turns out to be.
  if (trimmed.startsWith('<')) throw new ImportError('not-recognised');
  if (/^[[{]/.test(trimmed)) return readDocument(parseJson(trimmed), collector, context);
  if (isYaml(trimmed)) return readDocument(await parseYaml(text), collector, context);
  return readLineFormats(text, collector);
}

/** A key of Lantern's list on a line of its own: nothing else that is read has one. */
function isYaml(text: string): boolean {
  return /^["']?(providers|trustedcas)["']?[ \t]*:[ \t]*(#.*)?\r?$/im.test(text);
}

async function readDocument(
  document: Parsed,
  collector: Collector,
  context: ImportContext,
): Promise<ImportFormat> {
  const found = DOCUMENT_FORMATS.find((format) => format.matches(document));
  if (!found) throw new ImportError('not-recognised');
  await found.read(document, collector, context);
  return found.format;
}
