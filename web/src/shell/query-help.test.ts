import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { examplesOf } from './query-help';

function column(name: string, more: Partial<Column>): Column {
  return {
    name,
    type: 'string',
    feature: { _type: 'Value', dtype: 'string' },
    kind: 'text',
    role: '',
    column_type: 'string_text',
    statistics: null,
    extra: {},
    ...more,
  };
}

const parts = (columns: Column[]) => examplesOf(columns).map(({ part }) => part);

it('shows what can be typed of any data', () => {
  expect(parts([])).toEqual(['"_"', '-_', '_*', '(_ OR )']);
});

it('takes names and values of the columns at hand', () => {
  const year = column('year', {
    kind: 'integer',
    role: 'year',
    column_type: 'int',
    feature: { _type: 'Value', dtype: 'int64' },
    statistics: { min: 2010, max: 2025 },
  });
  const type = column('type', {
    column_type: 'string_label',
    statistics: { frequencies: { 'Best Paper': 3 } },
  });
  expect(parts([column('body', {}), column('title', { role: 'title' }), year, type])).toEqual([
    ...parts([]),
    'title:_',
    'type:"Best Paper"',
    'year:2010..2017',
  ]);
});

it('leaves out columns whose names cannot be written there', () => {
  expect(parts([column('a "title" of mine', {})])).toEqual(parts([]));
});
