// The camera over a map: which part of the plane is on screen, and how large. Pure functions, so that
// mouse, touch and keyboard move it by the same rules.

import type { Bounds } from './map-api';

export interface Camera {
  /** The place at the middle of the screen. */
  x: number;
  y: number;
  /** CSS pixels per unit of the map. */
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Screen {
  x: number;
  y: number;
}

/** Pixels at the sides of the screen that something else lies on. */
export interface Inset {
  left: number;
  right: number;
}

const kNoInset: Inset = { left: 0, right: 0 };
const kMargin = 0.06; // of the screen, around all points
const kDeepest = 400; // times the scale that shows everything
const kWidest = 0.5;

/** Shows all of `bounds` in what `inset` leaves of the screen. */
export function fit(bounds: Bounds, size: Size, inset = kNoInset): Camera {
  const width = Math.max(bounds.highest[0] - bounds.lowest[0], 1e-6);
  const height = Math.max(bounds.highest[1] - bounds.lowest[1], 1e-6);
  const room = 1 - 2 * kMargin;
  const free = size.width - inset.left - inset.right;
  const scale = Math.max(Math.min((free * room) / width, (size.height * room) / height), 1e-6);
  return {
    x: (bounds.lowest[0] + bounds.highest[0]) / 2 - (inset.left - inset.right) / 2 / scale,
    y: (bounds.lowest[1] + bounds.highest[1]) / 2,
    scale,
  };
}

/** The map's y grows upwards, the screen's downwards. */
export function toScreen(camera: Camera, size: Size, x: number, y: number): Screen {
  return {
    x: size.width / 2 + (x - camera.x) * camera.scale,
    y: size.height / 2 - (y - camera.y) * camera.scale,
  };
}

export function toMap(camera: Camera, size: Size, at: Screen): Screen {
  return {
    x: camera.x + (at.x - size.width / 2) / camera.scale,
    y: camera.y - (at.y - size.height / 2) / camera.scale,
  };
}

/** Moves what is on screen by so many pixels. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/** Zooms by `factor` so that the place under `at` stays there, within what `home` allows. */
export function zoom(camera: Camera, size: Size, at: Screen, factor: number, home: Camera): Camera {
  const scale = Math.min(
    Math.max(camera.scale * factor, home.scale * kWidest),
    home.scale * kDeepest,
  );
  const place = toMap(camera, size, at);
  return {
    x: place.x - (at.x - size.width / 2) / scale,
    y: place.y + (at.y - size.height / 2) / scale,
    scale,
  };
}

/** "1.25,-3,2.5": the middle, and how many times larger than `home`; "" for home itself. */
export function cameraText(camera: Camera, home: Camera): string {
  if (camera === home) return '';
  return [camera.x, camera.y, camera.scale / home.scale]
    .map((value) => String(Number(value.toPrecision(5))))
    .join(',');
}

/** Null for what cameraText() does not write. */
export function parseCamera(text: string, home: Camera): Camera | null {
  const parts = text.split(',');
  const numbers = parts.map(Number);
  const [x, y, times] = numbers;
  if (parts.some((part) => part.trim() === '')) return null;
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  if (x === undefined || y === undefined || times === undefined) return null;
  if (times < kWidest || times > kDeepest) return null;
  return { x, y, scale: home.scale * times };
}

/** Part of the way from one camera to another: 0 is `from`, 1 is `to`. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number) => a + (b - a) * part;
  return {
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    scale: Math.exp(mix(Math.log(from.scale), Math.log(to.scale))),
  };
}

/** A point's width in pixels: larger when fewer points share the screen. */
export function pointSize(camera: Camera, home: Camera, numPoints: number): number {
  const crowd = Math.sqrt(40_000 / Math.max(numPoints, 1));
  const depth = Math.sqrt(camera.scale / home.scale);
  return Math.min(Math.max(2.4 * Math.min(crowd, 2) * Math.sqrt(depth), 1.5), 14);
}
