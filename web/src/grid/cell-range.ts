// Cells beside each other, and what of them goes to the clipboard: as a spreadsheet takes it, a line a row
// and tabs between the cells, every value with all that it has.

import type { Column, Json, Row } from '../data/api-types';
import { isVector, valueText } from '../data/column-kind';
import type { CellPlace } from './grid-keys';

/** Rows by their position and columns by their place on screen, both half-open. */
export interface CellRange {
  rows: [number, number];
  columns: [number, number];
}

/** Rows that are copied at most; a download takes all. */
export const kMostCopied = 10_000;

/** The cells between two of the table's body, both included; null where one stands in the header. */
export function rangeBetween(one: CellPlace, other: CellPlace): CellRange | null {
  if (one.row < 0 || other.row < 0) return null;
  const span = (a: number, b: number): [number, number] => [Math.min(a, b), Math.max(a, b) + 1];
  return { rows: span(one.row, other.row), columns: span(one.column, other.column) };
}

export function sizeOf({ rows, columns }: CellRange): number {
  return (rows[1] - rows[0]) * (columns[1] - columns[0]);
}

/** The numbers of a vector come only for those who ask for its column. */
export function areInHits(columns: Column[]): boolean {
  return !columns.some(isVector);
}

/** A null is an empty cell. One cell alone is the value itself. */
export function cellsText(rows: Row[], columns: Column[]): string {
  const text = (value: Json | undefined) => (value === null ? '' : valueText(value));
  const [row] = rows;
  const [column] = columns;
  if (row && column && rows.length === 1 && columns.length === 1) return text(row[column.name]);
  return rows
    .map((one) => columns.map(({ name }) => quoted(text(one[name]))).join('\t'))
    .join('\n');
}

function quoted(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
