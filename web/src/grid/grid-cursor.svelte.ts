// The active cell of a table, and the range that was stretched from it with Shift.

import { rangeBetween, type CellRange } from './cell-range';
import type { CellPlace } from './grid-keys';

export class GridCursor {
  /** Row -1 is the header. */
  active: CellPlace | null = $state.raw(null);
  private anchor: CellPlace | null = $state.raw(null);

  /** `stretch`: the cells from where the range began to `place` are chosen together. */
  move(place: CellPlace, stretch = false): void {
    this.anchor = stretch ? (this.anchor ?? this.active ?? place) : place;
    this.active = place;
  }

  /** Other rows stand where those of the range stood. `hasFocus`: the first of them is next. */
  letGo(hasFocus: boolean): void {
    if (this.active && this.active.row >= 0)
      this.active = hasFocus ? { row: 0, column: this.active.column } : null;
    this.anchor = this.active;
  }

  /** What is chosen; null where that is nothing of the table's body. */
  readonly range: CellRange | null = $derived.by(() =>
    this.active && this.anchor ? rangeBetween(this.anchor, this.active) : null,
  );

  /** The chosen columns of a row, half-open; null where none is, or the active cell alone. */
  chosenIn(row: number): [number, number] | null {
    const { range } = this;
    if (!range || row < range.rows[0] || row >= range.rows[1]) return null;
    const alone = range.rows[1] - range.rows[0] === 1 && range.columns[1] - range.columns[0] === 1;
    return alone ? null : range.columns;
  }
}
