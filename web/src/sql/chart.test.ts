import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { asKind, formatChart, parseChart, suggestChart } from './chart';

function column(name: string, dtype: string, column_type: string, role = ''): Column {
  const feature = { _type: 'Value', dtype };
  return { name, type: dtype, feature, role, column_type, statistics: null, extra: {} };
}

const type = column('type', 'string', 'string_label');
const n = column('n', 'int64', 'int');
const score = column('score', 'float64', 'float');
const day = column('day', 'date32', 'datetime');

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
