// Puts chosen cells on the clipboard: what is here at once, within the event that the browser sends, which
// works on every address; the rest as soon as the server has given it.

import { errorText } from '../data/api';
import type { Column, Row } from '../data/api-types';
import type { Rows } from '../data/row-source';
import { count, plural } from '../ui/format';
import { areInHits, cellsText, kMostCopied, sizeOf, type CellRange } from './cell-range';

/** The rows from `first` to `end` with these columns in full. */
export type FetchCells = (columns: Column[], first: number, end: number) => Promise<Row[]>;

/** Says in a sentence what happened. */
export async function copyCells(
  event: ClipboardEvent,
  range: CellRange,
  columns: Column[],
  source: Rows,
  fetchCells: FetchCells | undefined,
): Promise<string> {
  event.preventDefault();
  const [first, end] = range.rows;
  if (end - first > kMostCopied)
    return `${count(end - first)} rows are too many to copy; Download has them all.`;
  const done = `${plural(sizeOf(range), 'cell')} copied`;
  const here = rowsHere(source, first, end);
  if (here && areInHits(columns)) {
    event.clipboardData?.setData('text/plain', cellsText(here, columns));
    return done;
  }
  if (!fetchCells) return 'These cells cannot be copied here.';
  try {
    await navigator.clipboard.writeText(cellsText(await fetchCells(columns, first, end), columns));
    return done;
  } catch (error) {
    const denied = error instanceof DOMException || error instanceof TypeError;
    return denied ? 'The browser does not allow copying here' : errorText(error);
  }
}

function rowsHere(source: Rows, first: number, end: number): Row[] | null {
  const rows: Row[] = [];
  for (let at = first; at < end; at += 1) {
    const hit = source.at(at);
    if (!hit) return null;
    rows.push(hit.row);
  }
  return rows;
}
