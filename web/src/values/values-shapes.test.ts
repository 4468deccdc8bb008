// What is drawn of values of every kind of column, and stretches, paths and strips of any length.

import { describe, expect, it } from 'vitest';
import type { Column, Json } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { membersOf } from './json-members';
import { nestedShapeOf } from './nested-shape';
import { rowName } from './row-name';
import { linePath } from './series';
import { shapeOf } from './shape';
import { opened, stretches } from './stretches';
import { sparklinePath, stripCells, stripColumns } from './vector-picture';

function column(dtype: string, more: Partial<Column> = {}): Column {
  return {
    name: 'c',
    type: dtype,
    feature: { _type: 'Value', dtype },
    role: '',
    column_type: null,
    statistics: null,
    extra: {},
    ...more,
  };
}
const list = column('list', {
  feature: { _type: 'List', feature: { _type: 'Value', dtype: 'x' } },
});
const classes = column('class', { feature: { _type: 'ClassLabel', names: ['Oral', ''] } });
const json = column('json', { feature: { _type: 'Json' } });

describe('the shape of a value', () => {
  it('is that of its column', () => {
    const cases: [Column, Json | undefined, string][] = [
      [column('string'), undefined, 'null'],
      [column('int64'), null, 'null'],
      [column('int64'), 5, 'number'],
      [column('int64'), 9007199254740993n, 'number'],
      [column('float64'), 'NaN', 'text'],
      [column('duration[s]'), 5, 'duration'],
      [column('duration[s]'), 'long', 'text'],
      [column('bool'), false, 'bool'],
      [column('bool'), 'maybe', 'text'],
      [column('date32'), '2024-01-31', 'moment'],
      [column('timestamp[us]'), '2024-01-31T10:00:00', 'moment'],
      [classes, 0, 'class'],
      [classes, 1, 'null'],
      [classes, 7, 'null'],
      [classes, 'Oral', 'class'],
      [column('string'), 'plain', 'text'],
      [column('string'), '', 'text'],
      [column('string'), '#fff', 'colour'],
      [column('string'), '#FFAA00', 'colour'],
      [column('string'), '#ffff', 'text'],
      [column('string'), 'https://a.org/x', 'link'],
      [column('string'), 'javascript:alert(1)', 'text'],
      [column('string'), 'data:image/png;base64,x', 'nested'],
      [column('string'), '[1, 2]', 'nested'],
      [column('string', { role: 'arxiv_id' }), '2503.10728v2', 'link'],
      [column('string', { role: 'arxiv_id' }), 'https://a.org/x', 'text'],
      [list, [], 'list'],
      [list, ['a', null], 'list'],
      [list, [1, 2, null], 'numbers'],
      [list, Array.from({ length: 11 }, () => 1), 'numbers'],
      [list, Array.from({ length: 12 }, () => 1), 'nested'],
      [list, ['data:image/png;base64,x'], 'nested'],
      [list, [{ a: 1 }], 'nested'],
      [json, 'text', 'nested'],
      [json, { a: 1 }, 'nested'],
    ];
    for (const [one, value, shape] of cases)
      expect(shapeOf(one, value).is, `${one.type} ${String(value)}`).toBe(shape);
  });

  it('groups the digits of amounts, not of names', () => {
    const grouped = (role: string) => {
      const shape = shapeOf(column('int64', { role }), 2024);
      return shape.is === 'number' && shape.grouped;
    };
    expect([grouped(''), grouped('year'), grouped('id')]).toEqual([true, false, false]);
  });
});

describe('the shape of what has parts', () => {
  it('is a series of numbers, a place, or the parts', () => {
    expect(nestedShapeOf(list, [1, null, 2n]).is).toBe('series');
    expect(nestedShapeOf(list, [1, 'x']).is).toBe('json');
    expect(nestedShapeOf(json, { type: 'Point', coordinates: [1, 2] }).is).toBe('place');
    expect(nestedShapeOf(json, { type: 'Point', coordinates: [1, 200] }).is).toBe('json');
    expect(nestedShapeOf(column('string'), '[broken').is).toBe('text');
    expect(nestedShapeOf(json, '[broken').is).toBe('json');
  });

  it('has members by place or by name', () => {
    expect(membersOf(['a', null])).toEqual([
      ['0', 'a'],
      ['1', null],
    ]);
    expect(membersOf({ b: 1, a: 2 })).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    for (const value of [null, 'x', 5, 5n, true]) expect(membersOf(value)).toBeNull();
  });
});

