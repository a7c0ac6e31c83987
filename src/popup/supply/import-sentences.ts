import type { Remark, RemarkCode } from '../../meek/fronts/import/collector.ts';
import type { ImportFormat } from '../../meek/fronts/import/format.ts';
import type { Refusal, RefusalCode, RefusalParams } from '../../meek/fronts/import/import-error.ts';
import { type MessageKey, message } from '../messages.ts';
import { formatBytes, formatCount } from '../quantities.ts';

/** Why a document, or an entry of it, is refused. */
export const SENTENCE_OF_IMPORT_REFUSAL: Record<RefusalCode, MessageKey> = {
  'too-large': 'import_too_large',
  'unpacks-too-large': 'import_unpacks_too_large',
  'damaged-gzip': 'import_damaged_gzip',
  'not-text': 'import_not_text',
  'line-too-long': 'import_line_too_long',
  'too-deep': 'import_too_deep',
  'too-many-values': 'import_too_many_values',
  'too-many-entries': 'import_too_many_entries',
  'forbidden-key': 'import_forbidden_key',
  'bad-json': 'import_bad_json',
  'bad-yaml': 'import_bad_yaml',
  'not-recognised': 'import_not_recognised',
  'nothing-found': 'import_nothing_found',
  'unsupported-version': 'import_unsupported_version',
  'damaged-link': 'import_damaged_link',
  'signed-list': 'import_signed_list',
  'wrong-type': 'import_wrong_type',
  'repeated-key': 'import_repeated_key',
  missing: 'import_missing',
  'bad-value': 'import_bad_value',
  'plain-http': 'import_plain_http',
  'server-port': 'import_server_port',
  'no-name-to-check': 'import_no_name_to_check',
  'skips-verification': 'import_skips_verification',
  'unsupported-transport': 'import_unsupported_transport',
  'other-path': 'import_other_path',
  'unsupported-pattern': 'import_unsupported_pattern',
  'too-many-patterns': 'import_too_many_patterns',
  'profile-full': 'import_profile_full',
};

/** What is worth knowing though nothing is refused for it. */
export const SENTENCE_OF_REMARK: Record<RemarkCode, MessageKey> = {
  'unknown-key': 'remark_unknown_key',
  'unused-key': 'remark_unused_key',
  'other-inner-host': 'remark_other_inner_host',
  'pattern-sampled': 'remark_pattern_sampled',
  'other-server-unused': 'remark_other_server_unused',
};

/** What the formats are called by those who made them, in every language. */
const NAME_OF_FORMAT: Partial<Record<ImportFormat, string>> = {
  'frontage-link': 'frontage://',
  'lantern-box': 'lantern-box',
  'lantern-fronted': 'Lantern fronted.yaml',
  'domainfront-cache': 'domainfront',
  'radiance-cache': 'radiance',
  'psiphon-specs': 'Psiphon FrontingSpecs',
  'psiphon-server-entry': 'Psiphon server entry',
  'tor-bridge': 'Tor meek',
  snowflake: 'Snowflake',
  ooni: 'OONI',
};

/** Those that have no name but what they are. */
const LABEL_OF_FORMAT: Partial<Record<ImportFormat, MessageKey>> = {
  'frontage-json': 'export_json',
  'front-inner': 'export_front_inner',
  'front-list': 'export_front_list',
};

export function sentenceOfFormat(format: ImportFormat): string {
  const label = LABEL_OF_FORMAT[format];
  const name = label ? message(label) : (NAME_OF_FORMAT[format] ?? format);
  return message('import_read_as', isolated(name));
}

const BYTES: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['too-large', 'unpacks-too-large']);

/** These are about what was written, wherever it stands. */
const ABOUT_TEXT: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'plain-http',
  'server-port',
  'unsupported-pattern',
]);

export function sentenceOfRefusal({ code, params }: Pick<Refusal, 'code' | 'params'>): string {
  // Whoever pasted names of fronts knows of no key.
  if (code === 'bad-value' && params.key === 'host') {
    return message('front_bad_host', isolated(params.text ?? ''));
  }
  const limit = Number(params.limit ?? 0);
  const shownLimit = BYTES.has(code) ? formatBytes(limit) : formatCount(limit);
  const { text } = params;
  const about = ABOUT_TEXT.has(code) && text !== undefined ? { text } : params;
  return message(SENTENCE_OF_IMPORT_REFUSAL[code], ...substitutions(about, shownLimit));
}

export function sentenceOfRemark({ code, params }: Remark): string {
  if (code === 'pattern-sampled') {
    const [taken, of] = [params.taken, params.of].map((count) => formatCount(Number(count)));
    return message(SENTENCE_OF_REMARK[code], taken ?? '', of ?? '');
  }
  return message(SENTENCE_OF_REMARK[code], ...substitutions(params, ''));
}

/** The first is what a sentence is about, the second what it quotes besides. */
function substitutions(params: RefusalParams, limit: string): [string, string] {
  const { key, version, transport, innerHost, text } = params;
  const subject = key ?? version ?? transport ?? innerHost ?? text ?? limit;
  return [isolated(subject), isolated(text ?? '')];
}

/** Foreign text keeps its own direction, and changes that of nothing around it. */
function isolated(text: string | number): string {
  return `\u2068${text}\u2069`;
}
