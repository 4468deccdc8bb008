// How a reader has laid a table out: which columns are hidden or pinned, in what order, how wide.

import type { Column } from '../data/api-types';
import { emptyLayout, loadLayout, saveLayout, type ColumnLayout } from '../data/preferences';
import { arrange, moveBy, moveTo, togglePin } from './column-order';

export class TableLayout {
  layout: ColumnLayout = $state.raw(emptyLayout);
  /** Of the columns that say nothing of their own, those that the reader does not want to see. */
  private readonly unsaid: string[] = $derived.by(() =>
    this.repeating().filter((name) => !this.layout.shown.includes(name)),
  );
  private readonly present: Column[] = $derived.by(() =>
    this.all().filter(({ name }) => !this.unsaid.includes(name)),
  );
  private readonly arranged = $derived(arrange(this.present, this.layout));

  /**
   * `key`: what it is remembered under; "" where it is not. `repeating`: columns that repeat what stands in
   * the row already, hidden until the reader shows them.
   */
  constructor(
    private readonly all: () => Column[],
    private readonly key = '',
    readonly repeating: () => string[] = () => [],
  ) {
    if (key) this.layout = loadLayout(key);
  }

  /** Visible columns in the order of the screen. */
  get columns(): Column[] {
    return this.arranged.columns;
  }

  /** With those that are hidden because they repeat something: what the reader takes along. */
  get taken(): Column[] {
    return arrange(this.all(), this.layout).columns;
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
    this.set(
      typeof to === 'number'
        ? moveBy(this.present, this.layout, name, to)
        : moveTo(this.present, this.layout, name, to),
    );
  }

  /** Pins a column, or lets it go. */
  pin(name: string): void {
    this.set(togglePin(this.layout, name));
  }

  isHidden(name: string): boolean {
    return this.layout.hidden.includes(name) || this.unsaid.includes(name);
  }

  hide(name: string): void {
    const { hidden, shown } = this.layout;
    if (this.repeating().includes(name))
      this.set({ ...this.layout, shown: shown.filter((one) => one !== name) });
    else this.set({ ...this.layout, hidden: [...hidden, name] });
  }

  show(name: string): void {
    const { hidden, shown } = this.layout;
    this.set({
      ...this.layout,
      hidden: hidden.filter((one) => one !== name),
      shown: this.repeating().includes(name) ? [...shown, name] : shown,
    });
  }

  /** Every column, where and as wide as it came. */
  reset(): void {
    this.set({ ...emptyLayout, shown: this.repeating() });
  }

  /** By name, in pixels. */
  resize(widths: Record<string, number>): void {
    this.set({ ...this.layout, widths: { ...this.layout.widths, ...widths } });
  }
}
