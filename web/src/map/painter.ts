// Painters put points on a canvas: WebGL2 where a graphics card does it, plain pixels elsewhere. Both draw the same
// frame, so that nothing above knows which is at work.

import { PixelPainter } from './pixel-painter';
import type { Painter } from './painting';
import { WebGlPainter } from './webgl-painter';

/** WebGL2 only where a graphics card does it: computed in software it is slower than plain pixels. */
export function createPainter(canvas: HTMLCanvasElement, prefer = ''): Painter | null {
  const wanted = prefer === 'webgl2' || (prefer !== 'pixels' && hasGraphicsCard());
  const gl = wanted ? canvas.getContext('webgl2', { antialias: false, alpha: false }) : null;
  const painter = gl && WebGlPainter.create(gl);
  if (painter) return painter;
  const context = canvas.getContext('2d', { alpha: false });
  return context && new PixelPainter(context);
}

const kSoftware = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Asked of a canvas of its own: one that has had a WebGL context can have no other. */
function hasGraphicsCard(): boolean {
  const gl = document
    .createElement('canvas')
    .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !kSoftware.test(String(renderer));
}
