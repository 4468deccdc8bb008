// Where the columns of a table stand: which are pinned, which of the others are in view, and how wide each
// is. Only those in view exist in the page.

import type { Column } from '../data/api-types';
import { startWidth } from '../data/column-kind';
import { countPlain } from '../ui/format';
import { columnOffsets, visibleColumns } from './grid-layout';
import type { TableLayout } from './table-layout.svelte';

/** Share of the view that pinned columns may take. */
const kMostPinned = 0.7;

/** What of the table is on screen, in pixels. */
interface SideView {
  left: number;
  width: number;
  /** Rows of the split: as many digits as a row's number may have. */
  numRows: number;
}

export class GridColumns {
  constructor(
    private readonly table: TableLayout,
    private readonly view: () => SideView,
  ) {}

  readonly all: Column[] = $derived.by(() => this.table.columns);
  readonly widths: number[] = $derived(
    this.all.map((one) => this.table.layout.widths[one.name] ?? startWidth(one)),
  );
  /** Of the column with the rows' numbers. */
  readonly indexWidth = $derived.by(() =>
    Math.max(52, 24 + 8 * countPlain(this.view().numRows).length),
  );
  /** Where each column begins, and behind the last one where it ends. */
  readonly offsets: number[] = $derived(columnOffsets(this.widths, this.indexWidth));
  readonly width = $derived(this.offsets[this.offsets.length - 1] ?? this.indexWidth);

  /** Pinned columns that would leave too little of the others scroll with them. */
  private readonly numPinned = $derived.by(() => {
    const { pinned } = this.table;
    return (this.offsets[pinned] ?? 0) > this.view().width * kMostPinned ? 0 : pinned;
  });
  readonly pinned: Column[] = $derived(this.all.slice(0, this.numPinned));
  readonly pinnedEnd = $derived(this.offsets[this.numPinned] ?? this.indexWidth);

  private readonly inView: [number, number] = $derived.by(() => {
    const { left, width } = this.view();
    const [first, end] = visibleColumns(this.offsets, left, width);
    const begin = Math.max(this.numPinned, first);
    return [begin, Math.max(begin, end)];
  });
  /** Those that scroll and are in view, the first of them being column `first`. */
  readonly shown: Column[] = $derived(this.all.slice(...this.inView));
  readonly first = $derived(this.inView[0]);

  /** Whether the column is in the page. */
  has(column: number): boolean {
    return column < this.numPinned || (column >= this.inView[0] && column < this.inView[1]);
  }

  /** The scroll from the left, now `left`, with which the column is in view. */
  leftFor(column: number, left: number): number {
    if (column < this.numPinned) return left;
    const start = (this.offsets[column] ?? 0) - this.pinnedEnd;
    const end = (this.offsets[column + 1] ?? 0) - this.view().width;
    if (start < left) return start;
    return end > left ? Math.min(start, end) : left;
  }
}
