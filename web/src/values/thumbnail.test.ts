import { expect, test } from 'vitest';
import { thumbnailOf } from './thumbnail';

test('a picture of a row is asked for at the next size up, counting the dots of the screen', () => {
  const url = '/api/v1/datasets/local/photos/rows/7/media?split=train&field=photo';
  const small = '/api/v1/datasets/local/photos/rows/7/thumbnail?split=train&field=photo&size=';
  expect(thumbnailOf(url, 60, 1)).toBe(`${small}64`);
  expect(thumbnailOf(url, 60, 2)).toBe(`${small}128`);
  expect(thumbnailOf(url, 1200, 1)).toBe(`${small}2048`);
  expect(thumbnailOf(url, 4000, 1)).toBe(`${small}2048`);
});

test('a media file has its thumbnail beside it, by its ending', () => {
  const files = '/api/v1/datasets/local/pets';
  expect(thumbnailOf(`${files}/media/default/train/my%20cat.JPG`, 200, 1)).toBe(
    `${files}/thumbnails/default/train/my%20cat.JPG?size=256`,
  );
  for (const whole of [
    `${files}/media/default/train/a.svg`,
    'data:image/png;base64,iVBO',
    '/x.png',
  ])
    expect(thumbnailOf(whole, 64, 1)).toBe(whole);
});
