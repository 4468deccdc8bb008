import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { arrange, moveBy, moveTo, togglePin } from './column-order';
import { emptyLayout, type ColumnLayout } from '../data/preferences';

const columns = ['a', 'b', 'c', 'd'].map((name): Column => ({
  name,
  type: 'string',
  feature: null,
  role: '',
  column_type: null,
  statistics: null,
  extra: {},
}));

function shown(layout: ColumnLayout): string {
  return arrange(columns, layout)
    .columns.map((one) => one.name)
    .join('');
}

it('keeps the order of the data until the reader says otherwise', () => {
  expect(shown(emptyLayout)).toBe('abcd');
  expect(shown({ ...emptyLayout, hidden: ['b'] })).toBe('acd');
});

it('moves a column to where another one stands, in both directions', () => {
  expect(shown(moveTo(columns, emptyLayout, 'a', 'c'))).toBe('bcad');
  expect(shown(moveTo(columns, emptyLayout, 'd', 'b'))).toBe('adbc');
  expect(moveTo(columns, emptyLayout, 'a', 'nowhere')).toBe(emptyLayout);
});

it('steps over hidden columns and stops at the ends', () => {
  const layout = { ...emptyLayout, hidden: ['b'] };
  expect(shown(moveBy(columns, layout, 'a', 1))).toBe('cad');
  expect(moveBy(columns, layout, 'a', -1)).toBe(layout);
});

it('puts pinned columns first, and takes a column dropped among them in', () => {
  const pinned = togglePin(emptyLayout, 'c');
  expect(shown(pinned)).toBe('cabd');
  expect(arrange(columns, pinned).pinned).toBe(1);
  expect(arrange(columns, moveTo(columns, pinned, 'a', 'c')).pinned).toBe(2);
  expect(moveBy(columns, pinned, 'a', -1)).toBe(pinned);
  expect(shown(togglePin(pinned, 'c'))).toBe('abcd');
});

it('finds a place for columns that an older order does not name', () => {
  expect(shown({ ...emptyLayout, order: ['d', 'a'] })).toBe('dabc');
});
