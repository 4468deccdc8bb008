import { expect, it } from 'vitest';
import type { Hit } from '../data/api-types';
import { bestPassage, highlightedText, markSpans } from './highlighted';

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

it('marks a member of a list or of a text with commas, and no other', () => {
  const highlights = {
    authors: [{ text: 'Li', start: 0, item: 1, spans: [[0, 2] as [number, number]] }],
    keywords: [{ text: 'reward, robust reward', start: 0, spans: [[8, 14] as [number, number]] }],
  };
  const found = { ...hit, highlights };
  expect(highlightedText(found, 'authors', 'Li Wei')).toEqual([{ text: 'Li Wei', hit: false }]);
  expect(highlightedText(found, 'authors', 'Li')).toEqual([{ text: 'Li', hit: true }]);
  expect(highlightedText(found, 'keywords', 'robust reward')).toEqual([
    { text: 'robust', hit: true },
    { text: ' reward', hit: false },
  ]);
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

it('does not mark words that are in every text, unless nothing else was looked for', () => {
  const spans: [number, number][] = [
    [0, 4],
    [5, 8],
    [9, 15],
  ];
  const found = (text: string, at: [number, number][]) => ({
    ...hit,
    highlights: { abstract: [{ text, start: 0, spans: at }] },
  });
  const marked = (text: string, at: [number, number][]) =>
    highlightedText(found(text, at), 'abstract', text).flatMap((one) =>
      one.hit ? [one.text] : [],
    );
  expect(marked('Plan for robots', spans)).toEqual(['Plan', 'robots']);
  expect(
    marked('like for with', [
      [0, 4],
      [5, 8],
    ]),
  ).toEqual(['like', 'for']);
});

it('begins a text at what matched best, where that is far from its beginning', () => {
  const text = `${'Much is said before. '.repeat(9)}At last a reward model.`;
  const late = {
    ...hit,
    highlights: {
      abstract: [
        { text: 'At last a reward model.', start: 189, spans: [[10, 16] as [number, number]] },
      ],
    },
  };
  expect(bestPassage(late, 'abstract', text)).toBe('… At last a reward model.');
  expect(bestPassage(hit, 'abstract', 'a reward model')).toBe('a reward model');
  expect(bestPassage(hit, 'title', text)).toBe(text);
});
