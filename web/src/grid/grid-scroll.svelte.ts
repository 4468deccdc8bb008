// The scroll state of the table: which pixel of the rows is at the top, and how far drawn rows are
// shifted inside the scrolled element (see scroll-scale.ts for why these differ).

import { untrack } from 'svelte';
import { ScrollScale } from './scroll-scale';

const kSettleMs = 150;

export class GridScroll {
  /** Pixels: `top` of the rows, and what to add to a row's own place to draw it. */
  frame = $state.raw({ top: 0, shift: 0 });
  left = $state(0);

  private readonly scale = new ScrollScale(0, 0);
  private rowHeight = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the height of all rows and of what is visible of them; returns the element's height. */
  resize(content: number, view: number): number {
    this.scale.resize(content, view);
    return this.scale.height;
  }

  scrolled(element: HTMLElement): void {
    const at = element.scrollTop;
    this.left = element.scrollLeft;
    this.scale.scrolled(at);
    this.paint();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Where it has moved on, the event that says so is on its way: going back would lose it.
      if (element.scrollTop === at) this.jump(element, this.scale.top);
    }, kSettleMs);
  }

  /** Goes to a pixel of the rows. */
  jump(element: HTMLElement, top: number): void {
    const scrollTop = this.scale.jump(top);
    if (element.scrollTop !== scrollTop) element.scrollTop = scrollTop;
    this.paint();
  }

  /** After resize(): rows that become higher or lower leave the reader at the same row. */
  redraw(element: HTMLElement, rowHeight: number): void {
    const before = this.rowHeight;
    this.rowHeight = rowHeight;
    if (before === 0 || before === rowHeight) this.paint();
    else this.jump(element, (untrack(() => this.frame.top) / before) * rowHeight);
  }

  /** Scrolls no further than needed to show the pixels from `start` to `end`, `view` being visible. */
  reveal(element: HTMLElement, start: number, end: number, view: number): void {
    if (start < this.scale.top) this.jump(element, start);
    else if (end > this.scale.top + view) this.jump(element, end - view);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  paint(): void {
    this.frame = { top: this.scale.top, shift: this.scale.place(0) };
  }
}
