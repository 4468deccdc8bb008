// Which rows and columns of the grid exist at a moment: those in view and a few around them.

const kRowsAround = 4;
const kPixelsAround = 240;

/** In a short view, as of a page enlarged to 200 %, rows matter more than distributions. */
export const kHeadHeights = { whole: 104, short: 50 };
export const kShortView = 300;
export const kRowHeights = [32, 32, 54, 76]; // by lines

/** Left edge of each column, and after the last one the width of the whole; starts at `start`. */
export function columnOffsets(widths: number[], start: number): number[] {
  const offsets = [start];
  for (const width of widths) offsets.push((offsets[offsets.length - 1] ?? 0) + width);
  return offsets;
}

/** Half-open range of columns that touch the view, with a margin on each side. */
export function visibleColumns(offsets: number[], left: number, width: number): [number, number] {
  const last = offsets.length - 1;
  let first = 0;
  while (first < last && (offsets[first + 1] ?? 0) < left - kPixelsAround) first += 1;
  let end = first;
  while (end < last && (offsets[end] ?? 0) < left + width + kPixelsAround) end += 1;
  return [first, end];
}

/** Half-open range of rows that touch the view, with a few on each side. */
export function visibleRows(
  top: number,
  view: number,
  rowHeight: number,
  total: number,
): [number, number] {
  const first = Math.max(0, Math.floor(top / rowHeight) - kRowsAround);
  const end = Math.min(total, Math.ceil((top + view) / rowHeight) + kRowsAround);
  return [Math.min(first, end), end];
}
