// The points of a map: the rows that have a place, and ways to find them by it.

import type { Bounds, Pair } from './map-api';

export const kNoCluster = 0xffff;

export interface Points {
  count: number;
  /** x and y of each point, one after the other. */
  places: Float32Array<ArrayBuffer>;
  /** The row of each point, ascending. */
  rows: Uint32Array;
  /** The fine cluster of each point, or kNoCluster. */
  clusters: Uint16Array;
}

/** Reads the bytes of `/map/points` for `numRows` rows. */
export function readPoints(bytes: ArrayBuffer, numRows: number): Points {
  if (bytes.byteLength !== numRows * 10) throw new Error('The map has the wrong size.');
  const view = new DataView(bytes);
  const places = new Float32Array(numRows * 2);
  const rows = new Uint32Array(numRows);
  const clusters = new Uint16Array(numRows);
  let count = 0;
  for (let row = 0; row < numRows; row += 1) {
    const x = view.getFloat32(row * 8, true);
    if (Number.isNaN(x)) continue;
    places[count * 2] = x;
    places[count * 2 + 1] = view.getFloat32(row * 8 + 4, true);
    rows[count] = row;
    clusters[count] = view.getUint16(numRows * 8 + row * 2, true);
    count += 1;
  }
  return {
    count,
    places: places.slice(0, count * 2),
    rows: rows.slice(0, count),
    clusters: clusters.slice(0, count),
  };
}

/** Corners that leave out the share `outside` at each end: strays would make the rest small. */
export function centralBounds(
  points: Points,
  outside = 0.002,
  isMeant: (point: number) => boolean = () => true,
): Bounds {
  const meant: number[] = [];
  for (let i = 0; i < points.count; i += 1) if (isMeant(i)) meant.push(i);
  return boundsOf(points, meant, outside);
}

/** The same of these points. */
export function boundsOf(points: Points, some: number[], outside: number): Bounds {
  const ends = (first: number): Pair => {
    const values = Float32Array.from(some, (i) => points.places[i * 2 + first] ?? 0).sort();
    const skipped = Math.floor(values.length * outside);
    return [values[skipped] ?? 0, values[values.length - 1 - skipped] ?? 0];
  };
  const [left, right] = ends(0);
  const [bottom, top] = ends(1);
  return { lowest: [left, bottom], highest: [right, top] };
}

/** The point of a row, or -1. */
export function pointOfRow(points: Points, row: number): number {
  let low = 0;
  let high = points.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points.rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return points.rows[low] === row ? low : -1;
}

/** Points sorted into square cells, so that the nearest one is found without looking at all. */
export class PointGrid {
  private readonly side: number;
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;
  private readonly left: number;
  private readonly bottom: number;
  private readonly cell: number;

  constructor(private readonly points: Points) {
    this.side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(points.count / 4))));
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.count; i += 1) {
      const x = points.places[i * 2] ?? 0;
      const y = points.places[i * 2 + 1] ?? 0;
      left = Math.min(left, x);
      right = Math.max(right, x);
      bottom = Math.min(bottom, y);
      top = Math.max(top, y);
    }
    this.left = left;
    this.bottom = bottom;
    this.cell = Math.max(right - left, top - bottom, 1e-6) / this.side;
    this.starts = new Uint32Array(this.side * this.side + 1);
    this.order = new Uint32Array(points.count);
    const cells = new Uint32Array(points.count);
    for (let i = 0; i < points.count; i += 1) {
      const cell =
        this.clamp(((points.places[i * 2 + 1] ?? 0) - bottom) / this.cell) * this.side +
        this.clamp(((points.places[i * 2] ?? 0) - left) / this.cell);
      cells[i] = cell;
      this.starts[cell + 1] = (this.starts[cell + 1] ?? 0) + 1;
    }
    for (let c = 0; c < this.side * this.side; c += 1)
      this.starts[c + 1] = (this.starts[c + 1] ?? 0) + (this.starts[c] ?? 0);
    const next = this.starts.slice();
    for (let i = 0; i < points.count; i += 1) {
      const cell = cells[i] ?? 0;
      const at = next[cell] ?? 0;
      this.order[at] = i;
      next[cell] = at + 1;
    }
  }

  private clamp(index: number): number {
    return Math.min(Math.max(Math.floor(index), 0), this.side - 1);
  }

  /** The nearest point within `reach` of a place, or -1; the lower one if two are as near. */
  nearest(x: number, y: number, reach: number): number {
    let best = -1;
    let bestDistance = reach * reach;
    const column = (at: number) => this.clamp((at - this.left) / this.cell);
    const row = (at: number) => this.clamp((at - this.bottom) / this.cell);
    for (let r = row(y - reach); r <= row(y + reach); r += 1) {
      for (let c = column(x - reach); c <= column(x + reach); c += 1) {
        const cell = r * this.side + c;
        for (let k = this.starts[cell] ?? 0; k < (this.starts[cell + 1] ?? 0); k += 1) {
          const i = this.order[k] ?? 0;
          const dx = (this.points.places[i * 2] ?? 0) - x;
          const dy = (this.points.places[i * 2 + 1] ?? 0) - y;
          const distance = dx * dx + dy * dy;
          if (distance < bestDistance || (distance === bestDistance && i < best)) {
            best = i;
            bestDistance = distance;
          }
        }
      }
    }
    return best;
  }
}
