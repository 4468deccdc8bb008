import { expect, test } from 'vitest';
import { Density } from './density';

/** A hundred points around each of two places, the second three times as dense. */
function twoHeaps() {
  const places: number[] = [];
  for (let i = 0; i < 100; i += 1) {
    places.push(-5 + (i % 10) * 0.3, -5 + Math.floor(i / 10) * 0.3);
    places.push(5 + (i % 10) * 0.1, 5 + Math.floor(i / 10) * 0.1);
  }
  const count = places.length / 2;
  return {
    count,
    places: Float32Array.from(places),
    rows: Uint32Array.from({ length: count }, (_, i) => i),
    clusters: new Uint16Array(count),
  };
}

const numbers = (path: string) => path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];

test('the outer contour is around every heap, the inner one around the dense one', () => {
  const [outer = '', , inner = ''] = new Density(twoHeaps()).contours();
  expect(numbers(outer).some((at) => at < 0)).toBe(true);
  expect(numbers(outer).some((at) => at > 0)).toBe(true);
  expect(inner).not.toBe('');
  expect(numbers(inner).every((at) => at > 0)).toBe(true);
});

test('every contour is closed: each of its places ends two lines', () => {
  for (const path of new Density(twoHeaps()).contours()) {
    const ends = new Map<string, number>();
    for (const end of path.split(/[ML]/).slice(1)) ends.set(end, (ends.get(end) ?? 0) + 1);
    expect([...ends.values()].filter((many) => many % 2 === 1)).toEqual([]);
  }
});

test('points are many where they lie, and none in between', () => {
  const density = new Density(twoHeaps());
  expect(density.within(4, 4, 7, 7)).toBeGreaterThan(50);
  expect(density.within(-1, -1, 2, 2)).toBe(0);
});

test('a map of one point or of none has no line that is no number', () => {
  const one = {
    count: 1,
    places: new Float32Array([3, 3]),
    rows: new Uint32Array(1),
    clusters: new Uint16Array(1),
  };
  expect(new Density(one).contours().join('')).not.toMatch(/NaN|Infinity/);
  expect(new Density({ ...one, count: 0, places: new Float32Array() }).contours()).toEqual([]);
});
