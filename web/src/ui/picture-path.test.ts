import { expect, it } from 'vitest';
import { picturePath } from './picture-path';

it('names a picture by its path within the folder, however it is written', () => {
  expect(picturePath('images/a.png')).toBe('images/a.png');
  expect(picturePath('./images/a%20b.png?raw=true#dark')).toBe('images/a b.png');
  expect(picturePath('x/../a.png')).toBe('a.png');
  expect(picturePath('100%.png')).toBe('100%.png');
});

it('has no path for what lies elsewhere', () => {
  for (const source of [
    'https://a.example/a.png',
    '//a.example/a.png',
    '/a.png',
    '../a.png',
    'a/../../b.png',
    'data:x',
    '',
  ])
    expect(picturePath(source), source).toBeUndefined();
});
