// A vector as a strip of coloured cells: what points one way is warm, what points the other is cool,
// and the strength is the distance from zero.

interface StripCell {
  x: number;
  y: number;
  /** -1 to 1: the value over the largest magnitude of the vector. */
  strength: number;
}

/** Cells row by row, `columns` to a row, in the vector's order. Values that are not finite give 0. */
export function stripCells(values: (number | null)[], columns: number): StripCell[] {
  let largest = 0;
  for (const value of values) {
    if (value !== null && Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return values.map((value, i) => ({
    x: i % columns,
    y: Math.floor(i / columns),
    strength: value === null || !Number.isFinite(value) || largest === 0 ? 0 : value / largest,
  }));
}

/** How many cells to put in a row, so that long vectors stay a few rows high. */
export function stripColumns(dimension: number): number {
  for (const columns of [16, 32, 64, 96, 128]) {
    if (dimension <= columns * 12) return columns;
  }
  return 256;
}

/** Bars of two units in three, up and down from 0, ten units for a hundred. */
export function sparklinePath(sketch: number[]): string {
  return sketch.map((value, i) => `M${i * 3} 0h2v${-value / 10}h-2z`).join('');
}
