// Decimals of the numbers on screen, so that those of a column stand under each other.

import type { Column, Row } from '../data/api-types';
import { cellKind } from '../data/column-kind';
import { sharedDecimals } from '../data/number-text';
import type { Rows } from '../data/row-source';

/** The rows at the top of a source as they first came, whether they are still here or scrolled away from. */
export function firstRows(most: number): (source: Rows) => Row[] {
  let kept: { source: Rows; rows: Row[] } | null = null;
  return (source) => {
    if (kept?.source !== source || kept.rows.length === 0)
      kept = { source, rows: rowsAtTop(source, most) };
    return kept.rows;
  };
}

function rowsAtTop(source: Rows, most: number): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < Math.min(most, source.total); at += 1) {
    const hit = source.at(at);
    if (!hit) break;
    rows.push(hit.row);
  }
  return rows;
}

export function decimalsByColumn(columns: Column[], rows: Row[]): Record<string, number> {
  const numeric = columns.filter((column) => cellKind(column) === 'number');
  return Object.fromEntries(
    numeric.map(({ name }) => [name, sharedDecimals(rows.map((row) => row[name]))]),
  );
}
