// Where keys lead in a gallery of any size, and which columns only number the rows.

import { describe, expect, it } from 'vitest';
import type { Column, Columns, Hit, Json } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { RowNumbers } from './row-numbers.svelte';
import { kTile, moveTile, tilesAcross } from './tiles';

describe('a gallery', () => {
  const keys = [
    'ArrowLeft',
    'ArrowRight',
    'ArrowUp',
    'ArrowDown',
    'PageUp',
    'PageDown',
    'Home',
    'End',
  ];

  it('is never left by a key', () => {
    forSeeds(300, (random) => {
      const total = 1 + random.below(60);
      const across = 1 + random.below(9);
      const gallery = { total, across, page: across * random.below(5) };
      const from = random.below(total);
      for (const key of keys) {
        const to = moveTile(from, key, gallery);
        expect(to, key).not.toBeNull();
        expect(to, key).toBeGreaterThanOrEqual(0);
        expect(to, key).toBeLessThan(total);
      }
      expect(moveTile(from, 'Home', gallery)).toBe(0);
      expect(moveTile(from, 'End', gallery)).toBe(total - 1);
      expect(moveTile(from, 'ArrowRight', gallery)).toBe(Math.min(total - 1, from + 1));
    });
  });

  it('comes back by the key against the one that led on', () => {
    forSeeds(200, (random) => {
      const gallery = { total: 1000, across: 2 + random.below(8), page: 24 };
      const from = 100 + random.below(800);
      for (const [there, back] of [
        ['ArrowLeft', 'ArrowRight'],
        ['ArrowUp', 'ArrowDown'],
        ['PageUp', 'PageDown'],
      ] as const) {
        const to = moveTile(from, there, gallery);
        expect(to).toBeLessThan(from);
        expect(moveTile(to ?? 0, back, gallery)).toBe(from);
      }
    });
  });

  it('is left alone by every other key', () => {
    const gallery = { total: 9, across: 3, page: 9 };
    for (const key of ['', ' ', 'Enter', 'Escape', 'arrowleft', 'a', 'Tab'])
      expect(moveTile(4, key, gallery), key).toBeNull();
  });

  it('without pictures has one place', () => {
    const gallery = { total: 0, across: 3, page: 9 };
    for (const key of keys) expect(moveTile(0, key, gallery), key).toBe(0);
  });

  it('has as many tiles in a line as fit, two at least', () => {
    for (let width = 0; width < 4000; width += 7) {
      const across = tilesAcross(width);
      expect(across).toBeGreaterThanOrEqual(2);
      if (across > 2) expect(across * kTile.width).toBeLessThanOrEqual(width);
      expect((across + 1) * kTile.width).toBeGreaterThan(width);
    }
  });
});

describe('columns of row numbers', () => {
  const column = (name: string, more: Partial<Column> = {}): Column => ({
    name,
    type: 'int64',
    feature: { _type: 'Value', dtype: 'int64' },
    role: '',
    column_type: 'int',
    statistics: { min: 0, max: 4 },
    extra: { n_distinct: 5 },
    ...more,
  });
  const text = column('title', { column_type: 'string_text' });
  const names = (columns: Column[], num_rows = 5) =>
    new RowNumbers(() => ({ num_rows, columns }) as Columns).names;
  const hit = (row_idx: number, row: Record<string, Json>) => ({ row_idx, row }) as unknown as Hit;

  it('are whole, begin at 0, end at the last row and have each number once', () => {
    expect(names([column('id'), text])).toEqual(['id']);
    expect(names([column('id', { column_type: 'float' }), text])).toEqual([]);
    expect(names([column('id', { statistics: { min: 1, max: 4 } }), text])).toEqual([]);
    expect(names([column('id', { statistics: { min: 0, max: 5 } }), text])).toEqual([]);
    expect(names([column('id', { statistics: null }), text])).toEqual([]);
    expect(names([column('id', { extra: {} }), text])).toEqual([]);
    expect(names([column('id', { extra: { n_distinct: 4 } }), text])).toEqual([]);
  });

  it('are none where there is one row, or no other column', () => {
    const one = column('id', { statistics: { min: 0, max: 0 }, extra: { n_distinct: 1 } });
    expect(names([one, text], 1)).toEqual([]);
    expect(names([column('id'), column('rank')])).toEqual([]);
    expect(names([])).toEqual([]);
  });

  it('stay as long as every row says its own number', () => {
    const numbers = new RowNumbers(
      () => ({ num_rows: 5, columns: [column('id'), text] }) as Columns,
    );
    numbers.see([]);
    numbers.see([hit(0, { id: 0 }), hit(4, { id: 4 })]);
    expect(numbers.names).toEqual(['id']);
    numbers.see([hit(2, { id: '2' })]);
    expect(numbers.names).toEqual([]);
  });

  it('go where a row has none', () => {
    const numbers = new RowNumbers(
      () => ({ num_rows: 5, columns: [column('id'), text] }) as Columns,
    );
    numbers.see([hit(1, {})]);
    expect(numbers.names).toEqual([]);
  });
});
