import { describe, expect, it } from 'vitest';
import { kMaxHeight, ScrollScale } from './scroll-scale';

const view = 600;

describe('a short table', () => {
  it('is scrolled as it is', () => {
    const scale = new ScrollScale(10_000, view);
    scale.scrolled(1234);
    expect(scale.height).toBe(10_000);
    expect(scale.top).toBe(1234);
    expect(scale.place(0)).toBe(0);
  });
});

describe('a table beyond what a browser lays out', () => {
  const content = 3_000_000 * 76;
  const make = () => new ScrollScale(content, view);

  it('stays below the limit', () => {
    expect(make().height).toBe(kMaxHeight);
  });

  it('reaches both ends', () => {
    const scale = make();
    scale.scrolled(kMaxHeight - view);
    expect(scale.top).toBe(content - view);
    scale.scrolled(0);
    expect(scale.top).toBe(0);
  });

  it('moves by the wheel pixel by pixel', () => {
    const scale = make();
    scale.scrolled(4_000_000);
    const before = scale.top;
    scale.scrolled(4_000_100);
    expect(scale.top).toBe(before + 100);
  });

  it('jumps in proportion when the thumb is dragged', () => {
    const scale = make();
    scale.scrolled((kMaxHeight - view) / 2);
    expect(scale.top / (content - view)).toBeCloseTo(0.5);
  });

  it('draws the row at the top of the view where the view is', () => {
    const scale = make();
    scale.scrolled(4_000_000);
    expect(scale.place(scale.top)).toBe(4_000_000);
  });

  it('can show every pixel of the rows, though many share a scroll position', () => {
    const scale = make();
    for (const to of [0, 1, 76, 1_000_000, content - view - 1, content - view]) {
      const scrollTop = scale.jump(to);
      scale.scrolled(scrollTop);
      expect(scale.top).toBe(to);
    }
  });

  it('does not move when it settles', () => {
    const scale = make();
    scale.scrolled(4_000_000);
    scale.scrolled(4_000_500);
    const before = scale.top;
    scale.scrolled(scale.jump(scale.top));
    expect(scale.top).toBe(before);
  });

  it('stays within the rows when they become fewer', () => {
    const scale = make();
    scale.jump(content);
    scale.resize(1000, view);
    expect(scale.top).toBe(400);
  });
});
