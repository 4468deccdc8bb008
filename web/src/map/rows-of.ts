// What the map asks of all rows: the values of one column, and which rows a search finds.

import { columnList } from '../data/api';
import { frameHeaders } from '../data/embed';
import type { RowQuery, SplitRef } from '../data/parameters';
import type { Column, Json, SearchAnswer } from '../data/api-types';
import { parseExact } from '../data/exact-json';
import { datasetPath, queryString } from '../data/api';

const kPage = 10_000;

async function page(
  ref: SplitRef,
  query: RowQuery,
  column: string,
  offset: number,
  signal: AbortSignal,
) {
  const { config, split } = ref;
  const path =
    `${datasetPath(ref.owner, ref.name)}/search` +
    queryString({
      config,
      split,
      ...query,
      mode: 'keyword',
      columns: columnList([column]),
      limit: kPage,
      offset,
    });
  const response = await fetch(path, { signal, headers: frameHeaders });
  if (!response.ok) {
    const body = (await response.json().catch(() => ({}))) as { error?: string };
    throw new Error(body.error ?? `The server answered ${response.status}.`);
  }
  return parseExact(await response.text()) as SearchAnswer;
}

/** One value per row, in row order. */
export async function columnValues(
  ref: SplitRef,
  column: string,
  numRows: number,
  signal: AbortSignal,
): Promise<Json[]> {
  const values = new Array<Json>(numRows).fill(null);
  const all = { q: '', where: '', sort: '' };
  for (let offset = 0; offset < numRows; offset += kPage) {
    const { hits } = await page(ref, all, column, offset, signal);
    for (const hit of hits) values[hit.row_idx] = hit.row[column] ?? null;
    if (hits.length === 0) break;
  }
  return values;
}

/** The rows that match, in ascending order. `narrow`: a column whose values are short. */
export async function matchingRows(
  ref: SplitRef,
  query: RowQuery,
  narrow: string,
  signal: AbortSignal,
): Promise<number[]> {
  const rows: number[] = [];
  for (let offset = 0; ; offset += kPage) {
    const { hits, total } = await page(ref, query, narrow, offset, signal);
    for (const hit of hits) rows.push(hit.row_idx);
    if (hits.length === 0 || offset + kPage >= total) break;
  }
  return rows.sort((a, b) => a - b);
}

/** The column with the shortest values that is no list. */
export function narrowColumn(columns: Column[]): string {
  const kinds = ['int', 'float', 'bool', 'string_label', 'class_label'];
  const found = columns.find((column) => kinds.includes(column.column_type ?? ''));
  return (found ?? columns[0])?.name ?? '';
}
