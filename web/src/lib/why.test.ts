import { expect, it } from 'vitest';
import { whyLines } from './why';

it('tells everything the server said, in words where there are some', () => {
  const why = { terms: ['reward', 'model'], keyword: { rank: 1, score: 2.34567 }, odd: true };
  expect(whyLines({ row_idx: 1, score: 3, row: {}, highlights: {}, why })).toEqual([
    { name: 'Score', value: '3' },
    { name: 'Words', value: 'reward, model' },
    { name: 'By words', value: 'rank 1, score 2.346' },
    { name: 'odd', value: 'true' },
  ]);
});

it('has nothing to say about a row that was merely listed', () => {
  expect(whyLines({ row_idx: 1, score: null, row: {}, highlights: {}, why: null })).toEqual([]);
});
