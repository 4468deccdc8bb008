// The answers of a site's files in the place of a server's. Rows lie in chunks, each a file of the
// first row's number; rows.json has these numbers.

import { ApiError, requestJson } from './api';
import type { RowQuery, SplitRef } from './parameters';
import type { Columns, Dataset, Hit, RowAnswer, SearchAnswer } from './api-types';
import { canQuery, kNeedsServer, site, sitePath } from './site';
import { siteQuery } from './site-query';

interface RowIndex {
  num_rows: number;
  starts: number[];
}

const indexes = new Map<string, Promise<RowIndex>>();
const whole = new Map<string, Promise<Hit[]>>();
/** A browser sends no more requests at once to one host. */
const kFilesAtOnce = 6;

/** Config and split, the first ones where none is named. */
function place({ config, split }: SplitRef): [string, string] {
  const configs = site?.configs ?? [];
  const chosen = configs.find((one) => one.config === config) ?? configs[0];
  const splits = chosen?.splits ?? [];
  return [chosen?.config ?? '', splits.includes(split) ? split : (splits[0] ?? '')];
}

export function siteDataset(signal?: AbortSignal): Promise<Dataset> {
  return requestJson<Dataset>(sitePath('dataset.json'), ['id', 'configs'], signal);
}

export function siteColumns(ref: SplitRef, signal?: AbortSignal): Promise<Columns> {
  const path = sitePath(...place(ref), 'columns.json');
  return requestJson<Columns>(path, ['num_rows', 'columns'], signal);
}

/** The same for every page of rows: fetched once, and again only where that failed. */
function rowIndex(ref: SplitRef): Promise<RowIndex> {
  const path = sitePath(...place(ref), 'rows.json');
  const known = indexes.get(path);
  if (known) return known;
  const asked = requestJson<RowIndex>(path, ['num_rows', 'starts']);
  indexes.set(path, asked);
  asked.catch(() => indexes.delete(path));
  return asked;
}

/** The chunks that rows `offset` to `end` lie in, by their first rows. */
export function chunksOf(starts: number[], offset: number, end: number): number[] {
  return starts.filter((start, i) => start < end && (starts[i + 1] ?? Infinity) > offset);
}

export async function siteRows(
  ref: SplitRef,
  query: RowQuery,
  limit: number,
  offset: number,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const { num_rows, starts } = await rowIndex(ref);
  if (query.q || query.where || query.sort) return foundRows(ref, query, limit, offset, num_rows);
  const chunks = chunksOf(starts, offset, Math.min(offset + limit, num_rows));
  const answers = await Promise.all(
    chunks.map((start) =>
      requestJson<SearchAnswer>(sitePath(...place(ref), `rows-${start}.json`), ['hits'], signal),
    ),
  );
  const hits = answers
    .flatMap((answer) => answer.hits)
    .filter(({ row_idx }) => row_idx >= offset && row_idx < offset + limit);
  return { total: num_rows, num_rows, took_ms: 0, hits };
}

/** Every row of the split, fetched once. */
function allRows(ref: SplitRef): Promise<Hit[]> {
  const path = sitePath(...place(ref));
  const before = whole.get(path);
  if (before) return before;
  const asked = rowIndex(ref).then(async ({ starts }) => {
    const parts: Hit[][] = [];
    const waiting = [...starts.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [at, start] = next;
        parts[at] = (
          await requestJson<SearchAnswer>(sitePath(...place(ref), `rows-${start}.json`), ['hits'])
        ).hits;
      }
    };
    await Promise.all(Array.from({ length: kFilesAtOnce }, work));
    return parts.flat();
  });
  whole.set(path, asked);
  asked.catch(() => whole.delete(path));
  return asked;
}

let latest: { key: string; hits: Hit[] } | null = null;

/** Rows of a query. Errors: 422 for a split that is too large for it, or a condition of other forms. */
async function foundRows(
  ref: SplitRef,
  query: RowQuery,
  limit: number,
  offset: number,
  num_rows: number,
): Promise<SearchAnswer> {
  if (!canQuery(num_rows)) throw new ApiError(kNeedsServer, 422);
  const begun = performance.now();
  const { q, where, sort } = query;
  const key = JSON.stringify([place(ref), q, where, sort]);
  if (latest?.key !== key) {
    const [{ columns }, hits] = await Promise.all([siteColumns(ref), allRows(ref)]);
    const found = siteQuery(columns, hits, query);
    if (typeof found === 'string') throw new ApiError(found, 422);
    latest = { key, hits: found };
  }
  const took_ms = performance.now() - begun;
  const { hits } = latest;
  return { total: hits.length, num_rows, took_ms, hits: hits.slice(offset, offset + limit) };
}

/** A row as the table has it: of its vectors the sketches. */
export async function siteRow(
  ref: SplitRef,
  rowIdx: number,
  signal?: AbortSignal,
): Promise<RowAnswer> {
  const { hits, num_rows } = await siteRows(ref, { q: '', where: '', sort: '' }, 1, rowIdx, signal);
  const hit: Hit | undefined = hits[0];
  if (!hit) throw new ApiError(`There is no row ${rowIdx}.`, 404);
  return { row_idx: rowIdx, num_rows, row: hit.row, vectors: hit.vectors ?? {} };
}
