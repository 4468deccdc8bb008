// What a painter is and what it draws: pixel-painter.ts and webgl-painter.ts draw the same frame.

import type { Camera, Size } from './camera';
import type { Rgb } from './colours';

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

/** Tests ask for one by name: `webgl2`, `pixels`. */
export interface Painter {
  readonly kind: 'webgl2' | 'pixels';
  setPlaces(places: Float32Array<ArrayBuffer>): void;
  /** Three bytes a point. */
  setColours(colours: Uint8Array): void;
  draw(frame: Frame): void;
  destroy(): void;
}

/** How much of a faded point's colour is left. */
export const kFaded = 0.22;
export const kGlowSize = 1.7;
