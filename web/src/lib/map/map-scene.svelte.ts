// The scene of a map: camera, canvas and painter. Whatever changes asks for a frame; frames are drawn
// when the browser wants one, never twice for one picture.

import { between, fit, pan, pointSize, toMap, toScreen, zoom } from './camera';
import type { Camera, Screen, Size } from './camera';
import type { Colouring, Rgb } from './colours';
import type { Bounds } from './map-api';
import { createPainter, type Painter } from './painter';
import { centralBounds, PointGrid, type Points } from './points';

const kMoveMs = 260;
const kBackground = { light: [255, 255, 255] as Rgb, dark: [26, 29, 28] as Rgb };

export class MapScene {
  size: Size = $state.raw({ width: 1, height: 1 });
  camera: Camera = $state.raw({ x: 0, y: 0, scale: 1 });
  /** Shows everything but stray points. */
  home: Camera = $state.raw({ x: 0, y: 0, scale: 1 });
  painterKind = $state('none');

  private readonly grid: PointGrid;
  private painter: Painter | null = null;
  private canvas: HTMLCanvasElement | null = null;
  private glowing: Uint32Array | null = null;
  private background: Rgb = kBackground.light;
  private isPlaced = false; // on a screen of known size
  private frame = 0;
  private animation = 0;

  private readonly bounds: Bounds;

  constructor(readonly points: Points) {
    this.grid = new PointGrid(points);
    this.bounds = centralBounds(points);
  }

  /** Returns how to let the canvas go. */
  attach(canvas: HTMLCanvasElement, prefer: string): () => void {
    this.canvas = canvas;
    this.painter = createPainter(canvas, prefer);
    this.painterKind = this.painter?.kind ?? 'none';
    this.painter?.setPlaces(this.points.places);
    return () => {
      cancelAnimationFrame(this.frame);
      cancelAnimationFrame(this.animation);
      this.painter?.destroy();
      this.painter = null;
    };
  }

  resize(width: number, height: number): void {
    if (width === 0 || height === 0 || !this.canvas) return;
    const showsAll = !this.isPlaced || this.camera === this.home;
    this.isPlaced = true;
    this.size = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.home = fit(this.bounds, this.size);
    if (showsAll) this.camera = this.home;
    this.draw();
  }

  setColouring(colouring: Colouring | null, dark: boolean): void {
    this.background = dark ? kBackground.dark : kBackground.light;
    if (colouring) this.painter?.setColours(colouring.bytes);
    this.draw();
  }

  setGlowing(glowing: Uint32Array | null): void {
    this.glowing = glowing;
    this.draw();
  }

  /** Moves what is on screen by so many pixels. */
  pan(dx: number, dy: number): void {
    this.show(pan(this.camera, dx, dy));
  }

  zoomAt(at: Screen, factor: number): void {
    this.show(zoom(this.camera, this.size, at, factor, this.home));
  }

  /** By a button or key: towards the middle, and seen to move unless motion is unwanted. */
  zoomBy(factor: number): void {
    const middle = { x: this.size.width / 2, y: this.size.height / 2 };
    this.glide(zoom(this.camera, this.size, middle, factor, this.home));
  }

  showAll(): void {
    this.glide(this.home);
  }

  placeAt(at: Screen): Screen {
    return toMap(this.camera, this.size, at);
  }

  screenOf(point: number): Screen {
    const { places } = this.points;
    return toScreen(this.camera, this.size, places[point * 2] ?? 0, places[point * 2 + 1] ?? 0);
  }

  /** The point nearest to `at`, within `reach` pixels, or -1. */
  pointAt(at: Screen, reach: number): number {
    const place = this.placeAt(at);
    return this.grid.nearest(place.x, place.y, reach / this.camera.scale);
  }

  private show(camera: Camera): void {
    cancelAnimationFrame(this.animation);
    this.camera = camera;
    this.draw();
  }

  private glide(to: Camera): void {
    cancelAnimationFrame(this.animation);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.show(to);
      return;
    }
    const from = this.camera;
    const started = performance.now();
    const step = (now: number) => {
      const part = Math.min(Math.max(now - started, 0) / kMoveMs, 1);
      this.camera = part === 1 ? to : between(from, to, part * (2 - part));
      this.draw();
      if (part < 1) this.animation = requestAnimationFrame(step);
    };
    this.animation = requestAnimationFrame(step);
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() =>
      this.painter?.draw({
        camera: this.camera,
        size: this.size,
        ratio: devicePixelRatio,
        pointSize: pointSize(this.camera, this.home, this.points.count),
        background: this.background,
        glowing: this.glowing,
      }),
    );
  }
}
