/** A set of texts, none of which is written out before it is asked for. */
export interface Pattern {
  readonly size: bigint;
  /** Characters of the longest. */
  readonly maxLength: number;
  /** The text with this index, from 0n to `size` - 1n. */
  at(index: bigint): string;
}

/** Characters of a host name with a port. */
export const MAX_LENGTH = 260;

export function literals(texts: readonly string[]): Pattern {
  const maxLength = Math.max(...texts.map((text) => text.length));
  return { size: BigInt(texts.length), maxLength, at: (index) => texts[Number(index)] ?? '' };
}

export function oneOf(choices: readonly Pattern[]): Pattern {
  return {
    size: choices.reduce((sum, { size }) => sum + size, 0n),
    maxLength: Math.max(...choices.map(({ maxLength }) => maxLength)),
    at(index) {
      let rest = index;
      for (const choice of choices) {
        if (rest < choice.size) return choice.at(rest);
        rest -= choice.size;
      }
      return '';
    },
  };
}

export function joined(left: Pattern, right: Pattern): Pattern {
  return {
    size: left.size * right.size,
    maxLength: left.maxLength + right.maxLength,
    at: (index) => left.at(index / right.size) + right.at(index % right.size),
  };
}

/** `undefined` for texts that would be too long. */
export function repeat(pattern: Pattern, least: number, most: number): Pattern | undefined {
  if (least > most || pattern.maxLength * most > MAX_LENGTH) return undefined;
  // However often nothing is repeated, it is nothing.
  if (pattern.maxLength === 0) return literals(['']);
  const choices: Pattern[] = [];
  let repeated = literals(['']);
  for (let count = 0; count <= most; count += 1) {
    if (count >= least) choices.push(repeated);
    repeated = joined(repeated, pattern);
  }
  return oneOf(choices);
}
