import { describe, expect, it } from 'vitest';
import { Density } from './density';
import { labelText, placeLabels, spreadsOf, type Cover } from './labels';

describe('labels', () => {
  const size = { width: 600, height: 300 };
  const camera = { x: 0, y: 0, scale: 10 };

  /** Clusters of 25 points a unit wide around these places of the x axis. */
  function mapOf(...middles: number[]) {
    const count = middles.length * 25;
    const places = Float32Array.from({ length: count * 2 }, (_, i) => {
      const at = Math.floor(i / 2) % 25;
      const across = i % 2 === 0 ? (at % 5) - 2 : Math.floor(at / 5) - 2;
      return across / 4 + (i % 2 === 0 ? (middles[Math.floor(i / 50)] ?? 0) : 0);
    });
    const clusters = Uint16Array.from({ length: count }, (_, i) => Math.floor(i / 25));
    return { count, places, rows: Uint32Array.from(clusters, (_, i) => i), clusters };
  }

  function labelsOf(middles: number[], terms: string[][]) {
    const points = mapOf(...middles);
    const clusters = middles.map((x, i) => ({
      num_points: 25,
      anchor: [x, 0] as [number, number],
      terms: terms[i] ?? [],
      parent: i,
    }));
    const { coarse } = spreadsOf(points, { coarse: clusters, fine: clusters });
    return placeLabels(coarse, true, new Density(points), camera, size);
  }

  it('stand beside their points', () => {
    const [label] = labelsOf([0], [['alone']]);
    expect(Math.abs((label?.y ?? 0) - 150)).toBeGreaterThan(5 + 10);
  });

  it('do not cover each other', () => {
    const labels = labelsOf(
      [0, 1, 2, 3, 4, 15],
      [['one'], ['two'], ['three'], ['four'], ['five'], ['apart']],
    );
    expect(labels.length).toBeGreaterThan(1);
    expect(labels.map(({ text }) => text)).toContain('apart');
    for (const [i, a] of labels.entries())
      for (const b of labels.slice(i + 1))
        expect(Math.abs(a.x - b.x) > 20 || Math.abs(a.y - b.y) >= 20).toBe(true);
  });

  it('lie under nothing', () => {
    const size = { width: 600, height: 300 };
    const points = mapOf(0);
    const cluster = {
      num_points: 25,
      anchor: [0, 0] as [number, number],
      terms: ['one'],
      parent: 0,
    };
    const { coarse } = spreadsOf(points, { coarse: [cluster], fine: [cluster] });
    const place = (...covers: Cover[]) =>
      placeLabels(coarse, true, new Density(points), camera, size, covers);
    const [first] = place();
    const above = { left: 0, top: 0, right: 600, bottom: 150 };
    const [second] = place(first && first.y < 150 ? above : { ...above, top: 150, bottom: 300 });
    expect(second?.y).not.toBe(first?.y);
    expect(place({ ...above, bottom: 300 })).toEqual([]);
  });

  it('stay on screen and need words', () => {
    expect(labelsOf([100, 0], [['away'], []])).toEqual([]);
  });

  it('are short', () => {
    expect(labelText(['graph neural networks', 'molecules', 'x'])).toBe(
      'graph neural networks, molecules',
    );
    expect(labelText(['a term that is rather long', 'and another that is long'])).toBe(
      'a term that is rather long',
    );
    expect(labelText([])).toBe('');
  });
});
