import { describe, expect, it } from 'vitest';
import { areaCondition, areaOf, box, contains, simplify, withArea } from './area';

const square = box({ x: -1, y: -1 }, { x: 2, y: 3 });

describe('areas', () => {
  it('contain what lies inside', () => {
    expect(contains(square, 0, 0)).toBe(true);
    expect(contains(square, 1.9, 2.9)).toBe(true);
    expect(contains(square, 2.1, 0)).toBe(false);
    expect(contains(square, 0, -1.1)).toBe(false);
  });

  it('may have a bay', () => {
    const bay = [
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 4 },
      { x: 2, y: 1 },
      { x: 0, y: 4 },
    ];
    expect(contains(bay, 2, 0.5)).toBe(true);
    expect(contains(bay, 2, 2)).toBe(false);
    expect(contains(bay, 0.5, 2)).toBe(true);
  });

  it('lose corners that change them least', () => {
    const circle = Array.from({ length: 400 }, (_, i) => ({
      x: Math.cos((i / 400) * 2 * Math.PI),
      y: Math.sin((i / 400) * 2 * Math.PI),
    }));
    const fewer = simplify(circle, 40);
    expect(fewer).toHaveLength(40);
    expect(contains(fewer, 0.97, 0)).toBe(true);
    expect(contains(fewer, 1.01, 0)).toBe(false);
    expect(simplify(square)).toEqual(square);
  });

  it('are a condition that can be read back', () => {
    const condition = areaCondition('my "vectors"', square);
    expect(condition).toBe('INSIDE("my ""vectors""", -1, -1, 2, -1, 2, 3, -1, 3)');
    expect(areaOf(condition)).toEqual(square);
    expect(areaOf(`"a" = 1 AND ${condition}`)).toEqual(square);
    expect(areaOf('"a" = 1')).toBeNull();
    expect(areaOf('INSIDE("v", 1, 2)')).toBeNull();
  });

  it('replace each other and leave other filters alone', () => {
    const one = areaCondition('v', square);
    const other = areaCondition('v', box({ x: 5, y: 5 }, { x: 6, y: 6 }));
    expect(withArea('', one)).toBe(one);
    expect(withArea('"a" = 1', one)).toBe(`"a" = 1 AND ${one}`);
    expect(withArea(`"a" = 1 AND ${one}`, other)).toBe(`"a" = 1 AND ${other}`);
    expect(withArea(`${one} AND "a" = 1`, '')).toBe('"a" = 1');
    expect(withArea('"a" = 1 OR "b" = 2', one)).toBe(`("a" = 1 OR "b" = 2) AND ${one}`);
    expect(withArea(one, '')).toBe('');
  });
});
