// What a result's values are said to be, on generated values beside twins that sort and count them all.

import { describe as group, expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { forSeeds, type Random } from '../ui/testing/random';
import { distinctNames, sketchOf, tableOf } from './result';
import { dateValue, describe, histogramOf, rangeOf } from './result-statistics';

function numbersOf(random: Random, most: number): Json[] {
  return Array.from({ length: random.below(most) }, () =>
    random.once(6) ? null : random.below(200) - 100,
  );
}

group('describe', () => {
  it('sums up whole numbers as sorting them does', () => {
    forSeeds(200, (random) => {
      const values = numbersOf(random, 60);
      const present = values.filter((value) => value !== null).map(Number);
      const { column_type, statistics, extra } = describe(values, 'int64', false);
      expect(column_type).toBe('int');
      expect(statistics?.nan_count).toBe(values.length - present.length);
      if (present.length === 0) {
        expect(statistics).toEqual({ nan_count: values.length });
        return;
      }
      const sorted = [...present].sort((a, b) => a - b);
      const at = (place: number) => sorted[Math.trunc(place)] ?? NaN;
      const half = (sorted.length - 1) / 2;
      const median = (at(Math.floor(half)) + at(Math.ceil(half))) / 2;
      const mean = present.reduce((sum, one) => sum + one, 0) / present.length;
      expect(statistics).toMatchObject({ min: at(0), max: at(sorted.length - 1), median });
      expect(statistics?.mean).toBeCloseTo(mean, 3);
      expect(extra).toEqual({ n_distinct: new Set(present).size });
      const edges = (statistics?.histogram?.bin_edges ?? []).map(Number);
      const hist = statistics?.histogram?.hist ?? [];
      expect(hist.length).toBe(edges.length - 1);
      expect(hist.length).toBeLessThanOrEqual(10);
      hist.forEach((count, bin) => {
        const [from, to] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
        const isLast = bin === hist.length - 1;
        expect(count).toBe(
          present.filter((one) => one >= from && (isLast ? one <= to : one < to)).length,
        );
      });
    });
  });

  it('leaves out of floats what is no finite number, and counts it as there', () => {
    const { statistics, extra } = describe([0.5, 'nan', 'inf', null, 1.5], 'float64', false);
    expect(statistics).toMatchObject({ nan_count: 1, min: 0.5, max: 1.5, mean: 1, median: 1 });
    expect(extra).toEqual({ n_distinct: 2 });
    expect(statistics?.histogram?.hist.reduce((a, b) => a + b, 0)).toBe(2);
    expect(describe([2.5, 2.5], 'float64', false).statistics?.histogram).toEqual({
      hist: [2],
      bin_edges: [2.5, 2.5],
    });
  });

  it('takes texts for labels where few repeat, and for texts from 31 on', () => {
    const texts = (distinct: number, repeats: number) =>
      Array.from({ length: distinct + repeats }, (_, i) => `t${i % distinct}`);
    expect(describe(texts(30, 1), 'string', false).column_type).toBe('string_label');
    expect(describe(texts(31, 1), 'string', false).column_type).toBe('string_text');
    expect(describe(texts(30, 0), 'string', false).column_type).toBe('string_text');
    expect(describe(texts(1, 1), 'large_string', false).statistics?.n_unique).toBe(1);
    forSeeds(100, (random) => {
      const values = random.some(['', 'a', 'é', '\u{1F680}\u{1F680}', 'toString', null], 40);
      const { column_type, statistics, extra } = describe(values, 'string', false);
      const present = values.filter((value) => value !== null);
      expect(statistics?.nan_count).toBe(values.length - present.length);
      if (column_type === 'string_label') {
        const counts = Object.entries(statistics?.frequencies ?? {});
        expect(counts.length).toBe(new Set(present).size);
        for (const [value, count] of counts)
          expect(count).toBe(present.filter((one) => one === value).length);
      } else if (present.length > 0) {
        expect(extra.n_distinct).toBe(present.length);
        expect(statistics?.max).toBe(Math.max(...present.map((text) => [...text].length)));
      }
    });
  });

  it('counts booleans as the server calls them', () => {
    expect(describe([true, false, true, null], 'bool', false)).toEqual({
      column_type: 'bool',
      statistics: { nan_count: 1, n_unique: 2, frequencies: { True: 2, False: 1 } },
      extra: {},
    });
  });

  it('calls lists vectors from sixteen numbers on, all of one length', () => {
    const list = (length: number, value: Json = 1) => new Array<Json>(length).fill(value);
    const vector = (values: Json[]) => describe(values, '', true).extra.vector;
    expect(vector([list(15)])).toBeUndefined();
    expect(vector([list(16), list(16, 0), null])).toMatchObject({
      dimension: 16,
      norm_min: 0,
      norm_max: 4,
      norm_mean: 2,
      n_zero: 1,
    });
    expect(vector([list(16), list(17)])).toBeUndefined();
    expect(vector([list(16, 'x')])).toBeUndefined();
    expect(vector([list(16, null)])).toBeUndefined();
    expect(describe([list(2), null, list(0)], '', true).statistics).toMatchObject({
      nan_count: 1,
      min: 0,
      max: 2,
    });
  });

  it('keeps days as days and moments to the second', () => {
    expect(describe(['2024-03-01', '2024-03-31'], 'date32', false).statistics).toMatchObject({
      min: '2024-03-01',
      max: '2024-03-31',
    });
    const moments = ['2024-03-01 10:00:00', null, '2024-03-01T12:30:00Z'];
    const { statistics } = describe(moments, 'timestamp[us]', false);
    expect(statistics).toMatchObject({
      nan_count: 1,
      min: '2024-03-01T10:00:00',
      max: '2024-03-01T12:30:00',
    });
    expect(statistics?.histogram?.hist.reduce((a, b) => a + b, 0)).toBe(2);
    expect(describe(['soon'], 'date32', false).statistics).toEqual({ nan_count: 0 });
  });
});

group('dateValue', () => {
  it('takes times without a zone as UTC and minds one that is there', () => {
    const noon = Date.UTC(2024, 0, 2, 12);
    for (const text of [
      '2024-01-02 12:00:00',
      '2024-01-02T12:00:00',
      '2024-01-02T12:00:00Z',
      '2024-01-02 14:00:00+02:00',
      '2024-01-02 07:30:00-04:30',
    ])
      expect(dateValue(text), text).toBe(noon);
    expect(dateValue('2024-01-02')).toBe(Date.UTC(2024, 0, 2));
    for (const text of ['', 'soon', null, '2024-13-01']) expect(dateValue(text)).toBeNaN();
  });
});

group('histogramOf and rangeOf', () => {
  it('lose no value and put each between its edges', () => {
    forSeeds(200, (random) => {
      const values = Array.from({ length: random.below(50) }, () => random.below(21));
      const edges = [0, ...random.some([3, 5, 8, 13], 4).sort((a, b) => a - b), 20];
      const distinct = [...new Set(edges)];
      const { hist, bin_edges } = histogramOf(values, distinct);
      expect(bin_edges).toBe(distinct);
      hist.forEach((count, bin) => {
        const [from, to] = [distinct[bin] ?? NaN, distinct[bin + 1] ?? NaN];
        const inside = values.filter((v) => v >= from && (v < to || (v === 20 && to === 20)));
        expect(count).toBe(inside.length);
      });
      expect(rangeOf(values)).toEqual(
        values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)],
      );
    });
  });
});

