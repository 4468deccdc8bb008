import { describe, expect, it } from 'vitest';
import {
  centralBounds,
  kNoCluster,
  PointGrid,
  pointOfRow,
  readPoints,
  type Points,
} from './points';

function bytesOf(rows: [number, number, number][]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(rows.length * 10));
  rows.forEach(([x, y, cluster], row) => {
    view.setFloat32(row * 8, x, true);
    view.setFloat32(row * 8 + 4, y, true);
    view.setUint16(rows.length * 8 + row * 2, cluster, true);
  });
  return view.buffer;
}

/** Points on a spiral: no two as far from anything. */
function spiral(count: number): Points {
  return readPoints(
    bytesOf(
      Array.from({ length: count }, (_, i) => [
        Math.sqrt(i) * Math.cos(i * 2.4),
        Math.sqrt(i) * Math.sin(i * 2.4),
        0,
      ]),
    ),
    count,
  );
}

describe('points', () => {
  it('leaves out rows without a place', () => {
    const points = readPoints(
      bytesOf([
        [1, 2, 7],
        [NaN, NaN, kNoCluster],
        [3, 4, kNoCluster],
      ]),
      3,
    );
    expect(points.count).toBe(2);
    expect([...points.places]).toEqual([1, 2, 3, 4]);
    expect([...points.rows]).toEqual([0, 2]);
    expect([...points.clusters]).toEqual([7, kNoCluster]);
    expect([0, 1, 2, 3].map((row) => pointOfRow(points, row))).toEqual([0, -1, 1, -1]);
  });

  it('refuses bytes of another length', () => {
    expect(() => readPoints(new ArrayBuffer(11), 1)).toThrow(/wrong size/);
  });

  it('finds the nearest point as a look at all of them does', () => {
    const points = spiral(2000);
    const grid = new PointGrid(points);
    for (let i = 0; i < 200; i += 1) {
      const [x, y] = [Math.sin(i) * 40, Math.cos(i * 1.7) * 40];
      const reach = 0.1 + (i % 7);
      let best = -1;
      let least = reach;
      for (let point = 0; point < points.count; point += 1) {
        const distance = Math.hypot(
          (points.places[point * 2] ?? 0) - x,
          (points.places[point * 2 + 1] ?? 0) - y,
        );
        if (distance < least) [best, least] = [point, distance];
      }
      expect(grid.nearest(x, y, reach)).toBe(best);
    }
  });

  it('has bounds that a few strays do not stretch', () => {
    const points = spiral(1000);
    points.places.set([500, 900], 0);
    const { lowest, highest } = centralBounds(points);
    expect(highest[0]).toBeLessThan(40);
    expect(highest[1]).toBeLessThan(40);
    expect(lowest[0]).toBeGreaterThan(-40);
    expect(centralBounds(spiral(0)).lowest).toEqual([0, 0]);
  });

  it('has a grid of nothing and of one', () => {
    expect(new PointGrid(spiral(0)).nearest(0, 0, 9)).toBe(-1);
    expect(new PointGrid(spiral(1)).nearest(0.1, 0, 9)).toBe(0);
  });

  it('bounds those that are meant', () => {
    const points = readPoints(
      bytesOf([
        [1, 2, 0],
        [3, -4, 1],
        [5, 6, 1],
      ]),
      3,
    );
    const bounds = centralBounds(points, 0, (point) => points.clusters[point] === 1);
    expect(bounds).toEqual({ lowest: [3, -4], highest: [5, 6] });
  });
});
