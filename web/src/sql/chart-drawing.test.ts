import { describe, expect, it } from 'vitest';
import type { Column, Hit, Json } from '../data/api-types';
import { draw, ticks, ticksAround } from './chart-drawing';

function column(name: string, dtype: string, column_type: string, role = ''): Column {
  const feature = { _type: 'Value', dtype };
  return { name, type: dtype, feature, role, column_type, statistics: null, extra: {} };
}

const type = column('type', 'string', 'string_label');
const n = column('n', 'int64', 'int');
const score = column('score', 'float64', 'float');
const year = column('year', 'int64', 'int', 'year');
const day = column('day', 'date32', 'datetime');

function hits(rows: Record<string, Json>[]): Hit[] {
  return rows.map((row, row_idx) => ({ row_idx, score: null, row, highlights: {}, why: null }));
}

describe('draw', () => {
  it('adds up the rows of one bar and starts at zero', () => {
    const rows = hits([
      { type: 'a', n: 1 },
      { type: 'b', n: -2 },
      { type: 'a', n: 3 },
    ]);
    const drawing = draw({ kind: 'bar', x: 'type', y: 'n' }, [type, n], rows);
    expect(drawing.marks.map(({ label, y }) => [label, y])).toEqual([
      ['a', 4],
      ['b', -2],
    ]);
    expect(drawing.yRange).toEqual([-2, 4]);
    expect(drawing.yName).toBe('sum of n');
  });

  it('keeps the order of the query where each bar is one row of it', () => {
    const rows = hits([
      { year: 2024, n: 9 },
      { year: 2022, n: 5 },
    ]);
    const drawing = draw({ kind: 'bar', x: 'year', y: 'n' }, [year, n], rows);
    expect(drawing.marks.map(({ label, y }) => [label, y])).toEqual([
      ['2024', 9],
      ['2022', 5],
    ]);
    expect(drawing.yName).toBe('n');
  });

  it('orders sums by a number or date across, what has none last', () => {
    const rows = hits([2024, null, 2022, 2024].map((value) => ({ year: value })));
    const drawing = draw({ kind: 'bar', x: 'year', y: '' }, [year], rows);
    expect(drawing.marks.map(({ label, y }) => [label, y])).toEqual([
      ['2022', 1],
      ['2024', 2],
      ['null', 1],
    ]);
    expect(drawing.yName).toBe('rows');
  });

  it('keeps numbers apart that are written alike in short', () => {
    const rows = hits([{ n: 12_340 }, { n: 12_341 }]);
    expect(draw({ kind: 'bar', x: 'n', y: '' }, [n], rows).marks).toHaveLength(2);
  });

  it('draws one height of a line over each x', () => {
    const rows = hits([
      { year: 2024, n: 1 },
      { year: 2023, n: 4 },
      { year: 2024, n: 2 },
    ]);
    const drawing = draw({ kind: 'line', x: 'year', y: 'n' }, [year, n], rows);
    expect(drawing.marks.map(({ x, y }) => [x, y])).toEqual([
      [2023, 4],
      [2024, 3],
    ]);
    expect(drawing.yName).toBe('sum of n');
    expect(drawing.leftOut).toBe(0);
  });

  it('names a bin of one whole number in its middle', () => {
    const rows = hits([{ n: 1 }, { n: 3 }]);
    expect(draw({ kind: 'histogram', x: 'n', y: '' }, [n], rows).tickShift).toBe(0.5);
    const wide = hits([{ n: 1 }, { n: 300 }]);
    expect(draw({ kind: 'histogram', x: 'n', y: '' }, [n], wide).tickShift).toBe(0);
  });

  it('counts rows where no column is up, and says what it leaves out', () => {
    const rows = hits(Array.from({ length: 50 }, (_, i) => ({ type: `t${i}` })));
    const drawing = draw({ kind: 'bar', x: 'type', y: '' }, [type], rows);
    expect(drawing.marks).toHaveLength(40);
    expect(drawing.leftOut).toBe(10);
    expect(drawing.marks[0]?.y).toBe(1);
  });

  it('orders a line by its x and passes nulls over', () => {
    const rows = hits([
      { day: '2024-01-03', n: 3 },
      { day: null, n: 9 },
      { day: '2024-01-01', n: 1 },
    ]);
    const drawing = draw({ kind: 'line', x: 'day', y: 'n' }, [day, n], rows);
    expect(drawing.marks.map(({ y }) => y)).toEqual([1, 3]);
    expect(drawing.scale).toBe('date');
    expect(drawing.leftOut).toBe(1);
  });

  it('bins whole numbers in whole steps, every value in one bin', () => {
    const rows = hits(Array.from({ length: 100 }, (_, i) => ({ n: i % 50 })));
    const { marks, xRange } = draw({ kind: 'histogram', x: 'n', y: '' }, [n], rows);
    expect(marks.reduce((sum, { y }) => sum + y, 0)).toBe(100);
    expect(marks[0]).toEqual({ label: '0 – 2', x: 0, y: 6 });
    expect(xRange[1]).toBeGreaterThanOrEqual(50);
  });

  it('draws one value and none', () => {
    const one = draw(
      { kind: 'scatter', x: 'n', y: 'score' },
      [n, score],
      hits([{ n: 1, score: 2 }]),
    );
    expect(one.xRange).toEqual([0.5, 1.5]);
    expect(draw({ kind: 'histogram', x: 'n', y: '' }, [n], []).marks).toHaveLength(1);
  });
});

describe('ticks', () => {
  it('are round and inside the range', () => {
    expect(ticks([0, 10], 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticks([-0.3, 0.31], 4)).toEqual([-0.2, 0, 0.2]);
    expect(ticks([1, 1], 3)).toEqual([1]);
  });

  it('go as far as the highest and the lowest mark', () => {
    expect(ticksAround([0, 9.3], 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticksAround([0, 10], 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticksAround([-0.3, 0.31], 4)).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
    expect(ticksAround([-0.1, 9.9], 5)).toEqual([-2, 0, 2, 4, 6, 8, 10]);
    expect(ticksAround([0, 1081], 6).at(-1)).toBe(1200);
    expect(ticksAround([1, 1], 3)).toEqual([1]);
  });
});
