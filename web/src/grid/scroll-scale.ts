// Scrolling through more rows than a browser can lay out. Browsers cap the height of an element
// somewhere between 16 and 33 million pixels, which 40-pixel rows reach at half a million. Beyond a
// safe height the scroll bar is a scaled picture of the rows: a small movement scrolls by its own
// pixels, so that wheel and touch feel as ever; a big one (the thumb dragged) jumps in proportion.

/** Well below every browser's limit. */
export const kMaxHeight = 8_000_000;

export class ScrollScale {
  private logical = 0;
  private physical = 0;

  /** Pixels: `content` all rows, `view` what is visible of them. */
  constructor(
    private content: number,
    private view: number,
  ) {}

  resize(content: number, view: number): void {
    this.content = content;
    this.view = view;
    this.logical = Math.min(this.logical, this.logicalEnd);
  }

  /** The height to give the scrolled element. */
  get height(): number {
    return Math.min(this.content, kMaxHeight);
  }

  /** Which pixel of the rows is at the top of the view. */
  get top(): number {
    return this.logical;
  }

  /** Where in the scrolled element the pixel `at` of the rows is to be drawn. */
  place(at: number): number {
    return at - this.logical + this.physical;
  }

  private get scaled(): boolean {
    return this.content > kMaxHeight;
  }

  private get logicalEnd(): number {
    return Math.max(0, this.content - this.view);
  }

  private get physicalEnd(): number {
    return Math.max(0, this.height - this.view);
  }

  /** Takes a scroll event's scrollTop. */
  scrolled(scrollTop: number): void {
    const moved = scrollTop - this.physical;
    this.physical = scrollTop;
    if (!this.scaled) {
      this.logical = scrollTop;
    } else if (scrollTop <= 0 || scrollTop >= this.physicalEnd) {
      this.logical = scrollTop <= 0 ? 0 : this.logicalEnd;
    } else if (Math.abs(moved) <= this.view * 2) {
      this.logical = clamp(this.logical + moved, 0, this.logicalEnd);
    } else {
      this.logical = (scrollTop / this.physicalEnd) * this.logicalEnd;
    }
  }

  /** Goes to a pixel of the rows; returns the scrollTop to set. */
  jump(to: number): number {
    this.logical = clamp(to, 0, this.logicalEnd);
    this.physical = this.settled();
    return this.physical;
  }

  /** The scrollTop that shows the present place in true proportion; set it once scrolling rests. */
  settled(): number {
    if (!this.scaled) return this.logical;
    // Whole pixels, as scrollTop may be rounded, and off the ends unless we are there.
    const exact = Math.round((this.logical / this.logicalEnd) * this.physicalEnd);
    if (this.logical <= 0) return 0;
    if (this.logical >= this.logicalEnd) return this.physicalEnd;
    return clamp(exact, 1, this.physicalEnd - 1);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
