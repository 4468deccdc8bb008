// Pictures and Markdown among the values of a row, known by what they hold and not by what a column
// is called.

import type { Json } from '../data/api-types';

/** How files of each kind begin, in base64. Vector graphics are not among them: those can run. */
const kPictures: [string, string][] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGODlh', 'image/gif'],
  ['R0lGODdh', 'image/gif'],
  ['UklGR', 'image/webp'],
];
/** Of base64: what a page may hold of one picture. */
const kLargest = 16_000_000;

/**
 * The address of a picture inside the page, for the value of an image column (`{bytes, path}`, the
 * bytes in base64) or a data address; null for every other value.
 */
export function pictureUrl(value: Json | undefined): string | null {
  let base64: Json | undefined;
  if (typeof value === 'string') {
    base64 = /^data:image\/[a-z]+;base64,/.exec(value) ? value.slice(value.indexOf(',') + 1) : '';
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    base64 = value['bytes'];
  }
  if (typeof base64 !== 'string' || base64.length > kLargest) return null;
  const text = base64;
  const type = kPictures.find(([start]) => text.startsWith(start))?.[1];
  return type && /^[A-Za-z0-9+/]+=*$/.test(text) ? `data:${type};base64,${text}` : null;
}

const kMarks = [
  /^#{1,6} \S/m,
  /^```/m,
  /^\s*[-*+] \S/m,
  /^\s*\d+\. \S/m,
  /\[[^\]\n]+\]\(https?:[^)\s]+\)/,
  /\*\*[^*\n]+\*\*/,
  /^\|.*\|\s*\n\|[\s:|-]+\|/m,
];

/** Whether a text is written in Markdown: two kinds of its marks, as one alone is often chance. */
export function looksLikeMarkdown(text: string): boolean {
  let found = 0;
  for (const mark of kMarks) {
    if (mark.test(text)) found += 1;
    if (found === 2) return true;
  }
  return false;
}
