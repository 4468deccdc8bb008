// The map's figures on generated points, each beside a twin that looks at all of them.

import { describe, expect, it } from 'vitest';
import { forSeeds } from '../ui/testing/random';
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
import { Density } from './density';
import { labelText, placeLabels, spreadsOf, type Cover } from './labels';
import type { Bounds, Cluster } from './map-api';
import { boundsOf, kNoCluster, readPoints, type Points } from './points';

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

const bounds: Bounds = { lowest: [-1, -2], highest: [3, 1] };

const home = fit(bounds, size);

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
      const camera = fit(given as Bounds, size, inset);
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
