// The rows of one query, fetched in pages as they come into view. Pages are kept in an LRU of fixed
// size, so the tab's memory stays flat however far one scrolls. While one scrolls, the pages that will
// be in view shortly are fetched ahead; requests for pages that were passed are aborted. Positions count within the result, from 0; they are not row indices of the split.

import { createSubscriber } from 'svelte/reactivity';
import { isAbort } from './api';
import type { Hit, SearchAnswer } from './api-types';
import { Course } from './course';
import { RecentMap } from './recent-map';

export const kPageRows = 100;
const kPagesKept = 40;
const kSettleMs = 40;
const kRetryMs = 3000;
/** Longer than a page takes to arrive: what comes into view within it is fetched now. */
const kAheadMs = 400;
const kMostAhead = 24;
/** Of a view that stood still for so long so many pages ahead are fetched, where a page comes quickly: what a
 *  scroll passes before it is known as one. */
const kRestMs = 100;
const kRestPages = 6;
const kQuickMs = 120;
/** A view that passes more pages than these in that time is too fast to be kept up with. */
const kTooFast = 72;

export type FetchPage = (
  offset: number,
  limit: number,
  signal: AbortSignal,
) => Promise<SearchAnswer>;

/** The rows of a table, wherever they come from. */
export interface Rows {
  readonly total: number;
  /** Rows of the split: as many digits as a row's number may have. */
  readonly numRows: number;
  /** The row at a position; undefined while it is not here. */
  at(position: number): Hit | undefined;
  /** Says which positions are in view (half-open). */
  want(first: number, end: number): void;
}

/** The rows around one that is open. */
export type RowsBeside = Pick<RowSource, 'numRows' | 'total' | 'at' | 'positionOf' | 'wantBeside'>;

export class RowSource implements Rows {
  tookMs = 0;

  private rowsInResult = 0;
  private rowsInSplit = 0;
  private failure: unknown = null;
  private onChange: () => void = () => undefined;
  /** What reads the rows in an effect runs again when others are here. */
  private readonly track = createSubscriber((update) => {
    this.onChange = update;
    return () => (this.onChange = () => undefined);
  });
  private readonly pages = new RecentMap<number, Hit[]>(kPagesKept);
  private readonly pending = new Map<number, AbortController>();
  private readonly course = new Course();
  private wanted: [number, number] = [0, 0];
  private beside: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private readonly end = new AbortController();
  private closed = false;
  private fetchedAt = 0;
  /** What the last page took to come. */
  private pageMs = 0;

  /** `dress` puts on a row what was changed since it was fetched. */
  constructor(
    private readonly fetchPage: FetchPage,
    private readonly dress: (hit: Hit) => Hit = (hit) => hit,
  ) {}

  get total(): number {
    this.track();
    return this.rowsInResult;
  }

  get numRows(): number {
    this.track();
    return this.rowsInSplit;
  }

  /** What the last page request failed with; null once one succeeds. */
  get error(): unknown {
    this.track();
    return this.failure;
  }

  /** Fetches the first page. Errors: whatever fetchPage threw, an abort after close() included. */
  async open(): Promise<void> {
    const controller = new AbortController();
    this.pending.set(0, controller);
    try {
      this.tookMs = (await this.take(0, controller.signal)).took_ms;
    } finally {
      this.pending.delete(0);
    }
  }

  /** The hit at a position; undefined while it is not here. */
  at(position: number): Hit | undefined {
    this.track();
    const hit = this.pages.get(Math.floor(position / kPageRows))?.[position % kPageRows];
    return hit && this.dress(hit);
  }

  /** The position of a row among the pages that are here; -1 where none holds it. */
  positionOf(rowIdx: number): number {
    this.track();
    for (const [page, hits] of this.pages) {
      const at = hits.findIndex((hit) => hit.row_idx === rowIdx);
      if (at >= 0) return page * kPageRows + at;
    }
    return -1;
  }

