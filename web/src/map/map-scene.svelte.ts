// The scene of a map: camera, canvas and painter. Whatever changes asks for a frame; frames are drawn
// when the browser wants one, never twice for one picture.

import { between, cameraText, fit, pan, parseCamera, pointSize } from './camera';
import { toMap, toScreen, zoom } from './camera';
import type { Camera, Inset, Screen, Size } from './camera';
import { otherColour, type Rgb } from './colours';
import type { Bounds } from './map-api';
import { box, type Area } from './area';
import { createPainter } from './painter';
import { kGlowSize, type Painter } from './painting';
import { centralBounds, PointGrid, type Points } from './points';

const kMoveMs = 260;
const kRestMs = 250; // the address changes when the hand rests
const kFewGlow = 0.15; // of the points: more would hide each other if they were larger
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
  private prefer = '';
  private colours: Uint8Array;
  private glowing: Uint32Array | null = null;
  private background: Rgb = kBackground.light;
  private isPlaced = false; // on a screen of known size
  private frame = 0;
  private animation = 0;
  private inset: Inset = { left: 0, right: 0 };
  private goal: Camera = this.camera; // where the camera is, or glides to
  private at = ''; // the camera as the address has it
  private asked: Camera | null = null; // and what it was taken for
  private rest: ReturnType<typeof setTimeout> | undefined;

  private readonly bounds: Bounds;

  /** `onrest` is told where the camera came to rest, as the address is to have it. */
  constructor(
    readonly points: Points,
    private readonly onrest: (at: string) => void,
  ) {
    this.grid = new PointGrid(points);
    this.bounds = centralBounds(points);
    const [r, g, b] = otherColour(false);
    this.colours = Uint8Array.from({ length: points.count * 3 }, (_, i) => [r, g, b][i % 3] ?? 0);
  }

  /** Returns how to let the canvas go. */
  attach(canvas: HTMLCanvasElement, prefer: string): () => void {
    [this.canvas, this.prefer] = [canvas, prefer];
    this.createPainter();
    // A driver may take its memory back at any time, and offer it again.
    const lost = (event: Event) => {
      event.preventDefault();
      [this.painter, this.painterKind] = [null, 'none'];
    };
    const restored = () => {
      this.createPainter();
      this.draw();
    };
    canvas.addEventListener('webglcontextlost', lost);
    canvas.addEventListener('webglcontextrestored', restored);
    return () => {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
      cancelAnimationFrame(this.frame);
      cancelAnimationFrame(this.animation);
      clearTimeout(this.rest);
      this.painter?.destroy();
      this.painter = null;
    };
  }

  private createPainter(): void {
    this.painter = this.canvas && createPainter(this.canvas, this.prefer);
    this.painterKind = this.painter?.kind ?? 'none';
    this.painter?.setPlaces(this.points.places);
    this.painter?.setColours(this.colours);
  }

  /** Shows what the address asks for, unless the address has it from here. */
  follow(at: string): void {
    if (at === this.at) return;
    this.at = at;
    if (this.isPlaced) this.glide(this.askedFor());
  }

  private askedFor(): Camera {
    this.asked = parseCamera(this.at, this.home) ?? this.home;
    return this.asked;
  }

  resize(width: number, height: number): void {
    if (width === 0 || height === 0 || !this.canvas) return;
    const isFirst = !this.isPlaced;
    const showsAll = isFirst || this.goal === this.home;
    this.isPlaced = true;
    this.size = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.home = fit(this.bounds, this.size, this.inset);
    if (showsAll) this.place(this.home);
    if (isFirst) this.place(this.askedFor());
    this.draw();
  }

  /** What lies on the map at its sides: all is shown beside it. */
  keepClear(inset: Inset): void {
    const isAsked = this.goal === this.asked;
    this.inset = inset;
    if (!this.isPlaced) return;
    this.resize(this.size.width, this.size.height);
    if (isAsked) this.place(this.askedFor());
  }

  /** `colours`: three bytes a point; null keeps those that are there. */
  setColours(colours: Uint8Array | null, dark: boolean): void {
    this.background = dark ? kBackground.dark : kBackground.light;
    this.colours = colours ?? this.colours;
    this.painter?.setColours(this.colours);
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

  /** By a button or key: on from where the last one leads, and seen to move unless motion is unwanted. */
  panBy(dx: number, dy: number): void {
    this.glide(pan(this.goal, dx, dy));
  }

  /** As panBy(), towards the middle. */
  zoomBy(factor: number): void {
    const middle = { x: this.size.width / 2, y: this.size.height / 2 };
    this.glide(zoom(this.goal, this.size, middle, factor, this.home));
  }

  showAll(): void {
    this.glide(this.home);
  }

  /** Moves to the points that `isMeant` says, which fill the screen then. */
  showSome(isMeant: (point: number) => boolean): void {
    this.glide(fit(centralBounds(this.points, 0.05, isMeant), this.size, this.inset));
  }

  /** The corners of what is on screen. */
  screenArea(): Area {
    const { width, height } = this.size;
    return box(this.placeAt({ x: 0, y: 0 }), this.placeAt({ x: width, y: height }));
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

  private place(camera: Camera): void {
    cancelAnimationFrame(this.animation);
    [this.camera, this.goal] = [camera, camera];
  }

  private show(camera: Camera): void {
    this.place(camera);
    this.draw();
    this.tell();
  }

  private tell(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      const at = cameraText(this.camera, this.home);
      if (at === this.at) return;
      this.at = at;
      this.onrest(at);
    }, kRestMs);
  }

  private glide(to: Camera): void {
    cancelAnimationFrame(this.animation);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.show(to);
      return;
    }
    const from = this.camera;
    this.goal = to;
    const started = performance.now();
    const step = (now: number) => {
      const part = Math.min(Math.max(now - started, 0) / kMoveMs, 1);
      this.camera = part === 1 ? to : between(from, to, part * (2 - part));
      this.draw();
      if (part < 1) this.animation = requestAnimationFrame(step);
      else this.tell();
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
        glowSize: (this.glowing?.length ?? 0) < this.points.count * kFewGlow ? kGlowSize : 1,
      }),
    );
  }
}
