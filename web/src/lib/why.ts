// Why a row was returned, as lines for a person. What the server says is told completely: what this
// page has no words for stands as it came.

import type { Hit, Json } from './api-types';

export interface WhyLine {
  name: string;
  value: string;
}

const names: Record<string, string> = {
  terms: 'Words',
  keyword: 'By words',
  semantic: 'By meaning',
  fields: 'Found in',
  column: 'By',
  liked: 'Like row',
};

export function whyLines(hit: Hit): WhyLine[] {
  const lines: WhyLine[] = [];
  if (hit.score !== null) lines.push({ name: 'Score', value: short(hit.score) });
  for (const [key, value] of Object.entries(hit.why ?? {})) {
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    lines.push({ name: names[key] ?? key, value: told(value) });
  }
  return lines;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function told(value: Json): string {
  if (value === null) return '–';
  if (typeof value === 'number') return short(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(told).join(', ');
  return Object.entries(value)
    .map(([key, one]) => `${key} ${told(one)}`)
    .join(', ');
}
