// What a nested value holds, by names.

import type { Json } from '../data/api-types';

/** The members of a list by their places, those of an object by their keys; null of every other value. */
export function membersOf(value: Json): [string, Json][] | null {
  if (typeof value !== 'object' || value === null) return null;
  return Array.isArray(value)
    ? value.map((one, i): [string, Json] => [String(i), one])
    : Object.entries(value);
}
