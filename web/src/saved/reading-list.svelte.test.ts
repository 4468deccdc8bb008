import { expect, test } from 'vitest';
import { merged, type ReadingEntry } from './reading-list.svelte';

const theirs: ReadingEntry = {
  config: 'default',
  split: 'train',
  row_idx: 4,
  snapshot: 's',
  now: 4,
  identity: '',
  title: 'a',
  note: 'theirs',
  folder: 'thesis',
  tags: ['s4'],
  status: 'read',
  rating: 2,
  added_at: '',
  changed_at: '',
};

test('of two changes no note and no tag is lost', () => {
  expect(merged(theirs, { note: 'mine' })).toEqual({ note: 'theirs\n\nmine' });
  expect(merged({ ...theirs, note: '' }, { note: 'mine' })).toEqual({ note: 'mine' });
  expect(merged(theirs, { tags: ['cite', 's4'] })).toEqual({ tags: ['s4', 'cite'] });
});

test('what can stand once only stays theirs, and what is the same is not written', () => {
  expect(merged(theirs, { folder: 'other', status: 'reading', rating: 5 })).toEqual({});
  expect(merged(theirs, { note: 'theirs', tags: ['s4'] })).toEqual({});
});
