// How densely the points of a map lie: contours around where they are many, and room for labels where they are few.

import type { Points } from './points';

const kSide = 96;
/** Cells that a point is spread over, to each side, twice. */
const kBlur = 2;
/** Of the densest place. */
const kLevels = [0.12, 0.35, 0.65];

export class Density {
  private readonly cells: Float32Array;
  private readonly left: number;
  private readonly bottom: number;
  /** Units of the map that a cell is wide and high. */
  private readonly cell: number;

  constructor({ places, count }: Points) {
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < count; i += 1) {
      const [x, y] = [places[i * 2] ?? 0, places[i * 2 + 1] ?? 0];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
    }
    // A rim that the blur does not reach closes every contour.
    const rim = 2 * kBlur + 1;
    this.cell = Math.max(right - left, top - bottom, 1e-6) / (kSide - 2 * rim - 1);
    this.left = left - rim * this.cell;
    this.bottom = bottom - rim * this.cell;
    const counts = new Float32Array(kSide * kSide);
    for (let i = 0; i < count; i += 1) {
      const at = this.indexOf(places[i * 2] ?? 0, places[i * 2 + 1] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    this.cells = [1, kSide, 1, kSide].reduce(blurred, counts);
  }

  private indexOf(x: number, y: number): number {
    const clamp = (at: number) => Math.min(Math.max(Math.floor(at), 0), kSide - 1);
    return clamp((y - this.bottom) / this.cell) * kSide + clamp((x - this.left) / this.cell);
  }

  /** About how many points lie in a box of the map. */
  within(left: number, bottom: number, right: number, top: number): number {
    const [first, last] = [this.indexOf(left, bottom), this.indexOf(right, top)];
    const [firstColumn, lastColumn] = [first % kSide, last % kSide];
    let sum = 0;
    let cells = 0;
    for (let row = first - firstColumn; row <= last - lastColumn; row += kSide) {
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        sum += this.cells[row + column] ?? 0;
        cells += 1;
      }
    }
    // A box smaller than its cells has its share of them.
    return (sum / cells) * (((right - left) * (top - bottom)) / this.cell ** 2);
  }

  /** Paths for SVG in units of the map, one a level, the outermost first. */
  contours(): string[] {
    const most = this.cells.reduce((a, b) => Math.max(a, b), 0);
    return most === 0 ? [] : kLevels.map((level) => this.contour(level * most));
  }

  /** W. Lorensen, H. Cline, "Marching cubes", SIGGRAPH 1987, in the plane: in each square of four cells, lines between those of its sides that cross the level. */
  private contour(level: number): string {
    const lines: string[] = [];
    for (let row = 0; row + 1 < kSide; row += 1) {
      for (let column = 0; column + 1 < kSide; column += 1) {
        const crossed = this.crossings(column, row, level);
        for (let i = 0; i + 1 < crossed.length; i += 2)
          lines.push(`M${crossed[i] ?? ''}L${crossed[i + 1] ?? ''}`);
      }
    }
    return lines.join('');
  }

  /** Where the level crosses the sides of a square: none, two or four places. */
  private crossings(column: number, row: number, level: number): string[] {
    const corners = [
      [column, row],
      [column + 1, row],
      [column + 1, row + 1],
      [column, row + 1],
    ] as const;
    const value = (at: readonly [number, number]) => this.cells[at[1] * kSide + at[0]] ?? 0;
    return corners.flatMap((from, i) => {
      const to = corners[(i + 1) % 4] ?? from;
      const [a, b] = [value(from), value(to)];
      if (a < level === b < level) return [];
      const part = (level - a) / (b - a);
      const x = this.left + (from[0] + (to[0] - from[0]) * part + 0.5) * this.cell;
      const y = this.bottom + (from[1] + (to[1] - from[1]) * part + 0.5) * this.cell;
      return [`${x.toPrecision(6)} ${y.toPrecision(6)}`];
    });
  }
}

/** The mean of each cell and those up to kBlur before and behind it, which are `step` apart. */
function blurred(cells: Float32Array, step: number): Float32Array {
  return cells.map((_, i) => {
    let sum = 0;
    for (let k = -kBlur; k <= kBlur; k += 1) sum += cells[i + k * step] ?? 0;
    return sum / (2 * kBlur + 1);
  });
}
