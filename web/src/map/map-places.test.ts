// The map's figures on generated points, each beside a twin that looks at all of them.

import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { areaCondition, areaOf, box, contains, countInside, simplify, withArea } from './area';
import { boundsOf, kNoCluster, PointGrid, pointOfRow, readPoints, type Points } from './points';
import { narrowColumn } from './rows-of';

/** Numbers from 0 to 1, by seed. */
function eachSeed(count: number, check: (random: () => number, seed: number) => void) {
  forSeeds(count, (random, seed) => {
    check(() => random.below(1_000_000) / 1_000_000, seed);
  });
}

/** Rows of which some have no place; places on a coarse lattice, so that many coincide. */
function bytesOf(random: () => number, numRows: number, side = 12) {
  const view = new DataView(new ArrayBuffer(numRows * 10));
  const rows: { row: number; x: number; y: number; cluster: number }[] = [];
  for (let row = 0; row < numRows; row += 1) {
    const missing = random() < 0.2;
    const x = Math.floor(random() * side) / 4 - 1;
    const y = Math.floor(random() * side) / 4 - 1;
    const cluster = random() < 0.2 ? kNoCluster : Math.floor(random() * 6);
    view.setFloat32(row * 8, missing ? NaN : x, true);
    view.setFloat32(row * 8 + 4, missing ? NaN : y, true);
    view.setUint16(numRows * 8 + row * 2, cluster, true);
    if (!missing) rows.push({ row, x, y, cluster });
  }
  return { bytes: view.buffer, rows };
}

function pointsOf(random: () => number, numRows: number, side = 12): Points {
  return readPoints(bytesOf(random, numRows, side).bytes, numRows);
}

describe('points', () => {
  it('are those rows that have a place, in the order of rows', () => {
    eachSeed(30, (random, seed) => {
      const numRows = Math.floor(random() * 60);
      const { bytes, rows } = bytesOf(random, numRows);
      const points = readPoints(bytes, numRows);
      expect(points.count, `seed ${seed}`).toBe(rows.length);
      expect([...points.rows]).toEqual(rows.map(({ row }) => row));
      expect([...points.clusters]).toEqual(rows.map(({ cluster }) => cluster));
      expect([...points.places]).toEqual(rows.flatMap(({ x, y }) => [x, y]));
      for (let row = -1; row <= numRows; row += 1)
        expect(pointOfRow(points, row), `seed ${seed}, row ${row}`).toBe(
          rows.findIndex((one) => one.row === row),
        );
    });
  });

  it('are refused where there are more or fewer bytes than rows', () => {
    for (const extra of [-1, 1, 10])
      expect(() => readPoints(new ArrayBuffer(30 + extra), 3)).toThrow('wrong size');
    expect(readPoints(new ArrayBuffer(0), 0).count).toBe(0);
  });

  it('are found by their place as looking at all of them finds them', () => {
    eachSeed(40, (random, seed) => {
      const points = pointsOf(random, 1 + Math.floor(random() * 300), 40);
      const grid = new PointGrid(points);
      for (let i = 0; i < 20; i += 1) {
        const [x, y, reach] = [random() * 14 - 3, random() * 14 - 3, random() * 2];
        let [best, least] = [-1, reach * reach];
        for (let k = 0; k < points.count; k += 1) {
          const dx = (points.places[k * 2] ?? 0) - x;
          const dy = (points.places[k * 2 + 1] ?? 0) - y;
          if (dx * dx + dy * dy < least) [best, least] = [k, dx * dx + dy * dy];
        }
        expect(grid.nearest(x, y, reach), `seed ${seed}: ${x} ${y} ${reach}`).toBe(best);
      }
    });
  });

  it('have bounds that leave out the same share at each end', () => {
    eachSeed(30, (random, seed) => {
      const points = pointsOf(random, 2 + Math.floor(random() * 200));
      const some = Array.from({ length: points.count }, (_, i) => i);
      const outside = random() * 0.4;
      const { lowest, highest } = boundsOf(points, some, outside);
      for (const axis of [0, 1] as const) {
        const values = some.map((i) => points.places[i * 2 + axis] ?? 0);
        const below = values.filter((value) => value < lowest[axis]).length;
        const above = values.filter((value) => value > highest[axis]).length;
        expect(below, `seed ${seed}`).toBeLessThanOrEqual(values.length * outside);
        expect(above, `seed ${seed}`).toBeLessThanOrEqual(values.length * outside);
        if (values.length > 0) expect(values).toContain(lowest[axis]);
      }
    });
  });
});

