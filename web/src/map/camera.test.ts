import { describe, expect, it } from 'vitest';
import { between, cameraText, fit, pan, parseCamera } from './camera';
import { pointSize, toMap, toScreen, zoom } from './camera';

const size = { width: 800, height: 400 };
const home = fit({ lowest: [-10, -5], highest: [10, 5] }, size);

describe('the camera', () => {
  it('shows everything, with a margin', () => {
    for (const [x, y] of [
      [-10, -5],
      [10, 5],
    ] as const) {
      const at = toScreen(home, size, x, y);
      expect(at.x).toBeGreaterThan(0);
      expect(at.x).toBeLessThan(size.width);
      expect(at.y).toBeGreaterThan(0);
      expect(at.y).toBeLessThan(size.height);
    }
    expect(toScreen(home, size, 0, 0)).toEqual({ x: 400, y: 200 });
  });

  it('shows everything beside what lies on the sides of the screen', () => {
    const beside = fit({ lowest: [-10, -5], highest: [10, 5] }, size, { left: 200, right: 40 });
    expect(toScreen(beside, size, -10, 0).x).toBeGreaterThan(200);
    expect(toScreen(beside, size, 10, 0).x).toBeLessThan(760);
    expect(toScreen(beside, size, 0, 0).x).toBeCloseTo(480);
  });

  it('turns the screen upside down, since its y grows downwards', () => {
    expect(toScreen(home, size, 0, 1).y).toBeLessThan(200);
  });

  it('finds the place under a pixel', () => {
    const at = toScreen(home, size, 3, -2);
    expect(toMap(home, size, at).x).toBeCloseTo(3);
    expect(toMap(home, size, at).y).toBeCloseTo(-2);
  });

  it('moves what is on screen by pixels', () => {
    const before = toScreen(home, size, 1, 1);
    const after = toScreen(pan(home, 30, -20), size, 1, 1);
    expect(after.x - before.x).toBeCloseTo(30);
    expect(after.y - before.y).toBeCloseTo(-20);
  });

  it('zooms about the pointer', () => {
    const at = { x: 100, y: 50 };
    const place = toMap(home, size, at);
    const near = zoom(home, size, at, 3, home);
    expect(near.scale).toBeCloseTo(home.scale * 3);
    expect(toScreen(near, size, place.x, place.y).x).toBeCloseTo(100);
    expect(toScreen(near, size, place.x, place.y).y).toBeCloseTo(50);
  });

  it('stops zooming at both ends', () => {
    const middle = { x: 400, y: 200 };
    expect(zoom(home, size, middle, 1e9, home).scale).toBe(home.scale * 400);
    expect(zoom(home, size, middle, 1e-9, home).scale).toBe(home.scale * 0.5);
  });

  it('survives one point and none', () => {
    const one = fit({ lowest: [2, 2], highest: [2, 2] }, size);
    expect(toScreen(one, size, 2, 2)).toEqual({ x: 400, y: 200 });
    expect(Number.isFinite(one.scale)).toBe(true);
  });

  it('glides from one to the other', () => {
    const near = zoom(home, size, { x: 0, y: 0 }, 4, home);
    expect(between(home, near, 0).scale).toBeCloseTo(home.scale);
    expect(between(home, near, 0.5).scale).toBeCloseTo(home.scale * 2);
    expect(between(home, near, 1).x).toBeCloseTo(near.x);
  });

  it('draws fewer points larger, and nearer ones', () => {
    expect(pointSize(home, home, 1000)).toBeGreaterThan(pointSize(home, home, 100_000));
    const near = { ...home, scale: home.scale * 16 };
    expect(pointSize(near, home, 100_000)).toBeGreaterThan(pointSize(home, home, 100_000));
  });

  it('is read back from what it writes into the address', () => {
    const near = { x: 1.25, y: -3, scale: home.scale * 2.5 };
    expect(cameraText(near, home)).toBe('1.25,-3,2.5');
    expect(parseCamera('1.25,-3,2.5', home)).toEqual(near);
    expect(cameraText(home, home)).toBe('');
  });

  it('is home where the address makes no sense', () => {
    for (const text of ['', '1,2', '1,2,x', '1,2,3,4', '1,2,0', '1,2,1e9', 'Infinity,0,1'])
      expect(parseCamera(text, home)).toBeNull();
  });
});
