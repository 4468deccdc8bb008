// Painters put points on a canvas: WebGL2 where there is one, plain pixels elsewhere. Both draw the same
// frame, so that nothing above knows which is at work.

import type { Camera, Size } from './camera';
import { PixelPainter } from './pixel-painter';
import type { Rgb } from './colours';
import { WebGlPainter } from './webgl-painter';

export interface Frame {
  camera: Camera;
  /** In CSS pixels. */
  size: Size;
  /** Device pixels per CSS pixel. */
  ratio: number;
  /** Width of a point in CSS pixels. */
  pointSize: number;
  background: Rgb;
  /** Points that glow, in front of the others, which fade; null: all are alike. */
  glowing: Uint32Array | null;
  /** How much wider those are. */
  glowSize: number;
}

export interface Painter {
  readonly kind: 'webgl2' | 'pixels';
  setPlaces(places: Float32Array<ArrayBuffer>): void;
  /** Three bytes a point. */
  setColours(colours: Uint8Array): void;
  draw(frame: Frame): void;
  destroy(): void;
}

/** `prefer` "pixels" asks for the fallback, for tests. */
export function createPainter(canvas: HTMLCanvasElement, prefer = ''): Painter | null {
  if (prefer !== 'pixels') {
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false });
    const painter = gl ? WebGlPainter.create(gl) : null;
    if (painter) return painter;
  }
  const context = canvas.getContext('2d', { alpha: false });
  return context ? new PixelPainter(context) : null;
}

/** How much of a faded point's colour is left. */
export const kFaded = 0.22;
export const kGlowSize = 1.7;
