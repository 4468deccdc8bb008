// The queries of one dataset that this browser remembers: the last ones that ran, and those that were
// given a name. Lists are values; the newest stand first.

import { recall, remember } from '../data/preferences';

interface PastQuery {
  sql: string;
  /** Milliseconds since 1970. */
  at: number;
}

interface SavedQuery {
  name: string;
  sql: string;
}

export interface QueryBook {
  history: PastQuery[];
  saved: SavedQuery[];
}

export const kMostHistory = 50;
const kLongestName = 120;

/** `sql` moved or put to the front. */
export function withRun(book: QueryBook, sql: string, at: number): QueryBook {
  const others = book.history.filter((one) => one.sql !== sql);
  return { ...book, history: [{ sql, at }, ...others].slice(0, kMostHistory) };
}

/** A name that exists already names the new query. */
export function withSaved(book: QueryBook, name: string, sql: string): QueryBook {
  const short = name.trim().slice(0, kLongestName);
  const others = book.saved.filter((one) => one.name !== short);
  return short === '' ? book : { ...book, saved: [{ name: short, sql }, ...others] };
}

export function withoutRun(book: QueryBook, sql: string): QueryBook {
  return { ...book, history: book.history.filter((one) => one.sql !== sql) };
}

export function withoutSaved(book: QueryBook, name: string): QueryBook {
  return { ...book, saved: book.saved.filter((one) => one.name !== name) };
}

/** What a snippet is called until its reader says better: its first line that is no comment. */
export function suggestedName(sql: string): string {
  const lines = sql.split('\n').map((line) => line.trim());
  const first = lines.find((line) => line !== '' && !line.startsWith('--')) ?? '';
  return first.slice(0, 60);
}

/** Anything may stand in the storage: what is no query is passed over. */
export function readBook(stored: unknown): QueryBook {
  const { history, saved } = (stored ?? {}) as { history?: unknown; saved?: unknown };
  const items = (list: unknown) =>
    (Array.isArray(list) ? list : []).filter(
      (one): one is Record<string, unknown> => typeof one === 'object' && one !== null,
    );
  return {
    history: items(history).flatMap(({ sql, at }) =>
      typeof sql === 'string' && typeof at === 'number' ? [{ sql, at }] : [],
    ),
    saved: items(saved).flatMap(({ name, sql }) =>
      typeof name === 'string' && typeof sql === 'string' ? [{ name, sql }] : [],
    ),
  };
}

export function loadBook(dataset: string): QueryBook {
  return readBook(recall(`sql:${dataset}`));
}

export function saveBook(dataset: string, book: QueryBook): void {
  remember(`sql:${dataset}`, book);
}
