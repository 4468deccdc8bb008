import { expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { placeOf, placeText, windowOf } from './place';

const point = { type: 'Point', coordinates: [13.405, 52.52] };
const ring = [
  [0, 0],
  [10, 0],
  [10, 5],
  [0, 0],
];

it('reads every kind of geometry', () => {
  expect(placeOf(point)).toEqual({ kind: 'Point', parts: [[[13.405, 52.52]]] });
  expect(placeOf({ type: 'LineString', coordinates: ring })?.parts).toEqual([ring]);
  expect(placeOf({ type: 'Polygon', coordinates: [ring, ring] })?.parts).toHaveLength(2);
  expect(placeOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] })?.parts).toHaveLength(2);
  expect(placeOf({ type: 'MultiPoint', coordinates: ring })?.parts).toHaveLength(4);
});

it('takes for a place nothing else: no empty list, no degrees that there are not', () => {
  for (const coordinates of [[], [200, 0], [0, 91], [0], ['0', '1'], [1, 2, 3, 4, 5], null])
    expect(placeOf({ type: 'Point', coordinates })).toBeNull();
  expect(placeOf({ type: 'Polygon', coordinates: [] })).toBeNull();
  expect(placeOf({ type: 'Feature', coordinates: [0, 0] })).toBeNull();
  expect(placeOf([13.4, 52.5])).toBeNull();
});

it('says where a point is with every digit, and of the rest how many positions it has', () => {
  const text = (value: object) => {
    const place = placeOf(value as Json);
    return place && placeText(place);
  };
  expect(text(point)).toBe('52.52° N, 13.405° E');
  expect(text({ type: 'Point', coordinates: [-70.5, -33] })).toBe('33° S, 70.5° W');
  expect(text({ type: 'LineString', coordinates: ring })).toBe('LineString, 4 positions');
});

it('shows a part of the world that holds the place and never leaves the world', () => {
  for (const coordinates of [
    [0, 0],
    [179, 89],
    [-180, -90],
    [13.4, 52.5],
  ] as [number, number][]) {
    const { x, y, width, height } = windowOf({ kind: 'Point', parts: [[coordinates]] });
    expect(x).toBeLessThanOrEqual(coordinates[0]);
    expect(x + width).toBeGreaterThanOrEqual(coordinates[0]);
    expect(y).toBeLessThanOrEqual(-coordinates[1]);
    expect(y + height).toBeGreaterThanOrEqual(-coordinates[1]);
    expect(x).toBeGreaterThanOrEqual(-180);
    expect(y + height).toBeLessThanOrEqual(90);
    expect(width).toBe(2 * height);
  }
});
