import { describe as group, expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { distinctNames, sketchOf, tableOf } from './result';
import { describe, histogramOf } from './result-statistics';
import type { SqlAnswer } from './sql-api';

function answer(columns: [string, string][], rows: Json[][]): SqlAnswer {
  return {
    columns: columns.map(([name, dtype]) => ({
      name,
      type: dtype,
      feature: { _type: 'Value', dtype },
    })),
    rows,
    num_rows: rows.length,
    truncated: false,
    took_ms: 1,
  };
}

group('distinctNames', () => {
  it('makes names differ as DuckDB does', () => {
    expect(distinctNames(['a', 'a', 'a', 'b'])).toEqual(['a', 'a_1', 'a_2', 'b']);
    expect(distinctNames(['a', 'a_1', 'a'])).toEqual(['a', 'a_1', 'a_2']);
  });
});

group('tableOf', () => {
  it('keeps cells of columns with one name apart', () => {
    const { hits, rows } = tableOf(
      answer(
        [
          ['a', 'int32'],
          ['a', 'int32'],
        ],
        [[1, 2]],
      ),
    );
    expect(hits[0]?.row).toEqual({ a: 1, a_1: 2 });
    expect(rows.total).toBe(1);
    expect(rows.at(1)).toBeUndefined();
  });

  it('knows years by their name', () => {
    const { columns } = tableOf(answer([['year', 'int64']], [[2024]]));
    expect(columns[0]?.role).toBe('year');
  });

  it('makes numbers of decimals that stay the same, and leaves the others alone', () => {
    const exact = '123456789012345678901234567890';
    const rows = [
      ['92299', '138448.50'],
      [exact, null],
    ];
    const { columns, hits } = tableOf(
      answer(
        [
          ['s', 'decimal128(38, 0)'],
          ['d', 'decimal128(38, 2)'],
        ],
        rows,
      ),
    );
    expect(hits.map(({ row }) => row)).toEqual([
      { s: 92299, d: 138448.5 },
      { s: BigInt(exact), d: null },
    ]);
    expect(columns.map(({ column_type }) => column_type)).toEqual(['int', 'float']);
  });

  it('sketches lists of many numbers of one length as vectors', () => {
    const numbers = [...new Array<number>(14).fill(0), 3, -4];
    const list = answer([['v', '']], [[numbers]]);
    const feature = { _type: 'List', feature: { _type: 'Value', dtype: 'float32' } };
    list.columns[0] = { name: 'v', type: 'list of float32', feature };
    const { columns, hits } = tableOf(list);
    expect(columns[0]?.extra.vector).toMatchObject({ dimension: 16, norm_min: 5, norm_max: 5 });
    expect(hits[0]?.vectors?.['v']).toEqual(sketchOf(numbers));
    expect(hits[0]?.vectors?.['v']?.sketch.slice(-3)).toEqual([0, 75, -100]);
  });
});

group('describe', () => {
  it('counts whole numbers in whole bins and passes nulls over', () => {
    const { column_type, statistics } = describe([1, null, 3, 2, 2], 'int64', false);
    expect(column_type).toBe('int');
    expect(statistics).toMatchObject({ nan_count: 1, min: 1, max: 3, mean: 2, median: 2 });
    expect(statistics?.histogram).toEqual({ hist: [1, 3], bin_edges: [1, 2, 3] });
  });

  it('reads decimals, which come as text', () => {
    expect(describe(['1.50', '2.50'], 'decimal128(4, 2)', false).statistics?.mean).toBe(2);
  });

  it('names few texts and measures many', () => {
    expect(describe(['a', 'b', 'a'], 'string', false).statistics?.frequencies).toEqual({
      a: 2,
      b: 1,
    });
    const texts = describe(['a', 'bb', 'ccc'], 'string', false);
    expect(texts.column_type).toBe('string_text');
    expect(texts.statistics).toMatchObject({ min: 1, max: 3 });
  });

  it('keeps a class called like a property of objects', () => {
    const { statistics } = describe(['__proto__', 'constructor', 'constructor'], 'string', false);
    expect(statistics?.n_unique).toBe(2);
  });

  it('bins dates by their own form', () => {
    const { statistics } = describe(['2024-01-01', '2024-01-11'], 'date32', false);
    expect(statistics).toMatchObject({ min: '2024-01-01', max: '2024-01-11' });
    expect(statistics?.histogram?.bin_edges[1]).toBe('2024-01-02');
  });

  it('has nothing to say about what is all null or nested', () => {
    expect(describe([null, null], 'float64', false).statistics).toEqual({ nan_count: 2 });
    expect(describe([{ a: 1 }], '', false).column_type).toBeNull();
  });
});

group('histogramOf', () => {
  it('takes the greatest value into the last bin', () => {
    expect(histogramOf([0, 1, 2, 4], [0, 2, 4]).hist).toEqual([2, 2]);
  });
});
