import { ImportError } from './import-error.ts';
import { DEPTH_LIMIT, YAML_ALIAS_LIMIT } from './limits.ts';
import { readLines } from './parse.ts';
import { checkShape, type Parsed } from './shape.ts';

/**
 * YAML 1.2 with the core schema: no tags that build anything, no merge keys.
 *
 * js-yaml, loaded when it is first needed: it has limits of its own on depth and aliases and reads
 * 14,000 lines in 20 to 130 ms. (The `yaml` package has no limit on depth and took 101 s for 100 kB
 * of `? `.) A service worker may not load code later, so nothing that it imports may use this.
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