  /**
   * Of a result in the rows' order: the position of a row, or of the first behind it. Cost: a request for
   * each halving of the result, none where it is the whole split.
   */
  async seek(rowIdx: number): Promise<number> {
    const last = this.rowsInResult - 1;
    if (this.rowsInResult === this.rowsInSplit) return Math.min(rowIdx, last);
    let [low, high] = [0, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const hit = this.at(middle) ?? (await this.fetchPage(middle, 1, this.end.signal)).hits[0];
      if ((hit?.row_idx ?? rowIdx) < rowIdx) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Says which positions are in view (half-open); what is missing is fetched soon. */
  want(first: number, end: number): void {
    this.wanted = [first, end];
    this.course.follow(first, performance.now());
    for (let page = Math.floor(first / kPageRows); page * kPageRows < end; page += 1)
      this.pages.touch(page);
    clearTimeout(this.resting);
    if (!this.closed) this.resting = setTimeout(() => void this.fetchAtRest(), kRestMs);
    if (this.timer === undefined && !this.closed) {
      // A scroll that begins is followed at once: each page that comes later is a blank.
      const begins = performance.now() - this.fetchedAt >= kSettleMs;
      const far = Math.abs(this.course.ahead(kAheadMs));
      if (begins && far > 0 && far <= kTooFast * kPageRows) this.fetchWanted();
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.fetchWanted();
      }, kSettleMs);
    }
  }

  /** Also keeps the neighbours of a position at hand: those of the row that is open. */
  wantBeside(position: number | null): void {
    this.beside = position;
    this.want(...this.wanted);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.resting);
    this.end.abort();
    for (const controller of this.pending.values()) controller.abort();
    this.pending.clear();
  }

  private fetchWanted(): void {
    this.fetchedAt = performance.now();
    const needed = this.pagesInView();
    for (const page of this.pagesAhead()) needed.add(page);
    for (const [page, controller] of this.pending) {
      if (needed.has(page)) continue;
      controller.abort();
      this.pending.delete(page);
    }
    for (const page of needed) {
      if (!this.pages.has(page) && !this.pending.has(page)) void this.load(page);
    }
  }

  /** One after the other, as nobody waits for them. */
  private async fetchAtRest(): Promise<void> {
    const wanted = this.wanted;
    for (const page of this.pagesAhead(kRestPages)) {
      const isWanted = this.wanted === wanted && !this.closed && this.pageMs <= kQuickMs;
      if (!isWanted) return;
      if (!this.pages.has(page) && !this.pending.has(page)) await this.load(page);
    }
  }

  /** Those in view, and those beside the row that is open. */
  private pagesInView(): Set<number> {
    const [first, end] = this.wanted;
    const last = Math.floor((Math.min(end, this.rowsInResult) - 1) / kPageRows);
    const needed = new Set<number>();
    for (let page = Math.floor(first / kPageRows); page <= last; page += 1) needed.add(page);
    for (const step of this.beside === null ? [] : [-1, 1]) {
      const at = (this.beside ?? 0) + step;
      if (at >= 0 && at < this.rowsInResult) needed.add(Math.floor(at / kPageRows));
    }
    return needed;
  }

  /** Those that come into view soon, the next first: `least` where the view stands still. */
  private pagesAhead(least = 1): number[] {
    const [first, end] = this.wanted;
    if (this.rowsInResult === 0 || end <= first) return [];
    const far = Math.ceil(Math.abs(this.course.ahead(kAheadMs)) / kPageRows);
    const count = far > kTooFast ? 1 : Math.min(Math.max(least, far), kMostAhead);
    const forward = this.course.ahead(kAheadMs) >= 0;
    const edge = Math.floor((forward ? Math.min(end, this.rowsInResult) - 1 : first) / kPageRows);
    const pages = Array.from({ length: count }, (_, i) => edge + (forward ? i + 1 : -i - 1));
    return pages.filter((page) => page >= 0 && page * kPageRows < this.rowsInResult);
  }

  private async load(page: number): Promise<void> {
    const controller = new AbortController();
    this.pending.set(page, controller);
    try {
      await this.take(page, controller.signal);
      this.failure = null;
    } catch (error) {
      if (isAbort(error) || this.closed) return;
      this.failure = error;
      setTimeout(() => this.retry(), kRetryMs);
    } finally {
      if (this.pending.get(page) === controller) this.pending.delete(page);
    }
    // What was fetched ahead changes nothing on screen yet.
    if (!this.closed && this.pagesInView().has(page)) this.onChange();
  }

  /** Asks again for what is in view and missing. */
  retry(): void {
    if (!this.closed) this.fetchWanted();
  }

  private async take(page: number, signal: AbortSignal): Promise<SearchAnswer> {
    const begun = performance.now();
    const answer = await this.fetchPage(page * kPageRows, kPageRows, signal);
    this.pageMs = performance.now() - begun;
    this.rowsInResult = answer.total;
    this.rowsInSplit = answer.num_rows;
    this.pages.set(page, answer.hits);
    return answer;
  }
}
