// What a value is drawn as: by its column's type, and where that leaves it open by what it holds.

import type { Column, Json } from '../data/api-types';
import { arxivLink, cellKind, classLabel, classNames, safeLink } from '../data/column-kind';
import { turnsOf, type Turn } from './chat';
import { mediumOf, type Medium } from './media';

type Shape =
  | { is: 'null'; text: string }
  | { is: 'number'; value: number | bigint; grouped: boolean }
  | { is: 'duration'; value: number | bigint }
  | { is: 'class'; label: string }
  | { is: 'list'; members: Json[] }
  | { is: 'numbers'; members: (number | bigint | null)[] }
  | { is: 'moment'; text: string }
  | { is: 'bool'; value: boolean }
  | { is: 'medium'; medium: Medium }
  | { is: 'chat'; turns: Turn[] }
  | { is: 'json'; value: Json }
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
      return label === null ? { is: 'null', text: 'no label' } : { is: 'class', label };
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

function listShape(members: Json[]): Shape {
  const turns = turnsOf(members);
  if (turns) return { is: 'chat', turns };
  const medium = mediumOf(members);
  if (medium) return { is: 'medium', medium };
  if (members.length > 0 && members.every((one) => one === null || isNumber(one)))
    return { is: 'numbers', members: members as (number | bigint | null)[] };
  if (members.some((one) => typeof one === 'object' && one !== null))
    return { is: 'json', value: members };
  return { is: 'list', members };
}

function freeShape(column: Column, kind: string, value: Json): Shape {
  const medium = mediumOf(value);
  if (medium) return { is: 'medium', medium };
  if (typeof value !== 'string') return { is: 'json', value };
  const turns = value.startsWith('[') ? turnsOf(parsed(value)) : null;
  if (turns) return { is: 'chat', turns };
  if (kind === 'json') return { is: 'json', value };
  const href = column.role === 'arxiv_id' ? arxivLink(value) : safeLink(value);
  return href ? { is: 'link', href, text: value } : { is: 'text', text: value };
}

/** Some datasets keep their conversations as JSON in a text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
