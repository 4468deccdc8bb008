import { expect, it } from 'vitest';
import type { DatasetSummary } from '../data/api-types';
import { arrange, kindsOf, kindsText } from './shelf';

function dataset(name: string, more: Partial<DatasetSummary> = {}): DatasetSummary {
  return {
    id: `local/${name}`,
    owner: 'local',
    name,
    pretty_name: name,
    description: '',
    num_rows: 1,
    num_columns: 1,
    num_bytes: 1,
    imported_at: '2026-01-01T00:00:00Z',
    snapshot: '',
    license: '',
    tags: [],
    columns: [],
    modalities: ['text'],
    ...more,
  };
}

const shelf = { find: '', kind: '', order: 'opened' as const };
const all = [
  dataset('papers', { num_rows: 90, columns: ['Title', 'year'], tags: ['ICLR'], num_bytes: 3 }),
  dataset('pets', { modalities: ['image', 'tabular'], imported_at: '2026-03-01T00:00:00Z' }),
  dataset('orders', { num_rows: 50, num_bytes: 9, description: 'What was sold in May' }),
];
const names = (found: DatasetSummary[]) => found.map(({ name }) => name).join(' ');

it('finds by every word of names, columns, tags and descriptions', () => {
  expect(names(arrange(all, { ...shelf, find: 'iclr TITLE' }, {}))).toBe('papers');
  expect(names(arrange(all, { ...shelf, find: 'sold local' }, {}))).toBe('orders');
  expect(names(arrange(all, { ...shelf, find: 'sold iclr' }, {}))).toBe('');
});

it('shows the last opened first, then the last imported, then by name', () => {
  expect(names(arrange(all, shelf, { 'local/orders': 5, 'local/papers': 3 }))).toBe(
    'orders papers pets',
  );
  expect(names(arrange(all, shelf, {}))).toBe('pets orders papers');
});

it('orders by name, rows, size and import', () => {
  const by = (order: 'name' | 'rows' | 'size' | 'imported') =>
    names(arrange(all, { ...shelf, order }, {}));
  expect(by('name')).toBe('orders papers pets');
  expect(by('rows')).toBe('papers orders pets');
  expect(by('size')).toBe('orders papers pets');
  expect(by('imported')).toBe('pets orders papers');
});

it('offers the kinds that are there, and keeps to one of them', () => {
  expect(kindsOf(all)).toEqual([
    { kind: 'image', name: 'Pictures', count: 1 },
    { kind: 'text', name: 'Text', count: 2 },
    { kind: 'tabular', name: 'Numbers and classes', count: 1 },
  ]);
  expect(names(arrange(all, { ...shelf, kind: 'image' }, {}))).toBe('pets');
  expect(kindsText(dataset('x', { modalities: ['vectors', 'image'] }))).toBe('Pictures, vectors');
});
