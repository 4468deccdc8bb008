// What is drawn of values with parts: files, conversations, places, series of numbers, or the parts themselves.

import type { Column, Json } from '../data/api-types';
import { cellKind } from '../data/column-kind';
import { turnsOf, type Turn } from './chat';
import { mediumOf, type Medium } from './media';
import { placeOf, type Place } from './place';

type NestedShape =
  | { is: 'medium'; medium: Medium }
  | { is: 'chat'; turns: Turn[] }
  | { is: 'place'; place: Place }
  | { is: 'series'; members: (number | bigint | null)[] }
  | { is: 'json'; value: Json }
  | { is: 'text'; text: string };

const isPartOfSeries = (value: Json) =>
  value === null || typeof value === 'number' || typeof value === 'bigint';

/** Of what shape.ts calls nested. */
export function nestedShapeOf(column: Column, value: Json): NestedShape {
  const medium = mediumOf(value);
  if (medium) return { is: 'medium', medium };
  const place = placeOf(value);
  if (place) return { is: 'place', place };
  const turns =
    typeof value === 'string' && value.startsWith('[')
      ? turnsOf(parsed(value))
      : Array.isArray(value)
        ? turnsOf(value)
        : null;
  if (turns) return { is: 'chat', turns };
  if (Array.isArray(value) && value.every(isPartOfSeries))
    return { is: 'series', members: value as (number | bigint | null)[] };
  return typeof value === 'string' && cellKind(column) !== 'json'
    ? { is: 'text', text: value }
    : { is: 'json', value };
}

/** Some datasets keep their conversations as JSON in a text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
