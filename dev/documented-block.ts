import { readFile } from 'node:fs/promises';

const DEPLOYMENT_PAGE = new URL('../docs/DEPLOY.md', import.meta.url);

export type DocumentedBlockErrorCode =
  /** The page has no such block. */
  | 'DOCUMENTED_BLOCK_MISSING'
  /** The block does not hold what is to be replaced in it. */
  | 'DOCUMENTED_TEXT_MISSING';

export class DocumentedBlockError extends Error {
  override readonly name = 'DocumentedBlockError';
  readonly code: DocumentedBlockErrorCode;

  constructor(code: DocumentedBlockErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Text of the page, and what stands there on this machine. */
export type Replacements = readonly (readonly [documented: string, actual: string])[];

/**
 * A block of docs/DEPLOY.md, so that what people copy is what runs here.
 *
 * @param lead with which the paragraph above the block ends, before its colon
 */
export async function documentedBlock(
  lead: string,
  replacements: Replacements = [],
): Promise<string> {
  const page = await readFile(DEPLOYMENT_PAGE, 'utf8');
  const [, rest] = page.split(`${lead}:\n\n\`\`\``);
  const [, block] = /^\w+\n(.*?)^```$/ms.exec(rest ?? '') ?? [];
  if (!block) {
    throw new DocumentedBlockError(
      'DOCUMENTED_BLOCK_MISSING',
      `docs/DEPLOY.md shows no block below “${lead}:”.`,
    );
  }
  return replaceAll(block, replacements);
}

/** @throws DocumentedBlockError when one of them is not there: it would be left out silently */
export function replaceAll(text: string, replacements: Replacements): string {
  return replacements.reduce((replaced, [documented, actual]) => {
    if (!replaced.includes(documented)) {
      throw new DocumentedBlockError(
        'DOCUMENTED_TEXT_MISSING',
        `docs/DEPLOY.md does not say “${documented}” any more.`,
      );
    }
    return replaced.replaceAll(documented, () => actual);
  }, text);
}
