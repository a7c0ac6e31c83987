import { type Front, type FrontRefusal, frontAuthority, parseFront } from '../meek/fronts/front.ts';
import { message } from './messages.ts';
import { formatCount } from './quantities.ts';
import { SENTENCE_OF_FRONT_REFUSAL } from './sentences.ts';

const MAX_FRONTS = 5_000;
/** A pasted text that is no list of fronts is refused at every line: the first few say enough. */
const MAX_SHOWN_REFUSALS = 5;

/** Reads one front per line; empty lines and repeated fronts are passed over. */
export function readFronts(text: string): { fronts: Front[] } | { refused: string[] } {
  const fronts = new Map<string, Front>();
  const refused: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseFront(line);
    if ('front' in parsed) fronts.set(frontAuthority(parsed.front), parsed.front);
    else refused.push(message('error_front_line', formatCount(index + 1), sentenceFor(parsed)));
  }
  if (refused.length > 0) return { refused: shorten(refused) };
  if (fronts.size === 0) return { refused: [message('error_fronts_empty')] };
  if (fronts.size > MAX_FRONTS) return { refused: [message('error_fronts_many')] };
  return { fronts: [...fronts.values()] };
}

function sentenceFor({ refused, text }: { refused: FrontRefusal; text: string }): string {
  return message(SENTENCE_OF_FRONT_REFUSAL[refused], text);
}

function shorten(refused: string[]): string[] {
  const hidden = refused.length - MAX_SHOWN_REFUSALS;
  if (hidden <= 0) return refused;
  return [
    ...refused.slice(0, MAX_SHOWN_REFUSALS),
    message('error_more_lines', formatCount(hidden)),
  ];
}
