// The server's SQL route: a query's rows, where a query is wrong, and the whole result as a file.

import { ApiError, datasetPath, queryString, requestJson } from '../data/api';
import type { SplitRef } from '../data/parameters';
import type { Json } from '../data/api-types';

/** As many rows as one answer may have. */
const kMostRows = 10_000;
/** Addresses longer than this are refused on the way by some of what reads them. */
const kLongestAddress = 7000;
/** The error code of a server that runs as many queries as it may. */
const kBusy = 'ResponseNotReady';

export interface SqlColumn {
  name: string;
  type: string;
  feature: Json;
}

export interface SqlAnswer {
  columns: SqlColumn[];
  rows: Json[][];
  num_rows: number;
  /** There are more rows than these. */
  truncated: boolean;
  took_ms: number;
}

/** Counted from 1. */
export interface Place {
  line: number;
  column: number;
}

export type FileFormat = 'csv' | 'jsonl' | 'parquet';

/** How long a query waits for a place, from one try to the next: what was cancelled just now takes a moment to end. */
const kWaitsMs = [100, 200, 400, 800, 1600];

/**
 * An abort of `signal` ends the query on the server too, and so the wait for a place where the server runs as many
 * queries as it may.
 */
export async function runSql(ref: SplitRef, sql: string, signal: AbortSignal): Promise<SqlAnswer> {
  for (const waitMs of kWaitsMs) {
    try {
      return await askSql(ref, sql, signal);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === kBusy)) throw error;
      await pause(waitMs, signal);
    }
  }
  return askSql(ref, sql, signal);
}

/** Rejects with the reason of `signal` where that comes first. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function askSql(ref: SplitRef, sql: string, signal: AbortSignal): Promise<SqlAnswer> {
  const { config } = ref;
  return requestJson<SqlAnswer>(
    `${datasetPath(ref.owner, ref.name)}/sql`,
    ['columns', 'rows', 'num_rows', 'truncated', 'took_ms'],
    signal,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ sql, limit: kMostRows, ...(config ? { config } : {}) }),
    },
  );
}

/** Where all rows of a query can be downloaded; null where the query is too long for an address. */
export function filePath(ref: SplitRef, sql: string, format: FileFormat): string | null {
  const { config } = ref;
  const path = `${datasetPath(ref.owner, ref.name)}/sql${queryString<'sql'>({ sql, config, format })}`;
  return path.length > kLongestAddress ? null : path;
}

export function fitsAddress(sql: string): boolean {
  return encodeURIComponent(sql).length <= kLongestAddress;
}

/** Where the query that failed is wrong; null where the server does not say. */
export function placeOf(error: unknown): Place | null {
  if (!(error instanceof ApiError)) return null;
  const { line, column } = error.details;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : null;
}

/** What a person can do about it; "" where the message says all. */
export function adviceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return '';
  if (error.code === 'RequestCancelled')
    return 'A query has a limited time. Aggregate, filter earlier or take a sample: USING SAMPLE 10%.';
  if (error.code === kBusy) return 'Other queries are running. Run it again in a moment.';
  if (error.status === 413)
    return 'Choose fewer columns, aggregate, or download the result as a file.';
  return '';
}
