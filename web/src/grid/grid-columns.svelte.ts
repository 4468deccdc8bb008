// Where the columns of a table stand: which are pinned, which of the others are in view, and how wide each
// is: as its values need, or as the reader wants it. Only those in view exist in the page.

import type { Column } from '../data/api-types';
import type { Rows } from '../data/row-source';
import { unchanged } from '../data/unchanged';
import { countPlain } from '../ui/format';
import { headerLines } from '../values/column-summary';
import { contentSize, filling, linesIn, rulerOf, type ContentSize } from './content-size';
import { decimalsByColumn, firstRows } from './decimals';
import { columnOffsets, visibleColumns } from './grid-layout';
import type { TableLayout } from './table-layout.svelte';

const kNarrowest = 84;
/** Share of the view that pinned columns may take. */
const kMostPinned = 0.7;

/** What of the table is on screen, in pixels. */
interface SideView {
  left: number;
  width: number;
  source: Rows;
}

/** Rows whose values say how wide a column is, and how many decimals its numbers share. */
const kFirstRows = 100;

/** Values measured for one table; of thousands of columns fewer rows each. */
const kMostMeasured = 20_000;

const keyOf = ({ name, type }: Column) => `${type} ${name}`;

export class GridColumns {
  constructor(
    private readonly table: TableLayout,
    private readonly view: () => SideView,
  ) {}

  readonly all: Column[] = $derived.by(() => this.table.columns);
  private readonly firstOf = firstRows(kFirstRows);
  private readonly rows = $derived.by(() => this.firstOf(this.view().source));
  /** From the first rows, so that it stays while one scrolls. */
  readonly decimals = $derived.by(unchanged(() => decimalsByColumn(this.all, this.rows)));
  private readonly ruler = rulerOf(document.body);
  /** As measured once: another query's rows move nothing. */
  private readonly measured: Record<string, ContentSize> = {};
  private readonly sizes = $derived.by(
    unchanged(() => this.all.map((column) => this.measured[keyOf(column)] ?? this.measure(column))),
  );
  readonly widths: number[] = $derived.by(() =>
    filling(
      this.sizes,
      this.all.map(({ name }) => this.table.layout.widths[name]),
      this.view().width - this.indexWidth,
    ),
  );
  /** Lines that a row takes for its values to be read, at most three. */
  readonly lines = $derived.by(() =>
    Math.max(1, ...this.sizes.map((size, i) => linesIn(size, this.widths[i] ?? 0))),
  );
  /** Of the column with the rows' numbers. */
  readonly indexWidth = $derived.by(() =>
    Math.max(52, 24 + 8 * countPlain(this.view().source.numRows).length),
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

  private measure(column: Column): ContentSize {
    const some = this.rows.slice(0, Math.ceil(kMostMeasured / this.all.length));
    const said = headerLines(column, this.view().source.numRows);
    const size = contentSize(column, some, this.decimals[column.name] ?? 0, this.ruler, said);
    if (some.length > 0) this.measured[keyOf(column)] = size;
    return size;
  }

  /** A width of the reader's for one column: the others stay as they are. */
  resize(name: string, pixels: number): void {
    const kept = Object.fromEntries(this.all.map((one, i) => [one.name, this.widths[i] ?? 0]));
    this.table.resize({ ...kept, [name]: Math.round(Math.max(kNarrowest, pixels)) });
  }

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
