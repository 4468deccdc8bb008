// How a reader has laid a table out: which columns are hidden or pinned, in what order, how wide.

import type { Column } from '../data/api-types';
import { emptyLayout, loadLayout, saveLayout, type ColumnLayout } from '../data/preferences';
import { arrange, moveBy, moveTo, togglePin } from './column-order';

export class TableLayout {
  layout: ColumnLayout = $state.raw(emptyLayout);
  private readonly arranged = $derived.by(() => arrange(this.all(), this.layout));

  /** `key`: what it is remembered under; "" where it is not. */
  constructor(
    private readonly all: () => Column[],
    private readonly key = '',
  ) {
    if (key) this.layout = loadLayout(key);
  }

  /** Visible columns in the order of the screen. */
  get columns(): Column[] {
    return this.arranged.columns;
  }

  /** How many of them, from the left, stay when the table is scrolled sideways. */
  get pinned(): number {
    return this.arranged.pinned;
  }

  set(layout: ColumnLayout): void {
    this.layout = layout;
    if (this.key) saveLayout(this.key, layout);
  }

  /** To the place of another column, or so many places to the right. */
  move(name: string, to: string | number): void {
    const all = this.all();
    this.set(
      typeof to === 'number'
        ? moveBy(all, this.layout, name, to)
        : moveTo(all, this.layout, name, to),
    );
  }

  /** Pins a column, or lets it go. */
  pin(name: string): void {
    this.set(togglePin(this.layout, name));
  }

  hide(name: string): void {
    this.set({ ...this.layout, hidden: [...this.layout.hidden, name] });
  }

  /** By name, in pixels. */
  resize(widths: Record<string, number>): void {
    this.set({ ...this.layout, widths: { ...this.layout.widths, ...widths } });
  }
}
