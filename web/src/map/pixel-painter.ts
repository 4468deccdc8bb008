// Points without a graphics card: each one a small disc written straight into the pixels of a 2-D canvas.
// Where WebGL would be computed in software this takes a sixth of its time (bench/RESULTS.md).

import type { Frame, Painter } from './painting';
import { kFaded } from './painting';
import type { Rgb } from './colours';

/** Row by row, which pixels of a square box a disc covers: from `first` up to before `last`. */
interface Disc {
  side: number;
  first: Uint8Array;
  last: Uint8Array;
}

export class PixelPainter implements Painter {
  readonly kind = 'pixels';
  private places = new Float32Array();
  private colours = new Uint8Array();
  private image: ImageData | null = null;
  private pixels = new Uint32Array();
  private shades = { key: '', full: new Uint32Array(), faded: new Uint32Array() };

  constructor(private readonly context: CanvasRenderingContext2D) {}

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.places = places;
  }

  setColours(colours: Uint8Array): void {
    this.colours = new Uint8Array(colours);
    this.shades.key = '';
  }

  draw(frame: Frame): void {
    const { width, height } = this.context.canvas;
    if (width === 0 || height === 0) return;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = this.context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.mixShades(frame.background);
    this.pixels.fill(packed(frame.background));
    const side = Math.max(1, Math.round(frame.pointSize * frame.ratio));
    const shades = frame.glowing ? this.shades.faded : this.shades.full;
    this.dots(frame, null, disc(side), shades);
    if (frame.glowing)
      this.dots(frame, frame.glowing, disc(Math.round(side * frame.glowSize)), this.shades.full);
    this.context.putImageData(this.image, 0, 0);
  }

  /** Colours as pixels, alone and faded into the background; kept until either changes. */
  private mixShades(background: Rgb): void {
    const key = background.join();
    if (this.shades.key === key) return;
    const { colours } = this;
    const mixed = (strength: number) =>
      Uint32Array.from({ length: colours.length / 3 }, (_, i) => {
        const part = (k: 0 | 1 | 2) =>
          Math.round(background[k] + ((colours[i * 3 + k] ?? 0) - background[k]) * strength);
        return packed([part(0), part(1), part(2)]);
      });
    this.shades = { key, full: mixed(1), faded: mixed(kFaded) };
  }

  /** `some`: the points to draw, or all. */
  private dots(frame: Frame, some: Uint32Array | null, shape: Disc, shades: Uint32Array): void {
    const { width, height } = this.context.canvas;
    const { pixels, places } = this;
    const { side, first, last } = shape;
    const scale = frame.camera.scale * frame.ratio;
    const left = width / 2 - frame.camera.x * scale - side / 2;
    const top = height / 2 + frame.camera.y * scale - side / 2;
    const count = some?.length ?? places.length / 2;
    for (let k = 0; k < count; k += 1) {
      const point = some ? (some[k] ?? 0) : k;
      const x = Math.round(left + (places[point * 2] ?? 0) * scale);
      const y = Math.round(top - (places[point * 2 + 1] ?? 0) * scale);
      if (x <= -side || y <= -side || x >= width || y >= height) continue;
      const shade = shades[point] ?? 0;
      for (let row = Math.max(-y, 0); row < side && y + row < height; row += 1) {
        const start = (y + row) * width;
        const end = start + Math.min(x + (last[row] ?? 0), width);
        for (let at = start + Math.max(x + (first[row] ?? 0), 0); at < end; at += 1)
          pixels[at] = shade;
      }
    }
  }

  destroy(): void {
    this.image = null;
    this.pixels = new Uint32Array();
  }
}

export function disc(side: number): Disc {
  const radius = side / 2;
  const first = Uint8Array.from({ length: side }, (_, row) => {
    const off = row + 0.5 - radius;
    return Math.round(radius - Math.sqrt(radius * radius - off * off));
  });
  return { side, first, last: first.map((value) => side - value) };
}

/** As a little-endian canvas has it: alpha, blue, green, red. */
function packed([r, g, b]: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
