// What matched inside of values that are no plain text: a turn of a conversation, a part of nested data.

import type { Column, Json } from '../data/api-types';
import { valueText } from '../data/column-kind';
import { nestedShapeOf } from './nested-shape';

/** Characters shown in front of what matched, and in all. */
const kBefore = 60;
const kWhole = 300;

/** Some of the value around the first of the terms; "" where none is in it. Terms are stems. */
export function matchedPart(column: Column, value: Json | undefined, terms: string[]): string {
  if (value === null || value === undefined) return '';
  const shape = nestedShapeOf(column, value);
  if (shape.is !== 'chat') return around(valueText(value), terms);
  for (const { role, text } of shape.turns) {
    const part = around(text, terms);
    if (part !== '') return `${role}: ${part}`;
  }
  return '';
}

function around(text: string, terms: string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((at) => at >= 0);
  if (places.length === 0) return '';
  const from = Math.max(0, Math.min(...places) - kBefore);
  const to = from + kWhole;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
