import { describe, expect, it } from 'vitest';
import type { Column, Json, Statistics } from '../data/api-types';
import { cellKind, classNames } from '../data/column-kind';
import { barText, summarise, type Bar } from './column-summary';
import { classCondition, memberCondition, rangeCondition, spanCondition } from '../data/conditions';
import { asText, binEdges } from '../data/label-lengths';
import { hasCondition } from '../data/chips';

function column(changes: Partial<Column>): Column {
  return {
    name: 'x',
    type: 'int64',
    feature: { dtype: 'int64', _type: 'Value' },
    role: '',
    column_type: 'int',
    statistics: null,
    extra: {},
    ...changes,
  };
}

function numbers(hist: number[], edges: (number | string)[], nulls = 0): Statistics {
  return {
    nan_count: nulls,
    min: edges[0] ?? null,
    max: edges[edges.length - 1] ?? null,
    histogram: { hist, bin_edges: edges },
  };
}

const text: Json = { dtype: 'string', _type: 'Value' };

describe('ranges', () => {
  it('are compact, but years are years', () => {
    const statistics = numbers([1, 2], [0, 2000, 3703]);
    expect(summarise(column({ statistics }), 3).range).toBe('0 – 3.7k');
    const years = numbers([1, 2], [1987, 2006, 2025]);
    expect(summarise(column({ role: 'year', statistics: years }), 3).range).toBe('1987 – 2025');
  });

  it('tell the share of nulls and how to select them', () => {
    const summary = summarise(column({ statistics: numbers([9], [1, 1], 1) }), 10);
    expect(summary.nulls).toBe('10% null');
    expect(summary.nullCondition).toBe('"x" IS NULL');
  });

  it('say so where every value is null', () => {
    const statistics = { nan_count: 5, min: null, max: null, histogram: null };
    expect(summarise(column({ statistics }), 5).range).toBe('all null');
  });
});

it('says of pictures and recordings without statistics that they were not measured', () => {
  for (const _type of ['Image', 'Audio', 'Pdf'])
    expect(summarise(column({ feature: { _type }, statistics: null }), 4).range).toBe(
      'not measured',
    );
  expect(summarise(column({ feature: text, statistics: null }), 4).range).toBe('');
});

describe('bars', () => {
  it('of a column with infinite numbers end with the greatest finite one', () => {
    const statistics = numbers([3, 4], [0.5, 5.5, 9.5]);
    const infinite = column({ column_type: 'float', statistics, extra: { n_infinite: 2 } });
    expect(summarise(infinite, 9).bars[1]?.condition).toBe('"x" >= 5.5 AND "x" <= 9.5');
  });

  it('of whole numbers select closed ranges that do not overlap', () => {
    const summary = summarise(column({ statistics: numbers([3, 4], [0, 5, 9]) }), 7);
    expect(summary.bars.map((bar) => bar.condition)).toEqual([
      '"x" >= 0 AND "x" <= 4',
      '"x" >= 5 AND "x" <= 9',
    ]);
    expect(barText(summary.bars[0] ?? fail(), 7)).toBe('0 – 4: 3 rows (42.9%)');
  });

  it('of lengths select by the length', () => {
    const title = column({
      name: 'title',
      type: 'string',
      feature: text,
      column_type: 'string_text',
      statistics: numbers([1], [14, 14]),
    });
    expect(summarise(title, 1).bars[0]?.condition).toBe(
      '"title.length" >= 14 AND "title.length" <= 14',
    );
  });

  it('of fractions leave the outer ends open, as their edges are rounded', () => {
    const statistics = numbers([1, 1, 1], [0.12346, 0.5, 0.75, 1]);
    const bars = summarise(column({ column_type: 'float', statistics }), 3).bars;
    expect(bars.map((bar) => bar.condition)).toEqual([
      '"x" < 0.5',
      '"x" >= 0.5 AND "x" < 0.75',
      '"x" >= 0.75',
    ]);
  });

  it('carry conditions that are found again as chips', () => {
    const float = column({ column_type: 'float', statistics: numbers([1, 1, 1], [0, 1, 2, 3]) });
    for (const one of [float, column({ statistics: numbers([1, 1], [0, 2, 3]) })]) {
      for (const bar of summarise(one, 3).bars) {
        expect(hasCondition(`"y" = 1 AND ${bar.condition}`, bar.condition ?? '')).toBe(true);
      }
    }
  });
});

