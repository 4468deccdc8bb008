import { expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { looksLikeMarkdown, pictureUrl } from './media';

const kPng = 'iVBORw0KGgoAAAANSUhEUg==';

it('knows a picture by its first bytes', () => {
  expect(pictureUrl({ bytes: kPng, path: 'a.png' })).toBe(`data:image/png;base64,${kPng}`);
  expect(pictureUrl({ bytes: '/9j/4AAQ', path: null })).toBe('data:image/jpeg;base64,/9j/4AAQ');
  expect(pictureUrl(`data:image/png;base64,${kPng}`)).toBe(`data:image/png;base64,${kPng}`);
});

it('makes a picture of nothing else', () => {
  const others: (Json | undefined)[] = [
    null,
    undefined,
    7,
    kPng,
    [kPng],
    { path: 'a.png' },
    { bytes: null },
    { bytes: 'PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+' },
    { bytes: `${kPng}" onerror="alert(1)` },
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:text/html;base64,iVBORw0KGgo',
    'https://elsewhere.example/a.png',
  ];
  for (const value of others) expect(pictureUrl(value)).toBeNull();
});

it('takes for Markdown what has two kinds of its marks', () => {
  expect(looksLikeMarkdown('# Title\n\n- one\n- two')).toBe(true);
  expect(looksLikeMarkdown('See [it](https://a.example), **now**.')).toBe(true);
  expect(looksLikeMarkdown('- a list alone')).toBe(false);
  expect(looksLikeMarkdown('We reach 5 * 3 ** 2 and #1 of [1](2).')).toBe(false);
});
