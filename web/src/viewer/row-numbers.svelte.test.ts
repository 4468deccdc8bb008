import { expect, it } from 'vitest';
import type { Column, Columns, Hit, Json } from '../data/api-types';
import { RowNumbers } from './row-numbers.svelte';

const integers = (name: string, min: number, max: number, distinct: number): Column => ({
  name,
  type: 'int64',
  feature: { _type: 'Value', dtype: 'int64' },
  role: 'none',
  column_type: 'int',
  statistics: { min, max },
  extra: { n_distinct: distinct },
});
const text: Column = { ...integers('title', 0, 9, 3), column_type: 'string_text' };
const numbers = (...columns: Column[]) =>
  new RowNumbers(() => ({ num_rows: 3, columns }) as Columns);
const hit = (row_idx: number, values: Record<string, Json>) =>
  ({ row_idx, row: values }) as unknown as Hit;

it('takes what counts the rows from 0, each once', () => {
  expect(numbers(integers('id', 0, 2, 3), text).names).toEqual(['id']);
  expect(numbers(integers('from one', 1, 3, 3), text).names).toEqual([]);
  expect(numbers(integers('gap', 0, 3, 3), text).names).toEqual([]);
  expect(numbers(integers('twice', 0, 2, 2), text).names).toEqual([]);
  expect(new RowNumbers(() => null).names).toEqual([]);
});

it('leaves a table that has nothing else', () => {
  expect(numbers(integers('id', 0, 2, 3)).names).toEqual([]);
});

it('lets a column go once a row says another number', () => {
  const both = numbers(integers('id', 0, 2, 3), integers('rank', 0, 2, 3), text);
  both.see([hit(0, { id: 0, rank: 0 })]);
  expect(both.names).toEqual(['id', 'rank']);
  both.see([hit(1, { id: 1, rank: 2 }), hit(2, { id: 2, rank: 1 })]);
  expect(both.names).toEqual(['id']);
  both.see([hit(1, { id: 1, rank: 1 })]);
  expect(both.names).toEqual(['id']);
});
