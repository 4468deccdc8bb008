import { expect, it } from 'vitest';
import { disc, PixelPainter } from './pixel-painter';
import type { Frame } from './painting';

/** A canvas of 8 by 6 pixels that keeps what is put on it. */
function canvas() {
  const shown = { pixels: new Uint32Array() };
  const context = {
    canvas: { width: 8, height: 6 },
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    }),
    putImageData: ({ data }: { data: Uint8ClampedArray<ArrayBuffer> }) => {
      shown.pixels = new Uint32Array(data.buffer.slice());
    },
  };
  return { shown, painter: new PixelPainter(context as unknown as CanvasRenderingContext2D) };
}

const frame: Frame = {
  camera: { x: 0, y: 0, scale: 1 },
  size: { width: 8, height: 6 },
  ratio: 1,
  pointSize: 2,
  background: [255, 255, 255],
  glowing: null,
  glowSize: 1,
};
const kWhite = 0xffffffff;
const kRed = 0xff0000ff;

/** Where the pixels are that are not white, as "x,y". */
function painted(pixels: Uint32Array): string[] {
  return [...pixels].flatMap((pixel, i) =>
    pixel === kWhite ? [] : [`${i % 8},${Math.floor(i / 8)}`],
  );
}

it('draws a point where the camera has it, upwards for a larger y', () => {
  const { shown, painter } = canvas();
  painter.setPlaces(Float32Array.of(1, 2));
  painter.setColours(Uint8Array.of(255, 0, 0));
  painter.draw(frame);
  expect(painted(shown.pixels)).toEqual(['4,0', '5,0', '4,1', '5,1']);
  expect(shown.pixels[4]).toBe(kRed);
});

it('cuts points at every edge and leaves out those beyond', () => {
  const { shown, painter } = canvas();
  painter.setPlaces(Float32Array.of(-4, 3, 4, -3, 40, 0, 0, -40));
  painter.setColours(new Uint8Array(12));
  painter.draw(frame);
  expect(painted(shown.pixels)).toEqual(['0,0', '7,5']);
});

it('fades what does not glow and draws what does in front', () => {
  const { shown, painter } = canvas();
  painter.setPlaces(Float32Array.of(0, 0, 0, 0, -2, 0));
  painter.setColours(Uint8Array.of(255, 0, 0, 0, 0, 255, 255, 0, 0));
  painter.draw({ ...frame, glowing: Uint32Array.of(0) });
  expect(shown.pixels[3 * 8 + 4]).toBe(kRed);
  const faded = shown.pixels[3 * 8 + 2] ?? 0;
  expect(faded & 0xff).toBe(255);
  expect((faded >>> 8) & 0xff).toBeGreaterThan(150);
  expect(faded).not.toBe(kWhite);
});

it('covers about the area of a disc', () => {
  for (const side of [1, 2, 3, 5, 8, 14]) {
    const { first, last } = disc(side);
    const area = first.reduce((sum, from, row) => sum + (last[row] ?? 0) - from, 0);
    expect(Math.abs(area - (Math.PI * side * side) / 4)).toBeLessThan(side + 1);
  }
});