describe('areas', () => {
  /** By the angle that the corners turn through around the place: another way than edges crossed. */
  function windsAround(area: { x: number; y: number }[], x: number, y: number): boolean {
    let turned = 0;
    area.forEach((a, i) => {
      const b = area[(i + 1) % area.length] ?? a;
      const [ax, ay, bx, by] = [a.x - x, a.y - y, b.x - x, b.y - y];
      turned += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    });
    return Math.abs(turned) > Math.PI;
  }

  it('contain what their corners turn around', () => {
    eachSeed(60, (random, seed) => {
      const corners = 3 + Math.floor(random() * 8);
      // A star around the middle crosses itself nowhere.
      const area = Array.from({ length: corners }, (_, i) => {
        const [angle, reach] = [(i / corners) * 2 * Math.PI, 0.4 + random() * 2];
        return { x: Math.cos(angle) * reach, y: Math.sin(angle) * reach };
      });
      let inside = 0;
      const points = pointsOf(random, 80, 16);
      for (let i = 0; i < points.count; i += 1) {
        const x = (points.places[i * 2] ?? 0) + 0.0123;
        const y = (points.places[i * 2 + 1] ?? 0) + 0.0077;
        const twin = windsAround(area, x, y);
        expect(contains(area, x, y), `seed ${seed}: ${x} ${y}`).toBe(twin);
        expect(contains([...area].reverse(), x, y)).toBe(twin);
        if (contains(area, points.places[i * 2] ?? 0, points.places[i * 2 + 1] ?? 0)) inside += 1;
      }
      expect(countInside(area, points), `seed ${seed}`).toBe(inside);
    });
  });

  it('enclose nothing where they have no corners or no height', () => {
    expect(contains([], 0, 0)).toBe(false);
    const flat = box({ x: 0, y: 1 }, { x: 5, y: 1 });
    expect(contains(flat, 2, 1)).toBe(false);
    expect(contains(box({ x: 4, y: 4 }, { x: 0, y: 0 }), 1, 3)).toBe(true);
  });

  it('lose corners until few enough are left, in their order', () => {
    eachSeed(20, (random, seed) => {
      const path = Array.from({ length: 3 + Math.floor(random() * 80) }, () => ({
        x: random(),
        y: random(),
      }));
      const most = 3 + Math.floor(random() * 20);
      const simple = simplify(path, most);
      expect(simple.length, `seed ${seed}`).toBe(Math.min(path.length, most));
      const places = simple.map((corner) => path.indexOf(corner));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    });
    const square = box({ x: 0, y: 0 }, { x: 2, y: 2 });
    const middle = { x: 1, y: 0 };
    const [first, ...others] = square;
    expect(simplify(first ? [first, middle, ...others] : [], 4)).toEqual(square);
  });

  it('stand in a condition as they are read from it, beside other conditions', () => {
    eachSeed(40, (random, seed) => {
      const area = Array.from({ length: 3 + Math.floor(random() * 6) }, () => ({
        x: Math.round((random() - 0.5) * 9000) / 1000,
        y: Math.round((random() - 0.5) * 9000) / 1000,
      }));
      for (const column of ['embedding', 'a "quoted" one', 'with, comma (x)']) {
        const condition = areaCondition(column, area);
        expect(areaOf(condition), `seed ${seed}: ${condition}`).toEqual(area);
        const both = withArea('"year" > 2000', condition);
        expect(areaOf(both)).toEqual(area);
        const other = areaCondition(column, box({ x: 0, y: 0 }, { x: 1, y: 1 }));
        expect(withArea(both, other).match(/INSIDE/g)).toHaveLength(1);
        expect(withArea(both, '')).toBe('"year" > 2000');
      }
    });
  });

  it('are none where the condition has too few, odd or no numbers', () => {
    for (const where of [
      '',
      '"a" = 1',
      'INSIDE("v")',
      'INSIDE("v", 1, 2, 3, 4)',
      'INSIDE("v", 1, 2, 3, 4, 5, 6, 7)',
      'INSIDE("v", 1, 2, 3, 4, 5, 1.2.3)',
    ])
      expect(areaOf(where), where).toBeNull();
  });
});

describe('the narrow column', () => {
  const column = (name: string, column_type: string | null) =>
    ({ name, column_type }) as unknown as Column;

  it('is the first of short values, else the first of all, else none', () => {
    expect(
      narrowColumn([column('t', 'string_text'), column('y', 'int'), column('b', 'bool')]),
    ).toBe('y');
    expect(narrowColumn([column('t', 'string_text'), column('l', 'list')])).toBe('t');
    expect(narrowColumn([column('x', null)])).toBe('x');
    expect(narrowColumn([])).toBe('');
  });
});
