import { expect, test } from 'vitest';
import type { Column } from '../data/api-types';
import { citationOf } from './citations';
import type { ReadingEntry } from './reading-list.svelte';
import { formatsOf, savedCsv } from './saved-files';

const column = (name: string) =>
  ({ name, kind: 'text', type: 'string', extra: {} }) as unknown as Column;

const entry: ReadingEntry = {
  config: 'default',
  split: 'train',
  row_idx: 4,
  snapshot: 's',
  now: 7,
  identity: 'key:id=1',
  title: 'a cup',
  note: 'two\nlines',
  folder: 'gifts',
  tags: ['red', 'tea'],
  status: 'read',
  rating: 0,
  added_at: '',
  changed_at: '',
};
const lost = { ...entry, now: null, note: '', tags: [] };

function saved(one: ReadingEntry, row: Record<string, string> | null) {
  return { entry: one, columns: [column('item')], row, citation: citationOf(null, null, one) };
}

test('rows of any dataset are a table with what was written about them', () => {
  expect(savedCsv([saved(entry, { item: 'cup, blue' }), saved(lost, null)])).toBe(
    [
      'item,saved_row,saved_folder,saved_tags,saved_status,saved_rating,saved_note\r\n',
      '"cup, blue",7,gifts,red; tea,read,,"two\nlines"\r\n',
      ',,gifts,,read,,\r\n',
    ].join(''),
  );
});

test('only papers are cited', () => {
  expect(formatsOf(true).map(({ ending }) => ending)).toEqual(['bib', 'ris', 'csv', 'md']);
  expect(formatsOf(false).map(({ ending }) => ending)).toEqual(['csv', 'md']);
});