describe('the name of a row', () => {
  const title = column('string', { name: 'title', role: 'title' });
  const text = column('string', { name: 'text' });

  it('is its title, else its first text, else its number', () => {
    expect(rowName([text, title], { title: ' A \n b ', text: 'x' }, 3)).toBe('A b');
    expect(rowName([text, title], { title: ' ', text: 'x' }, 3)).toBe('x');
    expect(rowName([text, title], { title: null, text: '' }, 12_345)).toBe('Row 12,345');
    expect(rowName([classes], { c: 'Oral' }, 0)).toBe('Row 0');
  });

  it('fits into a line', () => {
    const name = (length: number) => rowName([title], { title: 'x'.repeat(length) }, 0);
    expect(name(160)).toHaveLength(160);
    expect(name(161)).toBe(`${'x'.repeat(159)}…`);
  });
});

describe('stretches of a conversation', () => {
  it('are in order, apart, within it, and hold the beginning and what was found', () => {
    forSeeds(500, (random) => {
      const total = 1 + random.below(400);
      const found = [
        ...new Set(random.some([0, 3, 49, 50, 51, 60, total - 1, random.below(total)], 6)),
      ]
        .filter((at) => at < total)
        .sort((a, b) => a - b);
      let shown = stretches(total, found);
      expect(shown[0]?.[0]).toBe(0);
      for (const at of found) expect(shown.some(([from, to]) => at >= from && at < to)).toBe(true);
      for (let opens = 0; opens < 4; opens += 1) {
        shown.forEach(([from, to], i) => {
          expect(from).toBeLessThan(to);
          expect(to).toBeLessThanOrEqual(total);
          expect(from).toBeGreaterThan(shown[i - 1]?.[1] ?? -1);
        });
        const before = shown.reduce((sum, [from, to]) => sum + to - from, 0);
        shown = opened(shown, random.below(shown.length), total);
        expect(shown.reduce((sum, [from, to]) => sum + to - from, 0)).toBeGreaterThanOrEqual(
          before,
        );
      }
    });
  });
});

describe('pictures of numbers', () => {
  it('stay within their frame, and have a part for each run of numbers', () => {
    forSeeds(300, (random) => {
      const values = Array.from({ length: random.below(40) }, () =>
        random.once(5) ? null : random.below(2000) / 7 - 100,
      );
      const path = linePath(values, 50, 20);
      for (const [, x, y] of path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(50);
        expect(Number(y)).toBeGreaterThanOrEqual(0);
        expect(Number(y)).toBeLessThanOrEqual(20);
      }
      const runs = values.filter((value, i) => value !== null && (values[i - 1] ?? null) === null);
      expect(path.split('M').length - 1).toBe(runs.length);
    });
  });

  it('of a vector are as strong as the largest of it', () => {
    forSeeds(200, (random) => {
      const values = Array.from({ length: 1 + random.below(40) }, () =>
        random.once(6) ? null : random.below(100) - 50,
      );
      const cells = stripCells(values, 8);
      expect(cells).toHaveLength(values.length);
      cells.forEach(({ x, y, strength }, i) => {
        expect(y * 8 + x).toBe(i);
        expect(Math.abs(strength)).toBeLessThanOrEqual(1);
        expect(Math.sign(strength) + 0).toBe(Math.sign(values[i] ?? 0) + 0);
      });
      const strongest = Math.max(...cells.map(({ strength }) => Math.abs(strength)));
      expect(strongest).toBe(values.some((value) => value) ? 1 : 0);
    });
    expect(stripCells([Infinity, NaN, null], 2).map(({ strength }) => strength)).toEqual([0, 0, 0]);
  });

  it('are a few rows high whatever the dimension', () => {
    for (let dimension = 1; dimension <= 3072; dimension += 1)
      expect(Math.ceil(dimension / stripColumns(dimension))).toBeLessThanOrEqual(12);
    expect(sparklinePath([10, -5, 0])).toBe('M0 0h2v-1h-2zM3 0h2v0.5h-2zM6 0h2v0h-2z');
  });
});
