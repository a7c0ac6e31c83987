import { PATTERN_LIMIT_CHARACTERS } from '../limits.ts';
import { joined, literals, MAX_LENGTH, oneOf, type Pattern, repeat } from './pattern.ts';

const MAX_GROUP_DEPTH = 8;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/**
 * The texts that a regular expression stands for, in the subset that address lists use: characters,
 * `[a-z0-9]`, `\d`, `\w`, `( | )`, `?`, `{n}` and `{n,m}`. A bare dot is a dot.
 *
 * @returns `undefined` for anything else, and for texts longer than a host name
 */
export function parseAddressPattern(text: string): Pattern | undefined {
  if (text.length === 0 || text.length > PATTERN_LIMIT_CHARACTERS) return undefined;
  const parser = new PatternParser(text.toLowerCase());
  return parser.parse();
}

class PatternParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Pattern | undefined {
    const pattern = this.#alternatives(0);
    return this.#position === this.#text.length ? pattern : undefined;
  }

  #alternatives(depth: number): Pattern | undefined {
    const choices: Pattern[] = [];
    do {
      const choice = this.#sequence(depth);
      if (!choice) return undefined;
      choices.push(choice);
    } while (this.#take('|'));
    return choices.length === 1 ? choices[0] : oneOf(choices);
  }

  #sequence(depth: number): Pattern | undefined {
    let sequence = literals(['']);
    for (let next = this.#peek(); next && next !== '|' && next !== ')'; next = this.#peek()) {
      const atom = this.#atom(depth);
      const repeated = atom && this.#repeated(atom);
      if (!repeated || sequence.maxLength + repeated.maxLength > MAX_LENGTH) return undefined;
      sequence = joined(sequence, repeated);
    }
    return sequence;
  }

  #atom(depth: number): Pattern | undefined {
    if (this.#take('(')) {
      this.#take('?:');
      const group = depth < MAX_GROUP_DEPTH ? this.#alternatives(depth + 1) : undefined;
      return this.#take(')') ? group : undefined;
    }
    const [found, set, escaped, plain] =
      this.#match(/\[([a-z0-9-]+)\]|\\([dw.:-])|([a-z0-9.:_-])/y) ?? [];
    if (found === undefined) return undefined;
    if (set !== undefined) return characterSet(set);
    if (escaped === 'd') return literals([...DIGITS]);
    // The host names among its words: no underscore.
    if (escaped === 'w') return literals([...LETTERS, ...DIGITS]);
    return literals([escaped ?? plain ?? '']);
  }

  #repeated(atom: Pattern): Pattern | undefined {
    if (this.#take('?')) return repeat(atom, 0, 1);
    const [found, least = '', comma, most] = this.#match(/\{(\d{1,3})(,)?(\d{1,3})?\}/y) ?? [];
    if (found === undefined) return atom;
    if (comma === undefined) return repeat(atom, Number(least), Number(least));
    return most === undefined ? undefined : repeat(atom, Number(least), Number(most));
  }

  #peek(): string | undefined {
    return this.#text[this.#position];
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#position;
    const match = sticky.exec(this.#text);
    this.#position += match?.[0].length ?? 0;
    return match;
  }
}

/** `a-z0-9-`: ranges and characters. */
function characterSet(set: string): Pattern | undefined {
  const characters = new Set<string>();
  for (const [part, from, to] of set.matchAll(/(.)-(.)|./g)) {
    if (from === undefined || to === undefined) {
      characters.add(part);
      continue;
    }
    const [alphabet] = [LETTERS, DIGITS].filter((all) => all.includes(from) && all.includes(to));
    const range = alphabet?.slice(alphabet.indexOf(from), alphabet.indexOf(to) + 1);
    if (!range) return undefined;
    for (const character of range) characters.add(character);
  }
  return literals([...characters]);
}
