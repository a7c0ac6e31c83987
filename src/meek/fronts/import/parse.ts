import { ImportError } from './import-error.ts';
import { DEPTH_LIMIT, LINE_LIMIT_CHARACTERS, YAML_ALIAS_LIMIT } from './limits.ts';
import { checkShape, type Parsed } from './shape.ts';

export function parseJson(text: string): Parsed {
  let parsed: Parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ImportError('bad-json');
  }
  checkShape(parsed);
  return parsed;
}

/**
 * YAML 1.2 with the core schema: no tags that build anything, no merge keys.
 *
 * js-yaml, loaded when it is first needed: it has limits of its own on depth and aliases and reads
 * 14,000 lines in 20 to 130 ms. (The `yaml` package has no limit on depth and took 101 s for 100 kB
 * of `? `.)
 */
export async function parseYaml(text: string): Promise<Parsed> {
  readLines(text);
  const { CORE_SCHEMA, load, YAMLException } = await import('js-yaml');
  let parsed: Parsed;
  try {
    const limits = { maxDepth: DEPTH_LIMIT, maxAliases: YAML_ALIAS_LIMIT };
    parsed = load(text, { schema: CORE_SCHEMA, ...limits }) as Parsed;
  } catch (error) {
    const line = error instanceof YAMLException ? error.mark?.line : undefined;
    throw new ImportError('bad-yaml', line === undefined ? undefined : { line: line + 1 });
  }
  checkShape(parsed);
  return parsed;
}

/** The lines of a text, none longer than any format has. */
export function readLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const long = lines.findIndex((line) => line.length > LINE_LIMIT_CHARACTERS);
  if (long === -1) return lines;
  throw new ImportError('line-too-long', { line: long + 1 }, { limit: LINE_LIMIT_CHARACTERS });
}
