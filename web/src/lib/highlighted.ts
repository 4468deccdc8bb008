// The text of a value with what matched marked: by the server's highlights where it gives them, else
// by the terms it looked for.

import type { Hit } from './api-types';
import { highlight, type Piece } from './highlight';

/** The pieces of `text`, a value of `column` or a member of one, in order and complete. */
export function highlightedText(hit: Hit, column: string, text: string): Piece[] {
  const spans: [number, number][] = [];
  for (const one of hit.highlights[column] ?? []) {
    if (one.text === '') continue;
    for (let at = text.indexOf(one.text); at >= 0; at = text.indexOf(one.text, at + 1)) {
      spans.push(...one.spans.map(([start, end]): [number, number] => [at + start, at + end]));
    }
  }
  if (spans.length > 0) return markSpans(text, spans);
  return highlight(text, hit.why?.terms ?? []);
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
