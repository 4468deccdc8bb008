import { expect, it } from 'vitest';
import type { Why } from '../data/api-types';
import { whyLines } from './why';

function linesOf(why: Why | null, score: number | null = 1.17) {
  return whyLines({ row_idx: 1, score, row: {}, highlights: {}, why });
}

it('tells each leg, each word and where it stands', () => {
  const words = [{ term: 'reward', score: 5.98, idf: 6.3, fields: { title: 1, abstract: 4 } }];
  const why = {
    terms: ['reward'],
    keyword: { rank: 1, score: 5.98, words, pairs: [] },
    semantic: { rank: null, score: 0.41234 },
    nearest_like: { row_idx: 2300, similarity: 0.41 },
  };
  expect(linesOf(why)).toEqual([
    { name: 'Score', value: '1.17' },
    { name: 'By words', value: 'rank 1, score 5.98' },
    { name: '“reward”', value: '5.98: title 1×, abstract 4×' },
    { name: 'By meaning', value: 'score 0.4123' },
    { name: 'Nearest liked', value: 'row 2,300, similarity 0.41' },
  ]);
});

it('tells what it has no words for as it came', () => {
  expect(linesOf({ terms: ['a', 'b'], odd: { x: 1 } }, null)).toEqual([
    { name: 'Words', value: 'a, b' },
    { name: 'odd', value: 'x 1' },
  ]);
});

it('has nothing to say about a row that was merely listed', () => {
  expect(linesOf(null, null)).toEqual([]);
});