describe('classes', () => {
  const type = column({
    name: 'type',
    type: 'string',
    feature: text,
    role: 'class',
    column_type: 'string_label',
    statistics: { nan_count: 0, n_unique: 3, frequencies: { Oral: 2, Poster: 7, Spotlight: 1 } },
  });

  it('are counted, and drawn from the most frequent down', () => {
    const summary = summarise(type, 10);
    expect(summary.range).toBe('3 classes');
    expect(summary.bars.map((bar) => bar.label)).toEqual(['Poster', 'Oral', 'Spotlight']);
    expect(summary.bars[0]?.condition).toBe(`"type" = 'Poster'`);
  });

  it('beyond nine share one segment, which selects nothing', () => {
    const frequencies = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`c${i}`, 30 - i]));
    const bars = summarise({ ...type, statistics: { n_unique: 30, frequencies } }, 465).bars;
    expect(bars).toHaveLength(10);
    expect(bars[9]?.condition).toBeNull();
    expect(bars.reduce((sum, bar) => sum + bar.rows, 0)).toBe(465);
  });

  it('are written as their type needs', () => {
    expect(classCondition(column({ column_type: 'bool' }), 'True')).toBe('"x" = true');
    expect(memberCondition(column({ name: 'authors' }), "O'Neil")).toBe(`'O''Neil' IN "authors"`);
    expect(memberCondition(column({}), 3)).toBe('3 IN "x"');
  });

  it('have names where the type declares them', () => {
    const label = column({ feature: { names: ['a', 'b'], _type: 'ClassLabel' } });
    expect(classNames(label)).toEqual(['a', 'b']);
    expect(cellKind(label)).toBe('class');
  });
});

