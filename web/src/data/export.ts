// The rows on screen as a file: fetched in pages, written as CSV or JSON Lines, handed to the browser;
// as Parquet written by the server.

import { columnList, searchPath } from './api';
import type { RowQuery, SplitRef } from './parameters';
import type { FetchPage } from './row-source';
import type { Hit, Json, Row } from './api-types';
import { valueText } from './column-kind';
import { exactText } from './exact-json';

/** A browser holds the whole file in memory: more rows than this are a task for the command line. */
export const kMostExported = 200_000;
const kExportPage = 2000;

export type ExportFormat = 'csv' | 'jsonl';

interface ExportResult {
  parts: string[];
  rows: number;
}

/** A CSV field by RFC 4180: quoted where it must be, nested values as JSON, missing ones empty. */
export function csvField(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = valueText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(row: Row, columns: string[]): string {
  return columns.map((name) => csvField(row[name])).join(',') + '\r\n';
}

export function jsonLine(row: Row, columns: string[]): string {
  return exactText(Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))) + '\n';
}

/**
 * The first `most` rows of a query as text in `format`, with these columns. `onProgress` hears of
 * rows done. Errors: those of `fetchPage`, an abort included.
 */
export async function exportRows(
  fetchPage: FetchPage,
  columns: string[],
  format: ExportFormat,
  most: number,
  signal: AbortSignal,
  onProgress: (rows: number) => void = () => undefined,
): Promise<ExportResult> {
  const line = format === 'csv' ? csvLine : jsonLine;
  const parts: string[] = format === 'csv' ? [columns.map(csvField).join(',') + '\r\n'] : [];
  let rows = 0;
  for (;;) {
    const limit = Math.min(kExportPage, most - rows);
    const { hits, total } = await fetchPage(rows, limit, signal);
    parts.push(hits.map((hit: Hit) => line(hit.row, columns)).join(''));
    rows += hits.length;
    onProgress(rows);
    if (hits.length === 0 || rows >= Math.min(total, most)) return { parts, rows };
  }
}

/** Where the first `limit` rows of a query are a Parquet file, with these columns. */
export function parquetPath(
  ref: SplitRef,
  { q, where, sort }: RowQuery,
  columns: string[],
  limit: number,
): string {
  const path = searchPath(ref, { q, where, sort }, limit, 0);
  return `${path}&${new URLSearchParams({ format: 'parquet', columns: columnList(columns) }).toString()}`;
}

/** Lets the browser save text under a name. */
export function saveText(parts: string[], type: string, filename: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has begun to read it by then; kept, it would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
