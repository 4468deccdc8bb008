// What a value is drawn as: by its column's type, and where that leaves it open by what it holds. What takes more
// to tell and to draw is nested (nested-shape.ts), which is fetched with the first such value.

import type { Column, Json } from '../data/api-types';
import { arxivLink, cellKind, classLabel, classNames, safeLink } from '../data/column-kind';

type Shape =
  | { is: 'null'; text: string }
  | { is: 'number'; value: number | bigint; grouped: boolean }
  | { is: 'duration'; value: number | bigint }
  | { is: 'class'; label: string }
  | { is: 'list'; members: Json[] }
  | { is: 'numbers'; members: (number | bigint | null)[] }
  | { is: 'colour'; text: string }
  | { is: 'moment'; text: string }
  | { is: 'bool'; value: boolean }
  | { is: 'nested'; value: Json }
  | { is: 'link'; href: string; text: string }
  | { is: 'text'; text: string };

const isNumber = (value: Json): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** `value` undefined: the row has none. Vectors are not values of a row. */
export function shapeOf(column: Column, value: Json | undefined): Shape {
  if (value === null || value === undefined) return { is: 'null', text: 'null' };
  const kind = cellKind(column);
  switch (kind) {
    case 'number':
    case 'plain-number':
      return isNumber(value)
        ? { is: 'number', value, grouped: kind === 'number' }
        : { is: 'text', text: String(value) };
    case 'duration':
      return isNumber(value) ? { is: 'duration', value } : { is: 'text', text: String(value) };
    case 'class': {
      const label = classLabel(value, classNames(column));
      if (label === null) return { is: 'null', text: 'no label' };
      return label === '' ? { is: 'null', text: 'empty' } : { is: 'class', label };
    }
    case 'bool':
      return typeof value === 'boolean'
        ? { is: 'bool', value }
        : { is: 'text', text: String(value) };
    case 'date':
      return { is: 'moment', text: String(value) };
    case 'list':
    case 'vector':
    case 'json':
    case 'link':
    case 'text':
      return Array.isArray(value) ? listShape(value) : freeShape(column, kind, value);
  }
}

/** Fewer numbers are read one by one: a box, a place. */
const kShortestSeries = 12;

function listShape(members: Json[]): Shape {
  if (members.some((one) => typeof one === 'object' && one !== null))
    return { is: 'nested', value: members };
  if (members.length > 0 && members.every((one) => one === null || isNumber(one)))
    return members.length < kShortestSeries
      ? { is: 'numbers', members: members as (number | bigint | null)[] }
      : { is: 'nested', value: members };
  const [only] = members;
  if (members.length === 1 && typeof only === 'string' && only.startsWith('data:'))
    return { is: 'nested', value: members };
  return { is: 'list', members };
}

function freeShape(column: Column, kind: string, value: Json): Shape {
  if (typeof value !== 'string' || kind === 'json' || /^(\[|data:)/.test(value))
    return { is: 'nested', value };
  if (/^#([0-9a-f]{3}){1,2}$/i.test(value)) return { is: 'colour', text: value };
  const href = column.role === 'arxiv_id' ? arxivLink(value) : safeLink(value);
  return href ? { is: 'link', href, text: value } : { is: 'text', text: value };
}
