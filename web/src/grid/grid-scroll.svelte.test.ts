// What the table does when the scrolling rests.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GridScroll } from './grid-scroll.svelte';
import { kMaxHeight } from './scroll-scale';

const kView = 500;
const element = (scrollTop: number) => ({ scrollTop, scrollLeft: 0 }) as HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a table whose scrolling rests', () => {
  it('is where it was scrolled to', () => {
    const [scroll, grid] = [new GridScroll(), element(300)];
    scroll.resize(10_000, kView);
    scroll.scrolled(grid);
    vi.runAllTimers();
    expect([grid.scrollTop, scroll.frame.top]).toEqual([300, 300]);
  });

  it('is not taken back from where it went before the event that says so', () => {
    const [scroll, grid] = [new GridScroll(), element(300)];
    scroll.resize(10_000, kView);
    scroll.scrolled(grid);
    grid.scrollTop = 7_000;
    vi.runAllTimers();
    expect(grid.scrollTop).toBe(7_000);
    scroll.scrolled(grid);
    vi.runAllTimers();
    expect([grid.scrollTop, scroll.frame.top]).toEqual([7_000, 7_000]);
  });

  it('shows its place among more rows than a browser lays out in true proportion', () => {
    const [scroll, grid] = [new GridScroll(), element(0)];
    const content = 10 * kMaxHeight;
    scroll.resize(content, kView);
    scroll.scrolled(grid);
    grid.scrollTop = 400;
    scroll.scrolled(grid);
    expect(scroll.frame.top).toBe(400);
    vi.runAllTimers();
    expect(grid.scrollTop).toBe(Math.round((400 / (content - kView)) * (kMaxHeight - kView)));
    expect(scroll.frame.top).toBe(400);
  });
});

describe('a table whose rows become higher', () => {
  it('shows the row that it showed', () => {
    const [scroll, grid] = [new GridScroll(), element(3_200)];
    scroll.resize(1_000 * 32, kView);
    scroll.redraw(grid, 32);
    scroll.scrolled(grid);
    scroll.resize(1_000 * 80, kView);
    scroll.redraw(grid, 80);
    expect([grid.scrollTop, scroll.frame.top]).toEqual([8_000, 8_000]);
  });

  it('shows it also where lower rows end above it', () => {
    const [scroll, grid] = [new GridScroll(), element(72_000)];
    scroll.resize(1_000 * 80, kView);
    scroll.redraw(grid, 80);
    scroll.scrolled(grid);
    scroll.resize(1_000 * 32, kView);
    scroll.redraw(grid, 32);
    expect(scroll.frame.top).toBe(900 * 32);
  });
});
