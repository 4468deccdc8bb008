// The text of a value with what matched marked: by the server's highlights where it gives them, else
// by the terms it looked for.

import type { HighlightedText, Hit } from '../data/api-types';
import { highlight, telling, type Piece } from '../ui/highlight';

/** The pieces of `text`, a value of `column` or a member of one, in order and complete. */
export function highlightedText(hit: Hit, column: string, text: string): Piece[] {
  const given = hit.highlights[column];
  if (given === undefined) return highlight(text, hit.why?.terms ?? []);
  return markSpans(
    text,
    given.flatMap((one) => spansIn(text, one)),
  );
}

/** Passages that begin so early in a text are read from its beginning. */
const kEarly = 80;

/** Where a reader who has two lines should begin: at what matched best, told by the server. */
export function bestPassage(hit: Hit, column: string, text: string): string {
  const best = hit.highlights[column]?.find((one) => one.item === undefined);
  const at = best ? text.indexOf(best.text) : -1;
  return at > kEarly ? `… ${text.slice(at)}` : text;
}

/** The spans of a highlight as places in `text`, which holds it, or is a part of it. */
function spansIn(text: string, one: HighlightedText): [number, number][] {
  // A member of a list is told whole: it is that member or another one.
  if (one.item !== undefined && one.start === 0 && one.text !== text) return [];
  const shift = text.includes(one.text) ? text.indexOf(one.text) : -one.text.indexOf(text);
  // Neither holds the other: indexOf gave -1, negated.
  if (one.text === '' || (!text.includes(one.text) && !one.text.includes(text))) return [];
  const kept = telling(one.spans.map(([start, end]) => one.text.slice(start, end)));
  return one.spans
    .filter(([start, end]) => kept.includes(one.text.slice(start, end)))
    .map(([start, end]): [number, number] => [start + shift, end + shift]);
}

/** Cuts at half-open spans in UTF-16 units; what overlaps or lies outside is cut off. */
export function markSpans(text: string, spans: [number, number][]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(start, done);
    const to = Math.min(end, text.length);
    if (from >= to) continue;
    if (from > done) pieces.push({ text: text.slice(done, from), hit: false });
    pieces.push({ text: text.slice(from, to), hit: true });
    done = to;
  }
  if (done < text.length || pieces.length === 0)
    pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}
