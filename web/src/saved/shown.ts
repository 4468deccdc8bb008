// Which of what is saved is shown, and in which order: a text in the address (`saved=`), "folder=thesis&tag=s4&
// order=title".

import { kStates, type ReadingEntry } from './reading-list.svelte';

export const kOrders = {
  added: 'Saved last',
  changed: 'Changed last',
  title: 'Title',
  rating: 'Rating',
  row: 'Row',
} as const;
type Order = keyof typeof kOrders;

export interface Shown {
  /** Words that stand in title, note, folder or tags. */
  find: string;
  /** null: all; empty: those in none. */
  folder: string | null;
  /** All of them. */
  tags: string[];
  /** Empty: any. */
  status: string;
  order: Order;
}

export function parseShown(text: string): Shown {
  const given = new URLSearchParams(text);
  return {
    find: given.get('find') ?? '',
    folder: given.get('folder'),
    tags: [...new Set(given.getAll('tag'))],
    status: kStates.find((one) => one === given.get('status')) ?? '',
    order: (Object.keys(kOrders) as Order[]).find((one) => one === given.get('order')) ?? 'added',
  };
}

/** Empty for everything in the order of saving. */
export function shownText({ find, folder, tags, status, order }: Shown): string {
  const text = new URLSearchParams();
  if (find) text.set('find', find);
  if (folder !== null) text.set('folder', folder);
  for (const tag of tags) text.append('tag', tag);
  if (status) text.set('status', status);
  if (order !== 'added') text.set('order', order);
  return text.toString();
}

function hasWords(entry: ReadingEntry, words: string[]): boolean {
  const text = [entry.title, entry.note, entry.folder, ...entry.tags].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

const compare: Record<Order, (a: ReadingEntry, b: ReadingEntry) => number> = {
  added: (a, b) => b.added_at.localeCompare(a.added_at),
  changed: (a, b) => b.changed_at.localeCompare(a.changed_at),
  title: (a, b) => a.title.localeCompare(b.title),
  rating: (a, b) => b.rating - a.rating,
  row: (a, b) => a.row_idx - b.row_idx,
};

/**
 * Those that are shown, in their order. Times are whole seconds: of those that were saved within one, the last comes
 * first too. Of other equal ones the first one saved does. Requires: `entries` in the order of saving.
 */
export function shownEntries(entries: ReadingEntry[], shown: Shown): ReadingEntry[] {
  const words = shown.find.toLowerCase().split(/\s+/).filter(Boolean);
  const isByTime = shown.order === 'added' || shown.order === 'changed';
  return (isByTime ? [...entries].reverse() : entries)
    .filter(
      (entry) =>
        (shown.folder === null || entry.folder === shown.folder) &&
        (shown.status === '' || entry.status === shown.status) &&
        shown.tags.every((tag) => entry.tags.includes(tag)) &&
        hasWords(entry, words),
    )
    .sort(compare[shown.order]);
}

/** Each value with how many have it, by name. */
export function counted(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => a[0].localeCompare(b[0]));
}

/** "s4, to cite" as tags: each once, none empty. */
export function tagsOf(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.replace(/\s+/g, ' ').trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
