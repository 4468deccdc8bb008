// Geometries of GeoJSON (RFC 7946) among the values of a row.

import type { Json } from '../data/api-types';

/** Degrees: longitude from -180 to 180, then latitude from -90 to 90. */
export type Position = [number, number];

export interface Place {
  /** "Point", "LineString", ... */
  kind: string;
  /** The parts of it: single points, lines, rings of areas. Never empty, nor is a part. */
  parts: Position[][];
}

/** How deep the positions lie in `coordinates`. */
const kDepths: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** More are drawn by none. */
const kMostPositions = 20_000;

function positionOf(value: Json | undefined): Position | null {
  if (!Array.isArray(value) || value.length < 2 || value.length > 4) return null;
  const [x, y] = value;
  if (typeof x !== 'number' || typeof y !== 'number') return null;
  return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : null;
}

/** The lists of positions below `value`, or null where something there is none. */
function partsOf(value: Json | undefined, depth: number): Position[][] | null {
  if (depth === 0) {
    const one = positionOf(value);
    return one && [[one]];
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  if (depth === 1) {
    const all = value.map(positionOf);
    return all.includes(null) ? null : [all as Position[]];
  }
  const parts = value.map((one) => partsOf(one, depth - 1));
  return parts.includes(null) ? null : (parts as Position[][][]).flat();
}

/** The geometry that a value is; null for every other value, also where degrees are out of range. */
export function placeOf(value: Json | undefined): Place | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { type, coordinates } = value;
  const depth = typeof type === 'string' ? kDepths[type] : undefined;
  if (typeof type !== 'string' || depth === undefined) return null;
  const parts = partsOf(coordinates, depth);
  if (!parts) return null;
  // Of several points each is drawn by itself.
  const apart = type === 'MultiPoint' ? parts.flat().map((one) => [one]) : parts;
  const count = apart.reduce((sum, one) => sum + one.length, 0);
  return count > kMostPositions ? null : { kind: type, parts: apart };
}

/** More digits are those of a double, not of a place: a millionth of a degree is a hand's breadth. */
const kDigits = 6;

/** "52.52° N, 13.405° E" */
function positionText([x, y]: Position): string {
  const text = (degrees: number) => String(Number(Math.abs(degrees).toFixed(kDigits)));
  return `${text(y)}° ${y < 0 ? 'S' : 'N'}, ${text(x)}° ${x < 0 ? 'W' : 'E'}`;
}

/** A point as its position, anything else by its kind and how many positions it has. */
export function placeText({ kind, parts }: Place): string {
  const only = parts[0]?.[0];
  if (kind === 'Point' && only) return positionText(only);
  return `${kind}, ${parts.reduce((sum, one) => sum + one.length, 0)} positions`;
}

/** The part of the world to show: around the place, with room, twice as wide as high. */
export function windowOf({ parts }: Place): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  const xs = parts.flat().map(([x]) => x);
  const ys = parts.flat().map(([, y]) => y);
  const [left, right, low, high] = [
    xs.reduce((a, b) => Math.min(a, b), 180),
    xs.reduce((a, b) => Math.max(a, b), -180),
    ys.reduce((a, b) => Math.min(a, b), 90),
    ys.reduce((a, b) => Math.max(a, b), -90),
  ];
  const height = Math.min(180, Math.max(40, (high - low) * 1.6, (right - left) * 0.8));
  const width = height * 2;
  const clamp = (at: number, size: number, most: number) =>
    Math.min(Math.max(at - size / 2, -most), most - size);
  const x = clamp((left + right) / 2, width, 180);
  const top = clamp((low + high) / 2, height, 90) + height;
  return { x, y: -top, width, height };
}
