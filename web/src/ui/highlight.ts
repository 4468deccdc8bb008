// Marks the matched words of a text. The server names the stems that matched; a word is marked where
// it begins with one and goes on no longer than an ending would.

export interface Piece {
  text: string;
  hit: boolean;
}

const kLongestEnding = 5;

/** They are in every text: to mark them hides what matters. */
const kLittle =
  /^(an?|and|are|as|at|be|by|for|from|how|in|into|is|it|its|like|of|on|or|than|that|the|their|this|to|was|we|which|with)$/i;

/** Without words that say nothing, unless there are no others. */
export function telling(words: string[]): string[] {
  const some = words.filter((word) => !kLittle.test(word));
  return some.length > 0 ? some : words;
}

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

function matches(word: string, terms: string[]): boolean {
  const folded = fold(word);
  return terms.some((term) => {
    // Stems turn a last y into i: studi for study.
    const stem = term.length > 3 && term.endsWith('i') ? term.slice(0, -1) : term;
    const longest = stem.length <= 3 ? 2 : kLongestEnding;
    return folded.startsWith(stem) && folded.length - stem.length <= longest;
  });
}

/** The text in pieces, in order; their texts joined are the text itself. */
export function highlight(text: string, terms: string[]): Piece[] {
  const stems = telling(terms)
    .map(fold)
    .filter((term) => term !== '');
  if (stems.length === 0 || text === '') return [{ text, hit: false }];
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const span = hitSpan(match[0], stems);
    if (!span) continue;
    const start = match.index + span[0];
    if (start > done) pieces.push({ text: text.slice(done, start), hit: false });
    done = match.index + span[1];
    pieces.push({ text: text.slice(start, done), hit: true });
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

/** Which part of a word to mark, half-open; scripts written without spaces match inside it. */
function hitSpan(word: string, stems: string[]): [number, number] | null {
  if (matches(word, stems)) return [0, word.length];
  if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word))
    return null;
  for (const stem of stems) {
    const at = word.indexOf(stem);
    if (at >= 0) return [at, at + stem.length];
  }
  return null;
}
