import { expect, it } from 'vitest';
import { linePath } from './series';

it('goes from the least at the bottom to the greatest at the top', () => {
  expect(linePath([0, 5, 10], 100, 20)).toBe('M0.0 20.0h0L50.0 10.0L100.0 0.0');
});

it('has gaps where a number is missing or not finite, and dots between gaps', () => {
  expect(linePath([0, null, 1, Infinity], 30, 10)).toBe('M0.0 10.0h0M20.0 0.0h0');
});

it('draws equal numbers as a level line, and nothing of nothing', () => {
  expect(linePath([7, 7], 10, 10)).toBe('M0.0 5.0h0L10.0 5.0');
  expect(linePath([], 10, 10)).toBe('');
  expect(linePath([3n], 10, 10)).toBe('M0.0 5.0h0');
});

it('keeps every peak of a long list', () => {
  const long = Array.from({ length: 50_000 }, () => 0.5);
  long[31_117] = 9;
  long[31_118] = -9;
  const path = linePath(long, 100, 100);
  expect(path).toContain(' 0.0');
  expect(path).toContain(' 100.0');
  expect(path.split('L').length).toBeLessThan(450);
});
