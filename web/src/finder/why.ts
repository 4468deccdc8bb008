// Why a row was returned, as lines for a person. What the server says is told completely: what this
// page has no words for stands as it came.

import type { Hit, Json } from '../data/api-types';
import { count } from '../ui/format';

interface WhyLine {
  name: string;
  value: string;
}

type Members = Record<string, Json>;

export function whyLines(hit: Hit): WhyLine[] {
  const { terms, keyword, semantic, nearest_like: liked, ...rest } = hit.why ?? {};
  const lines: WhyLine[] = [];
  const add = (name: string, value: string) => value !== '' && lines.push({ name, value });
  if (hit.score !== null) add('Score', short(hit.score));
  const words = members(keyword);
  const meaning = members(semantic);
  const near = members(liked);
  if (words) {
    add('By words', rankText(words));
    for (const word of list(words['words'])) add(`“${told(word['term'])}”`, wordText(word));
    for (const pair of list(words['pairs'])) add('Side by side', told(pair));
  } else {
    add('Words', told(terms));
  }
  if (meaning) add('By meaning', rankText(meaning));
  if (near) {
    const row = near['row_idx'];
    add(
      'Nearest liked',
      `row ${typeof row === 'number' ? count(row) : told(row)}, similarity ${told(near['similarity'])}`,
    );
  }
  for (const [key, value] of Object.entries(rest)) add(key, told(value));
  return lines;
}

function members(value: Json | undefined): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

function list(value: Json | undefined): Members[] {
  return Array.isArray(value) ? value.map(members).filter((one) => one !== null) : [];
}

/** "rank 2, score 5.98" */
function rankText(leg: Members): string {
  const rank = leg['rank'];
  const score = leg['score'];
  const parts = [
    typeof rank === 'number' ? `rank ${count(rank)}` : '',
    typeof score === 'number' ? `score ${short(score)}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** "5.98: title 1×, abstract 4×" */
function wordText(word: Members): string {
  const fields = Object.entries(members(word['fields']) ?? {});
  const where = fields.map(([field, times]) => `${field} ${told(times)}×`).join(', ');
  return [told(word['score']), where].filter((part) => part !== '').join(': ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function told(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return short(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(told).join(', ');
  return Object.entries(value)
    .map(([key, one]) => `${key} ${told(one)}`)
    .join(', ');
}
