// The map's figures on generated points, each beside a twin that looks at all of them.

import { describe, expect, it } from 'vitest';
import { forSeeds } from '../ui/testing/random';
import {
  colourByGroup,
  colourByKind,
  colourByNumber,
  legendCounts,
  otherColour,
  paletteColour,
  scaleColour,
} from './colours';

/** Numbers from 0 to 1, by seed. */
function eachSeed(count: number, check: (random: () => number, seed: number) => void) {
  forSeeds(count, (random, seed) => {
    check(() => random.below(1_000_000) / 1_000_000, seed);
  });
}

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