group('names and cells', () => {
  it('of columns differ whatever they were, and those that differed stay', () => {
    forSeeds(300, (random) => {
      const names = random.some(['a', 'b', 'a_1', 'a_1_1', 'a_2', ''], 8);
      const distinct = distinctNames(names);
      expect(new Set(distinct).size).toBe(names.length);
      names.forEach((name, i) => {
        if (names.indexOf(name) === i) expect(distinct[i]).toBe(name);
        else expect(distinct[i]?.startsWith(`${name}_`)).toBe(true);
      });
    });
  });

  it('of decimals are numbers up to fifteen digits, else exact', () => {
    const cell = (value: Json, dtype: string) =>
      tableOf({
        columns: [{ name: 'd', type: dtype, feature: { _type: 'Value', dtype } }],
        rows: [[value]],
        num_rows: 1,
        truncated: false,
        took_ms: 0,
      }).hits[0]?.row['d'];
    const decimal = 'decimal128(38, 2)';
    expect(cell('123456789012345', decimal)).toBe(123456789012345);
    expect(cell('1234567890123456', decimal)).toBe(1234567890123456n);
    expect(cell('-1234567890123456', decimal)).toBe(-1234567890123456n);
    expect(cell('12345678901234.56', decimal)).toBe('12345678901234.56');
    expect(cell('-0.50', decimal)).toBe(-0.5);
    expect(cell('0.50', 'string')).toBe('0.50');
    expect(cell(null, decimal)).toBeNull();
  });

  it('of vectors are sketched by the extreme of each part', () => {
    forSeeds(100, (random) => {
      const numbers = Array.from({ length: 1 + random.below(100) }, () => random.below(201) - 100);
      const sketch = sketchOf(numbers);
      const parts = sketch?.sketch ?? [];
      expect(sketch?.dimension).toBe(numbers.length);
      expect(parts.length).toBe(Math.min(32, numbers.length));
      const largest = Math.max(...numbers.map(Math.abs));
      expect(Math.max(...parts.map(Math.abs))).toBe(largest === 0 ? 0 : 100);
      expect(sketch?.norm).toBeCloseTo(Math.sqrt(numbers.reduce((sum, v) => sum + v * v, 0)), 6);
    });
    for (const value of [null, 'x', 3, undefined]) expect(sketchOf(value)).toBeNull();
    expect(sketchOf([0, 0])?.sketch).toEqual([0, 0]);
  });
});
