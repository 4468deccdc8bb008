import { describe, expect, test } from 'vitest';
import type { ReadingEntry } from './reading-list.svelte';
import { counted, parseShown, shownEntries, shownText, tagsOf } from './shown';

function entry(row: number, more: Partial<ReadingEntry>): ReadingEntry {
  return {
    config: 'default',
    split: 'train',
    row_idx: row,
    snapshot: 's',
    now: row,
    identity: '',
    title: `paper ${row}`,
    note: '',
    folder: '',
    tags: [],
    status: 'to read',
    rating: 0,
    added_at: `2026-11-0${row}T00:00:00Z`,
    changed_at: `2026-11-0${9 - row}T00:00:00Z`,
    ...more,
  };
}

const entries = [
  entry(1, { title: 'Zebrafish', folder: 'thesis', tags: ['s4', 'cite'], rating: 2 }),
  entry(2, { title: 'Attention', note: 'see the ZEBRA one', status: 'read', tags: ['s4'] }),
  entry(3, { title: 'Maps', folder: 'thesis', rating: 5 }),
];
const rows = (text: string) => shownEntries(entries, parseShown(text)).map((one) => one.row_idx);

describe('what is shown of the saved rows', () => {
  test('is everything, saved last first, where nothing is asked', () => {
    expect(rows('')).toEqual([3, 2, 1]);
  });

  test('is saved last first within one second too', () => {
    const at = { added_at: '2026-11-01T00:00:00Z', changed_at: '2026-11-01T00:00:00Z' };
    const together = [entry(7, at), entry(8, at), entry(9, at)];
    for (const order of ['', 'order=changed'])
      expect(shownEntries(together, parseShown(order)).map((one) => one.row_idx)).toEqual([
        9, 8, 7,
      ]);
  });

  test('is in every order that is offered', () => {
    expect(rows('order=changed')).toEqual([1, 2, 3]);
    expect(rows('order=title')).toEqual([2, 3, 1]);
    expect(rows('order=rating')).toEqual([3, 1, 2]);
    expect(rows('order=row')).toEqual([1, 2, 3]);
    expect(rows('order=nonsense')).toEqual([3, 2, 1]);
  });

  test('has the folder, all tags, the status and all words', () => {
    expect(rows('folder=thesis')).toEqual([3, 1]);
    expect(rows('folder=')).toEqual([2]);
    expect(rows('tag=s4')).toEqual([2, 1]);
    expect(rows('tag=s4&tag=cite')).toEqual([1]);
    expect(rows('status=read')).toEqual([2]);
    expect(rows('find=zebra')).toEqual([2, 1]);
    expect(rows('find=zebra+thesis')).toEqual([1]);
  });

  test('is in the address as it was read from it', () => {
    for (const text of [
      '',
      'find=a+b&folder=x%26y&tag=s4&tag=c&status=read&order=title',
      'folder=',
    ])
      expect(shownText(parseShown(text))).toBe(text);
  });
});

test('values are counted by name', () => {
  expect(counted(['b', 'a', 'b'])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test('tags are parted by commas, each once', () => {
  expect(tagsOf(' s4 ,, to   cite, s4')).toEqual(['s4', 'to cite']);
});
