// Points without WebGL: each one a small square written straight into the pixels of a 2-D canvas.

import type { Frame, Painter } from './painter';
import { kFaded } from './painter';
import type { Rgb } from './colours';

export class PixelPainter implements Painter {
  readonly kind = 'pixels';
  private places = new Float32Array();
  private colours = new Uint8Array();
  private image: ImageData | null = null;

  constructor(private readonly context: CanvasRenderingContext2D) {}

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.places = places;
  }

  setColours(colours: Uint8Array): void {
    this.colours = new Uint8Array(colours);
  }

  draw(frame: Frame): void {
    const { width, height } = this.context.canvas;
    if (width === 0 || height === 0) return;
    if (this.image?.width !== width || this.image.height !== height)
      this.image = this.context.createImageData(width, height);
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(packed(frame.background));
    const side = Math.max(1, Math.round(frame.pointSize * frame.ratio));
    const count = this.places.length / 2;
    const strength = frame.glowing ? kFaded : 1;
    for (let i = 0; i < count; i += 1) this.square(pixels, frame, i, side, strength);
    const large = Math.round(side * frame.glowSize);
    for (const i of frame.glowing ?? []) this.square(pixels, frame, i, large, 1);
    this.context.putImageData(this.image, 0, 0);
  }

  private square(pixels: Uint32Array, frame: Frame, point: number, side: number, strength: number) {
    const { width, height } = this.context.canvas;
    const scale = frame.camera.scale * frame.ratio;
    const half = side >> 1;
    const left =
      Math.round(width / 2 + ((this.places[point * 2] ?? 0) - frame.camera.x) * scale) - half;
    const top =
      Math.round(height / 2 - ((this.places[point * 2 + 1] ?? 0) - frame.camera.y) * scale) - half;
    if (left + side <= 0 || top + side <= 0 || left >= width || top >= height) return;
    const mix = (k: 0 | 1 | 2) => {
      const base = frame.background[k];
      return Math.round(base + ((this.colours[point * 3 + k] ?? 0) - base) * strength);
    };
    const colour = packed([mix(0), mix(1), mix(2)]);
    const right = Math.min(left + side, width);
    const bottom = Math.min(top + side, height);
    for (let y = Math.max(top, 0); y < bottom; y += 1)
      pixels.fill(colour, y * width + Math.max(left, 0), y * width + right);
  }

  destroy(): void {
    this.image = null;
  }
}

/** As a little-endian canvas has it: alpha, blue, green, red. */
function packed([r, g, b]: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
