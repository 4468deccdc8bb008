import { describe, expect, it } from 'vitest';
import { same, unchanged } from './unchanged';

describe('same', () => {
  it('compares plain data by what it says', () => {
    expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
    expect(same(NaN, NaN)).toBe(true);
    expect(same([], {})).toBe(false);
    expect(same({ a: undefined }, { b: undefined })).toBe(false);
    expect(same([1, 2], [1])).toBe(false);
    expect(same(null, {})).toBe(false);
    expect(same('1', 1)).toBe(false);
  });
});

describe('unchanged', () => {
  it('keeps the object until another thing is said', () => {
    let q = 'a';
    const ask = unchanged(() => ({ q }));
    const first = ask();
    expect(ask()).toBe(first);
    q = 'b';
    expect(ask()).toEqual({ q: 'b' });
    expect(ask()).not.toBe(first);
  });

  it('keeps "nothing" apart from never asked', () => {
    let calls = 0;
    const ask = unchanged(() => {
      calls += 1;
      return null;
    });
    expect(ask()).toBeNull();
    expect(ask()).toBeNull();
    expect(calls).toBe(2);
  });
});
