import { expect, test } from 'vitest';
import type { Column } from '../data/api-types';
import { rangeCondition, spanCondition } from '../data/conditions';
import { summarise } from './column-summary';
import { mediaFacts } from './media-facts';

const pictures = {
  name: 'photo',
  type: 'Image',
  role: '',
  column_type: 'image',
  feature: { _type: 'Image' },
  statistics: {
    nan_count: 1,
    min: 60,
    max: 240,
    histogram: { hist: [2, 3], bin_edges: [60, 151, 240] },
  },
  extra: {
    n_broken: 1,
    formats: { png: 2, jpeg: 3 },
    height: { nan_count: 1, min: 34, max: 34 },
  },
} as unknown as Column;

test('pictures are described by width, height, format and what is broken', () => {
  expect(mediaFacts(pictures)).toEqual([
    ['of', 'widths in pixels'],
    ['height', 'all 34'],
    ['format', 'jpeg 3, png 2'],
    ['not readable', '1'],
  ]);
  const summary = summarise(pictures, 6);
  expect(summary.range).toBe('60 – 240 px');
  expect(summary.bars.map(({ rows }) => rows)).toEqual([2, 3]);
});

test('no condition asks for a width', () => {
  expect(summarise(pictures, 6).bars.map(({ condition }) => condition)).toEqual([null, null]);
  expect(spanCondition(pictures, 0, 0)).toBeNull();
  expect(rangeCondition(pictures, '1', '2')).toBeNull();
});

test('recordings are described in seconds', () => {
  const sounds = {
    ...pictures,
    column_type: 'audio',
    statistics: { nan_count: 0, min: 0.25, max: 0.25, histogram: null },
    extra: { n_broken: 0 },
  } as unknown as Column;
  expect(summarise(sounds, 3).range).toBe('all 0.25 s');
  expect(mediaFacts(sounds)).toEqual([['of', 'durations in seconds']]);
  expect(mediaFacts({ ...sounds, column_type: 'video' })).toEqual([['of', 'durations in seconds']]);
});
