import { describe, expect, it } from 'vitest';
import {
  colourByGroup,
  colourByKind,
  colourByNumber,
  legendCounts,
  otherColour,
  paletteColour,
} from './colours';

describe('colours', () => {
  it('tell groups apart and show none as other', () => {
    const { bytes, legend } = colourByGroup(3, (i) => [0, 1, -1][i] ?? -1, ['a', 'b'], false);
    expect([...bytes]).toEqual([
      ...paletteColour(0, false),
      ...paletteColour(1, false),
      ...otherColour(false),
    ]);
    expect(legend.map(({ label }) => label)).toEqual(['a', 'b']);
  });

  it('are never given twice', () => {
    for (const dark of [true, false]) {
      const colours = Array.from({ length: 12 }, (_, i) => paletteColour(i, dark).join());
      expect(new Set(colours).size).toBe(12);
      expect(paletteColour(12, dark)).toEqual(otherColour(dark));
      expect(paletteColour(40, dark)).toEqual(otherColour(dark));
    }
  });

  it('go to the commonest kinds first', () => {
    const { legend } = colourByKind(['x', 'y', 'y', null], true);
    expect(legend.map(({ label }) => label)).toEqual(['y', 'x', 'other or none']);
    const many = colourByKind(
      Array.from({ length: 40 }, (_, i) => `kind ${i}`),
      true,
    );
    expect(many.legend).toHaveLength(13);
  });

  it('are counted, over all points or some, and what is left over together', () => {
    const colouring = colourByKind(['x', 'y', 'y', null], true);
    expect([...legendCounts(colouring, null)]).toEqual([
      [0, 2],
      [1, 1],
      [-1, 1],
    ]);
    expect([...legendCounts(colouring, Uint32Array.of(1, 3))]).toEqual([
      [0, 1],
      [1, 0],
      [-1, 1],
    ]);
    const many = colourByKind([...Array.from({ length: 20 }, (_, i) => `k${i}`)], true);
    expect(legendCounts(many, null).get(-1)).toBe(8);
  });

  it('follow numbers from end to end', () => {
    const { bytes, range } = colourByNumber([0, 10, null, NaN], false);
    expect(range).toEqual([0, 10]);
    expect(bytes.slice(0, 3)).not.toEqual(bytes.slice(3, 6));
    expect([...bytes.slice(6, 9)]).toEqual(otherColour(false));
    expect([...bytes.slice(9, 12)]).toEqual(otherColour(false));
    expect(colourByNumber([null], false).range).toBeNull();
    expect(colourByNumber([4, 4], false).range).toEqual([4, 4]);
  });
});
