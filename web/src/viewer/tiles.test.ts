import { expect, test } from 'vitest';
import { moveTile, tilesAcross } from './tiles';

const gallery = { total: 50, across: 7, page: 21 };

test('keys lead along a line, between lines and no further than the ends', () => {
  expect(moveTile(0, 'ArrowRight', gallery)).toBe(1);
  expect(moveTile(8, 'ArrowUp', gallery)).toBe(1);
  expect(moveTile(8, 'ArrowDown', gallery)).toBe(15);
  expect(moveTile(48, 'ArrowDown', gallery)).toBe(49);
  expect(moveTile(3, 'PageUp', gallery)).toBe(0);
  expect(moveTile(3, 'End', gallery)).toBe(49);
  expect(moveTile(3, 'Home', gallery)).toBe(0);
  expect(moveTile(3, 'x', gallery)).toBeNull();
});

test('a phone has two pictures in a line', () => {
  expect(tilesAcross(320)).toBe(2);
  expect(tilesAcross(1440)).toBe(8);
});
