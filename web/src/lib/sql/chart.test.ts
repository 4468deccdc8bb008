import { describe, expect, it } from 'vitest';
import type { Column, Hit, Json } from '../api-types';
import { asKind, draw, formatChart, parseChart, suggestChart, ticks } from './chart';

function column(name: string, dtype: string, column_type: string, role = ''): Column {
  const feature = { _type: 'Value', dtype };
  return { name, type: dtype, feature, role, column_type, statistics: null, extra: {} };
}

const type = column('type', 'string', 'string_label');
const n = column('n', 'int64', 'int');
const score = column('score', 'float64', 'float');
const day = column('day', 'date32', 'datetime');

function hits(rows: Record<string, Json>[]): Hit[] {
  return rows.map((row, row_idx) => ({ row_idx, score: null, row, highlights: {}, why: null }));
}

describe('suggestChart', () => {
  it('draws words as bars, time as a line, two numbers as points, one as a histogram', () => {
    expect(suggestChart([type, n])).toEqual({ kind: 'bar', x: 'type', y: 'n' });
    expect(suggestChart([day, n])).toEqual({ kind: 'line', x: 'day', y: 'n' });
    expect(suggestChart([n, score])).toEqual({ kind: 'scatter', x: 'n', y: 'score' });
    expect(suggestChart([score])).toEqual({ kind: 'histogram', x: 'score', y: '' });
    expect(suggestChart([type])).toEqual({ kind: 'bar', x: 'type', y: '' });
  });

  it('finds nothing in what is nested', () => {
    expect(suggestChart([{ ...type, column_type: null }])).toBeNull();
  });
});

describe('parseChart', () => {
  it('reads what was written, whatever the names', () => {
    const odd = { ...n, name: 'a"],[' };
    const chart = { kind: 'bar' as const, x: 'type', y: odd.name };
    expect(parseChart(formatChart(chart), [type, odd])).toEqual(chart);
  });

  it('takes no chart of columns that are not there or do not fit', () => {
    expect(parseChart('["bar","gone",""]', [type])).toBeNull();
    expect(parseChart('["line","type","n"]', [type, n])).toBeNull();
    expect(parseChart('nonsense', [type])).toBeNull();
    expect(parseChart('{}', [type])).toBeNull();
  });
});

describe('asKind', () => {
  it('keeps the columns that the other kind can take', () => {
    expect(asKind('line', { kind: 'scatter', x: 'n', y: 'score' }, [n, score])).toEqual({
      kind: 'line',
      x: 'n',
      y: 'score',
    });
    expect(asKind('scatter', { kind: 'bar', x: 'type', y: '' }, [type])).toBeNull();
  });
});

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
});
