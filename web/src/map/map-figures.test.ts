// The map's figures on generated points, each beside a twin that looks at all of them.

import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { areaCondition, areaOf, box, contains, countInside, simplify, withArea } from './area';
import {
  between,
  cameraText,
  fit,
  pan,
  parseCamera,
  pointSize,
  toMap,
  toScreen,
  zoom,
  type Camera,
} from './camera';
import {
  colourByGroup,
  colourByKind,
  colourByNumber,
  legendCounts,
  otherColour,
  paletteColour,
  scaleColour,
} from './colours';
import { Density } from './density';
import { labelText, placeLabels, spreadsOf, type Cover } from './labels';
import type { Cluster } from './map-api';
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

const size = { width: 800, height: 500 };
const bounds = { lowest: [-1, -2], highest: [3, 1] } as {
  lowest: [number, number];
  highest: [number, number];
};
const home = fit(bounds, size);

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

describe('the camera', () => {
  const anyCamera = (random: () => number): Camera => ({
    x: random() * 10 - 5,
    y: random() * 10 - 5,
    scale: home.scale * (0.5 + random() * 300),
  });

  it('takes places to the screen and back', () => {
    eachSeed(60, (random, seed) => {
      const camera = anyCamera(random);
      const at = { x: random() * size.width, y: random() * size.height };
      const place = toMap(camera, size, at);
      const back = toScreen(camera, size, place.x, place.y);
      expect(back.x, `seed ${seed}`).toBeCloseTo(at.x, 6);
      expect(back.y, `seed ${seed}`).toBeCloseTo(at.y, 6);
      const moved = toMap(pan(camera, 30, -20), size, { x: at.x + 30, y: at.y - 20 });
      expect(moved.x).toBeCloseTo(place.x, 6);
      expect(moved.y).toBeCloseTo(place.y, 6);
    });
  });

  it('keeps the place under the pointer while it zooms, within its ends', () => {
    eachSeed(60, (random, seed) => {
      const camera = anyCamera(random);
      const at = { x: random() * size.width, y: random() * size.height };
      const factor = Math.exp(random() * 8 - 4);
      const zoomed = zoom(camera, size, at, factor, home);
      const [before, after] = [toMap(camera, size, at), toMap(zoomed, size, at)];
      expect(after.x, `seed ${seed}`).toBeCloseTo(before.x, 6);
      expect(after.y, `seed ${seed}`).toBeCloseTo(before.y, 6);
      const times = zoomed.scale / home.scale;
      expect(times).toBeGreaterThanOrEqual(0.5 - 1e-9);
      expect(times).toBeLessThanOrEqual(400 + 1e-9);
      // What it goes to stands in the address and is read from it.
      const read = parseCamera(cameraText(zoomed, home), home);
      expect(read?.scale, `seed ${seed}`).toBeCloseTo(zoomed.scale, -1);
    });
    expect(cameraText(home, home)).toBe('');
  });

  it('is read from nothing but what it writes', () => {
    for (const text of ['', ',', ',,1', '1,,1', '1,2', '1,2,3,4', 'a,1,1', '1,2,NaN', '1, ,1'])
      expect(parseCamera(text, home), `"${text}"`).toBeNull();
    for (const times of ['0.499', '400.1', '-1', '0', 'Infinity'])
      expect(parseCamera(`0,0,${times}`, home), times).toBeNull();
    for (const times of [0.5, 1, 400])
      expect(parseCamera(`0,-1.5,${times}`, home)).toEqual({
        x: 0,
        y: -1.5,
        scale: home.scale * times,
      });
  });

  it('fits all that it is given between what lies over the stage', () => {
    eachSeed(40, (random, seed) => {
      const [x, y] = [random() * 5, random() * 5];
      const given = { lowest: [x, y], highest: [x + random() * 5, y + random() * 5] };
      const inset = { left: random() * 200, right: random() * 200 };
      const camera = fit(given as typeof bounds, size, inset);
      for (const [px, py] of [given.lowest, given.highest]) {
        const at = toScreen(camera, size, px ?? 0, py ?? 0);
        expect(at.x, `seed ${seed}`).toBeGreaterThanOrEqual(inset.left);
        expect(at.x, `seed ${seed}`).toBeLessThanOrEqual(size.width - inset.right);
        expect(at.y, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        expect(at.y, `seed ${seed}`).toBeLessThanOrEqual(size.height);
      }
    });
  });

  it('goes from one view to another without leaving the way', () => {
    eachSeed(20, (random, seed) => {
      const [from, to] = [anyCamera(random), anyCamera(random)];
      expect(between(from, to, 0).scale).toBeCloseTo(from.scale, 6);
      expect(between(from, to, 1).x).toBeCloseTo(to.x, 9);
      let last = from.scale;
      for (const part of [0.25, 0.5, 0.75, 1]) {
        const { scale } = between(from, to, part);
        expect((scale - last) * (to.scale - from.scale), `seed ${seed}`).toBeGreaterThanOrEqual(0);
        last = scale;
      }
    });
  });

  it('draws points of a width that can be seen and hides nothing', () => {
    let last = Infinity;
    for (const count of [0, 1, 100, 40_000, 1_000_000, 1e9]) {
      const width = pointSize(home, home, count);
      expect(width).toBeLessThanOrEqual(last);
      expect(width).toBeGreaterThanOrEqual(1.5);
      expect(width).toBeLessThanOrEqual(14);
      last = width;
    }
  });
});

describe('colours', () => {
  it('are given by kind, commonest first, and nothing is of no kind', () => {
    eachSeed(40, (random, seed) => {
      const kinds = 1 + Math.floor(random() * 20);
      const values = Array.from({ length: Math.floor(random() * 120) }, () => {
        const kind = Math.floor(random() * random() * kinds);
        // An empty text is a kind like any other; null is none.
        return random() < 0.15 ? null : kind === 0 ? '' : `kind ${kind}`;
      });
      const { bytes, legend, groups, range } = colourByKind(values, seed % 2 === 0);
      const own = legend.filter(({ group }) => group >= 0);
      expect(range).toBeNull();
      expect(own.length, `seed ${seed}`).toBe(
        Math.min(12, new Set(values.filter((v) => v !== null)).size),
      );
      const countOf = (label: string) => values.filter((value) => value === label).length;
      const counts = own.map(({ label }) => countOf(label));
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
      values.forEach((value, i) => {
        const entry = value === null ? undefined : own.find(({ label }) => label === value);
        expect(groups[i], `seed ${seed}, ${String(value)}`).toBe(entry?.group ?? -1);
        expect([...bytes.subarray(i * 3, i * 3 + 3)]).toEqual(
          entry?.colour ?? otherColour(seed % 2 === 0),
        );
      });
      const total = [...legendCounts({ legend, groups, bytes, range, isByCluster: false }, null)]
        .map(([, count]) => count)
        .reduce((a, b) => a + b, 0);
      expect(total).toBe(values.length);
    });
  });

  it('differ between all groups of the palette, in both themes', () => {
    for (const dark of [false, true]) {
      const colours = Array.from({ length: 12 }, (_, i) => paletteColour(i, dark).join());
      expect(new Set([...colours, otherColour(dark).join()]).size).toBe(13);
      expect(paletteColour(12, dark)).toEqual(otherColour(dark));
      expect(paletteColour(-1, dark)).toEqual(otherColour(dark));
    }
  });

  it('of numbers go along the scale, and what is no number stands apart', () => {
    const values = [5, null, 1, NaN, 9, Infinity, 5];
    const { bytes, range, legend } = colourByNumber(values, true);
    const colourAt = (i: number) => [...bytes.subarray(i * 3, i * 3 + 3)];
    expect(range).toEqual([1, 9]);
    expect(legend).toEqual([]);
    expect(colourAt(2)).toEqual(scaleColour(0, true));
    expect(colourAt(4)).toEqual(scaleColour(1, true));
    expect(colourAt(0)).toEqual(colourAt(6));
    for (const i of [1, 3, 5]) expect(colourAt(i)).toEqual(otherColour(true));
    expect(colourByNumber([null, NaN], false).range).toBeNull();
    expect(colourByNumber([3, 3], false).range).toEqual([3, 3]);
    expect(scaleColour(-5, false)).toEqual(scaleColour(0, false));
    expect(scaleColour(7, false)).toEqual(scaleColour(1, false));
  });

  it('of some points are counted for these alone', () => {
    const groups = [0, 1, -1, 1, 5];
    const colouring = colourByGroup(5, (i) => groups[i] ?? -1, ['a', 'b'], false);
    expect([...legendCounts(colouring, null)]).toEqual([
      [0, 1],
      [1, 2],
      [-1, 2],
    ]);
    expect(legendCounts(colouring, Uint32Array.of(1, 3)).get(0)).toBe(0);
    expect(legendCounts(colouring, Uint32Array.of(1, 3)).get(1)).toBe(2);
  });
});

describe('labels', () => {
  it('never cover each other, a panel or the rim, and all clusters but those get one', () => {
    eachSeed(30, (random, seed) => {
      const points = pointsOf(random, 200, 40);
      const cluster = (i: number): Cluster => ({
        num_points: 1,
        parent: i % 2,
        anchor: [random() * 9 - 1, random() * 9 - 1],
        terms: i === 4 ? [] : [`term ${i}`, 'another', 'third'],
      });
      const clusters = Array.from({ length: 6 }, (_, i) => cluster(i));
      const { coarse, fine } = spreadsOf(points, { coarse: clusters.slice(0, 2), fine: clusters });
      expect([coarse.length, fine.length]).toEqual([2, 6]);
      const density = new Density(points);
      const camera = fit({ lowest: [-1, -1], highest: [9, 9] }, size);
      const covers: Cover[] = [{ left: 0, top: 0, right: 250, bottom: 200 }];
      const placed = placeLabels(fine, false, density, camera, size, covers);
      expect(placed.length, `seed ${seed}`).toBeLessThanOrEqual(5);
      const boxOf = ({ x, y, text }: (typeof placed)[number]) => {
        const half = (text.length * 6.6) / 2;
        return { left: x - half, right: x + half, top: y - 10, bottom: y + 10 };
      };
      placed.forEach((label, i) => {
        const one = boxOf(label);
        expect(one.left, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        expect(one.right).toBeLessThanOrEqual(size.width);
        expect(one.top).toBeGreaterThanOrEqual(0);
        expect(one.bottom).toBeLessThanOrEqual(size.height);
        for (const other of [...covers, ...placed.slice(i + 1).map(boxOf)])
          expect(
            one.right > other.left &&
              one.left < other.right &&
              one.bottom > other.top &&
              one.top < other.bottom,
            `seed ${seed}: ${label.text}`,
          ).toBe(false);
      });
    });
  });

  it('have two terms where these are short, and never more letters than fit', () => {
    expect(labelText([])).toBe('');
    expect(labelText(['one'])).toBe('one');
    expect(labelText(['one', 'two', 'three'])).toBe('one, two');
    expect(labelText(['a'.repeat(16), 'b'.repeat(16)])).toHaveLength(34);
    expect(labelText(['a'.repeat(16), 'b'.repeat(17)])).toBe('a'.repeat(16));
    expect(labelText(['a'.repeat(60)])).toBe('a'.repeat(34));
  });
});

describe('density', () => {
  it('of a box around everything is the number of points', () => {
    eachSeed(20, (random, seed) => {
      const points = pointsOf(random, 20 + Math.floor(random() * 300), 40);
      const density = new Density(points);
      // Its 96 cells reach five beyond the points.
      const places = Array.from({ length: points.count }, (_, i) => i);
      const { lowest, highest } = boundsOf(points, places, 0);
      const cell = Math.max(highest[0] - lowest[0], highest[1] - lowest[1]) / 85;
      const [left, bottom] = [lowest[0] - 4.9 * cell, lowest[1] - 4.9 * cell];
      const all = density.within(left, bottom, left + 95.9 * cell, bottom + 95.9 * cell);
      expect(Math.abs(all / points.count - 1), `seed ${seed}`).toBeLessThan(0.02);
      expect(density.within(2, 2, 2, 2)).toBe(0);
      expect(density.contours()).toHaveLength(3);
      for (const path of density.contours())
        expect(path).toMatch(/^(M[-\d.e]+ [-\d.e]+L[-\d.e]+ [-\d.e]+)*$/);
    });
    expect(new Density(readPoints(new ArrayBuffer(0), 0)).contours()).toEqual([]);
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
