import { expect, it } from 'vitest';
import { opened, stretches } from './stretches';

it('shows few turns whole, of many the first', () => {
  expect(stretches(50, [])).toEqual([[0, 50]]);
  expect(stretches(5000, [])).toEqual([[0, 50]]);
  expect(stretches(5000, [3, 49])).toEqual([[0, 50]]);
});

it('shows what was found far from the beginning, with the turns beside it', () => {
  expect(stretches(5000, [4321])).toEqual([
    [0, 4],
    [4320, 4323],
  ]);
  expect(stretches(5000, [4, 60, 62, 4999])).toEqual([
    [0, 6],
    [59, 64],
    [4998, 5000],
  ]);
  expect(
    stretches(
      5000,
      Array.from({ length: 5000 }, (_, i) => i),
    )[0],
  ).toEqual([0, 21]);
});

it('opens gaps until they are closed', () => {
  const shown = stretches(500, [450]);
  expect(opened(shown, 0, 500)).toEqual([
    [0, 204],
    [449, 452],
  ]);
  expect(opened(opened(opened(shown, 0, 500), 0, 500), 0, 500)).toEqual([[0, 500]]);
  expect(opened([[0, 450]], 0, 500)).toEqual([[0, 500]]);
});
