import { expect, it } from 'vitest';
import { sparklinePath, stripCells, stripColumns } from './vector-picture';

it('scales by the largest magnitude', () => {
  expect(stripCells([0.5, -1, 0], 2)).toEqual([
    { x: 0, y: 0, strength: 0.5 },
    { x: 1, y: 0, strength: -1 },
    { x: 0, y: 1, strength: 0 },
  ]);
});

it('draws nothing for what is missing or not finite', () => {
  expect(stripCells([null, Number.NaN, 0], 3).every((cell) => cell.strength === 0)).toBe(true);
});

it('keeps long vectors a few rows high', () => {
  expect(stripColumns(8)).toBe(16);
  expect(768 / stripColumns(768)).toBeLessThanOrEqual(12);
});

it('draws a sketch as bars up and down', () => {
  expect(sparklinePath([100, -50, 0])).toBe('M0 0h2v-10h-2zM3 0h2v5h-2zM6 0h2v0h-2z');
});
