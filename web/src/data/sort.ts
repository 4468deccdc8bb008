// The order of a view: `year desc,title`. A name that is not a plain word is written in quotes.

import { quoteName } from './where';

export interface SortKey {
  column: string;
  descending: boolean;
}

export function parseSort(sort: string): SortKey[] {
  const keys: SortKey[] = [];
  if (randomSeed(sort) !== null) return keys;
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^",]+?))(?:\s+(asc|desc))?\s*(?:,|$)/giy;
  let match: RegExpExecArray | null;
  while (pattern.lastIndex < sort.length && (match = pattern.exec(sort))) {
    const column = match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"');
    keys.push({ column, descending: match[3]?.toLowerCase() === 'desc' });
  }
  return keys;
}

export function formatSort(keys: SortKey[]): string {
  return keys
    .map(({ column, descending }) => {
      const name = /^[A-Za-z_]\w*$/.test(column) ? column : quoteName(column);
      return descending ? `${name} desc` : name;
    })
    .join(',');
}

/** The seed of a random order; null where the order is another. */
export function randomSeed(sort: string): number | null {
  const match = /^random\((\d{1,10})\)$/.exec(sort);
  return match ? Number(match[1]) : null;
}

/** An order that no one has chosen. */
export function randomSort(): string {
  return `random(${Math.floor(Math.random() * 1_000_000)})`;
}

/**
 * Ascending, then descending, then none. `add` keeps the other keys and works on this one alone,
 * which stays where it is in the order of importance.
 */
export function cycleSort(sort: string, column: string, add = false): string {
  const keys = parseSort(sort);
  const current = keys.find((key) => key.column === column);
  if (!add) {
    if (!current || keys.length > 1) return formatSort([{ column, descending: false }]);
    return current.descending ? '' : formatSort([{ column, descending: true }]);
  }
  if (!current) return formatSort([...keys, { column, descending: false }]);
  if (current.descending) return formatSort(keys.filter((key) => key !== current));
  return formatSort(keys.map((key) => (key === current ? { column, descending: true } : key)));
}
