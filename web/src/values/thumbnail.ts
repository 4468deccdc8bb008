// Pictures as small as they are shown: the server makes them, for addresses of its own.

import { site } from '../data/site';

/** Pixels of the longest side, as the server has them. */
const kSizes = [64, 128, 256, 512, 1024, 2048];

/**
 * The address of a picture that is shown `pixels` large, on a screen of so many dots a pixel. The
 * picture's own where the server makes none: a drawing, a picture inside the page, a copy in files.
 */
export function thumbnailOf(url: string, pixels: number, dots: number): string {
  if (site) return url;
  const size = kSizes.find((one) => one >= pixels * dots) ?? 2048;
  const ofRow = /^(\/api\/v1\/datasets\/[^/]+\/[^/]+\/rows\/\d+)\/media\?(.*)$/.exec(url);
  if (ofRow) return `${ofRow[1] ?? ''}/thumbnail?${ofRow[2] ?? ''}&size=${String(size)}`;
  const file = /^(\/api\/v1\/datasets\/[^/]+\/[^/]+)\/media\/([^?]*\.(?:jpe?g|png|gif|webp))$/i;
  const named = file.exec(url);
  if (named) return `${named[1] ?? ''}/thumbnails/${named[2] ?? ''}?size=${String(size)}`;
  return url;
}