describe('text of a short split', () => {
  const title = column({
    name: 'title',
    feature: text,
    type: 'string',
    role: 'title',
    column_type: 'string_label',
    statistics: { nan_count: 0, n_unique: 2, frequencies: { 'A title': 1, 'A longer títle': 1 } },
  });

  it('is told by its lengths', () => {
    const summary = summarise(asText(title), 2);
    expect(summary.range).toBe('7 – 14 characters');
    expect(summary.bars.reduce((sum, bar) => sum + bar.rows, 0)).toBe(2);
  });

  it('leaves classes what they are', () => {
    const type = {
      ...title,
      role: 'class',
      statistics: { n_unique: 2, frequencies: { a: 5, b: 1 } },
    };
    expect(asText(type)).toBe(type);
    const long = { ['a long label indeed, '.repeat(3)]: 30, b: 30 };
    const few = { ...title, role: '', statistics: { n_unique: 2, frequencies: long } };
    expect(asText(few)).toBe(few);
  });

  it('has the bins of the statistics', () => {
    expect(binEdges(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(binEdges(0, 1)).toEqual([0, 1]);
    expect(binEdges(4, 4)).toEqual([4, 4]);
    expect(binEdges(14, 154).length).toBeLessThanOrEqual(11);
  });
});

function fail(): never {
  throw new Error('there is no such bar');
}

describe('the result', () => {
  it('is drawn over the bins of the whole, each by its own measure', () => {
    const whole = column({ statistics: numbers([10, 20], [0, 10, 19]) });
    const histogram = { hist: [1, 0], bin_edges: [0, 10, 19] };
    const { bars } = summarise(whole, 30, { missing: 0, distinct: 9, values: [], histogram });
    expect(bars.map((bar) => [bar.rows, bar.here, bar.hereShare])).toEqual([
      [10, 1, 1],
      [20, 0, 0],
    ]);
    expect(barText(bars[0] as Bar, 30)).toBe('0 – 9: 10 rows (33.3%), 1 in the result');
  });

  it('counts classes by their names', () => {
    const statistics = { frequencies: { Oral: 3, Poster: 9 } };
    const classes = column({ column_type: 'string_label', statistics });
    const values = [{ value: 'Poster', count: 2 }];
    const { bars } = summarise(classes, 12, { missing: 0, distinct: 1, values });
    expect(bars.map((bar) => bar.here)).toEqual([2, 0]);
  });

  it('is left out where it has other bins', () => {
    const whole = column({ statistics: numbers([10, 20], [0, 10, 19]) });
    const histogram = { hist: [1], bin_edges: [0, 19] };
    const { bars } = summarise(whole, 30, { missing: 0, distinct: 9, values: [], histogram });
    expect(bars[0]?.here).toBeUndefined();
  });
});

describe('a range', () => {
  const whole = column({ statistics: numbers([1, 2, 3], [0, 10, 20, 29]) });
  const real = column({ column_type: 'float', statistics: numbers([1, 2, 3], [0, 1, 2, 3]) });

  it('dragged over bars takes all of them, in either direction', () => {
    expect(spanCondition(whole, 0, 1)).toBe('"x" >= 0 AND "x" <= 19');
    expect(spanCondition(whole, 2, 1)).toBe('"x" >= 10 AND "x" <= 29');
    expect(spanCondition(real, 0, 1)).toBe('"x" < 2');
    expect(spanCondition(real, 1, 2)).toBe('"x" >= 1');
  });

  it('over everything is no filter', () => {
    expect(spanCondition(whole, 0, 2)).toBeNull();
    expect(spanCondition(column({}), 0, 1)).toBeNull();
  });

  it('is typed with one end or two, and refuses what is no number', () => {
    expect(rangeCondition(whole, '3', '')).toBe('"x" >= 3');
    expect(rangeCondition(whole, ' 3 ', '1,5')).toBe('"x" >= 3 AND "x" <= 1.5');
    expect(rangeCondition(whole, 'x', '')).toBeNull();
    const dates = column({ column_type: 'datetime' });
    expect(rangeCondition(dates, '2024-01-01', '')).toBe(`"x" >= '2024-01-01'`);
    const lengths = column({ column_type: 'string_text' });
    expect(rangeCondition(lengths, '5', '')).toBe('"x.length" >= 5');
  });
});

describe('few integers', () => {
  const extra = {
    counts: [
      [-1, 4],
      [1, 8],
    ] as [number, number][],
  };
  const statistics = numbers([4, 8], [-1, 0, 1]);

  it('have a bar each, those that do not occur too', () => {
    const { bars, shape } = summarise(column({ extra, statistics }), 12);
    expect(shape).toBe('histogram');
    expect(bars.map(({ label, rows, share }) => [label, rows, share])).toEqual([
      ['-1', 4, 0.5],
      ['0', 0, 0],
      ['1', 8, 1],
    ]);
    expect(bars.map(({ condition }) => condition)).toEqual(['"x" = -1', '"x" = 0', '"x" = 1']);
  });

  it('are counted anew by their values, whatever bins the answer has', () => {
    const result = {
      missing: 0,
      distinct: 1,
      values: [{ value: 1, count: 3 }],
      histogram: { hist: [0, 3], bin_edges: [-1, 0, 1] },
    };
    const { bars } = summarise(column({ extra, statistics }), 12, result);
    expect(bars.map(({ here, hereShare }) => [here, hereShare])).toEqual([
      [0, 0],
      [0, 0],
      [3, 1],
    ]);
  });

  it('are dragged over as the values from one to the other', () => {
    expect(spanCondition(column({ extra, statistics }), 2, 1)).toBe('"x" >= 0 AND "x" <= 1');
  });
});
