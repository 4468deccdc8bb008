import { expect, it } from 'vitest';
import type { Hit } from './api-types';
import { highlightedText, markSpans } from './highlighted';

const hit: Hit = {
  row_idx: 0,
  score: 1,
  row: {},
  highlights: { abstract: [{ text: 'a reward model', spans: [[2, 8]] }] },
  why: { terms: ['reward'] },
};

it('marks what the server marked, wherever its piece stands in the text', () => {
  const pieces = highlightedText(hit, 'abstract', 'It is a reward model.');
  expect(pieces.map((piece) => (piece.hit ? `[${piece.text}]` : piece.text)).join('')).toBe(
    'It is a [reward] model.',
  );
});

it('marks the words that were looked for where the server marked nothing', () => {
  expect(highlightedText(hit, 'title', 'Rewards')).toEqual([{ text: 'Rewards', hit: true }]);
});

it('keeps the text whole, whatever the spans', () => {
  const spans: [number, number][] = [
    [4, 99],
    [0, 2],
    [1, 3],
  ];
  expect(markSpans('abcdef', spans).map((piece) => piece.text)).toEqual(['ab', 'c', 'd', 'ef']);
  expect(markSpans('', [])).toEqual([{ text: '', hit: false }]);
});
