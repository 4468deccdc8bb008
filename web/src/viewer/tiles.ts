// Where the pictures of a gallery stand, and where a key leads from one of them.

/** Pixels; a tile is at least so wide. */
export const kTile = { width: 168, height: 196 };
/** Of a tile: the rest is the row's number and the space around. */
export const kPicturePixels = 152;

export function tilesAcross(width: number): number {
  return Math.max(2, Math.floor(width / kTile.width));
}

interface Gallery {
  total: number;
  across: number;
  /** Pictures in view. */
  page: number;
}

/** The position that a key leads to; null for a key that leads nowhere. */
export function moveTile(
  from: number,
  key: string,
  { total, across, page }: Gallery,
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -across,
    ArrowDown: across,
    PageUp: -page,
    PageDown: page,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  if (step === undefined) return null;
  return Math.max(0, Math.min(total - 1, from + step));
}
