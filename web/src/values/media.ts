// Pictures, sound, films and Markdown among the values of a row, known by what they hold and not by what
// a column is called.

import { base } from '../data/base';
import { site } from '../data/site';
import type { Json } from '../data/api-types';

export interface Medium {
  kind: 'picture' | 'audio' | 'video' | 'document' | 'lost';
  /** Inside the page, or of its own server: nothing is asked of another host. "" where there is no file. */
  url: string;
  /** What is wrong with the file, as its import found. */
  problem?: string;
  /** It may be an animation, of which a thumbnail has the first frame. */
  moves?: boolean;
}

/**
 * How files of each kind begin, a byte a character. Vector graphics are not among them: those can run.
 */
const kStarts: [RegExp, Medium['kind'], string][] = [
  [/^\x89PNG\r\n/, 'picture', 'image/png'],
  [/^\xff\xd8\xff/, 'picture', 'image/jpeg'],
  [/^GIF8[79]a/, 'picture', 'image/gif'],
  [/^RIFF[^]{4}WEBP/, 'picture', 'image/webp'],
  [/^RIFF[^]{4}WAVE/, 'audio', 'audio/wav'],
  [/^OggS/, 'audio', 'audio/ogg'],
  [/^fLaC/, 'audio', 'audio/flac'],
  [/^ID3|^\xff[\xe2-\xfb]/, 'audio', 'audio/mpeg'],
  [/^[^]{4}ftypM4A/, 'audio', 'audio/mp4'],
  [/^%PDF-/, 'document', 'application/pdf'],
  [/^[^]{4}ftyp/, 'video', 'video/mp4'],
  [/^\x1aE\xdf\xa3/, 'video', 'video/webm'],
];
/** Base64 that holds every beginning above. */
const kHead = 24;
/** Of base64: what a page may hold of one file. */
const kLargest = 64_000_000;

/** A picture, sound, film or document that a value holds or names; null for every other value. */
export function mediumOf(value: Json | undefined): Medium | null {
  if (typeof value === 'string') {
    const data = /^data:(?:image|audio|video|application)\/[\w.+-]+;base64,/.exec(value);
    return data ? mediumIn(value.slice(data[0].length)) : null;
  }
  if (Array.isArray(value)) return value.length === 1 ? mediumOf(value[0]) : null;
  if (typeof value !== 'object' || value === null) return null;
  const { bytes, src, type, path, problem } = value;
  if (typeof bytes === 'string') return mediumIn(bytes);
  const known = typeof problem === 'string' ? { problem } : {};
  if (src === null && typeof problem === 'string' && typeof path === 'string')
    return { kind: 'lost', url: '', problem: `${path}: ${problem}` };
  const medium =
    typeof src === 'string' ? mediumAt(src, typeof type === 'string' ? type : '') : null;
  return medium && { ...medium, ...known };
}

function mediumIn(base64: string): Medium | null {
  if (base64.length > kLargest) return null;
  if (!/^[A-Za-z0-9+/]{4,}={0,2}$/.test(base64)) return null;
  const found = kStarts.find(([start]) => start.test(firstBytes(base64)));
  if (!found) return null;
  const [, kind, type] = found;
  const moves = /gif|webp/.test(type);
  return { kind, url: `data:${type};base64,${base64}`, ...(moves ? { moves } : {}) };
}

function firstBytes(base64: string): string {
  try {
    return atob(base64.slice(0, kHead));
  } catch {
    return '';
  }
}

/** Where an address of the server's is found: in a copy in files there are those that rows name. */
function urlOf(address: string): string {
  return site
    ? address.replace(/^\/api\/v1\/datasets\/[^/]+\/[^/]+\/(?=media\/)/, 'data/')
    : base + address;
}

/** `type` as the server gives it; without one it is a picture, as in the Hub's answers. */
function mediumAt(address: string, type: string): Medium | null {
  if (!/^\/(?!\/)/.test(address)) return null;
  const url = urlOf(address);
  if (type.startsWith('audio/')) return { kind: 'audio', url };
  if (type.startsWith('video/')) return { kind: 'video', url };
  if (type === 'application/pdf') return { kind: 'document', url };
  if (type && !type.startsWith('image/')) return null;
  return {
    kind: 'picture',
    url,
    ...(/gif|webp/.test(type) ? { moves: true } : {}),
  };
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
