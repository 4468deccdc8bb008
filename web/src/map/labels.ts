// Labels of clusters: which of them have room on screen, and where.

import { toScreen, type Camera, type Size } from './camera';
import type { Cluster } from './map-api';

interface Label {
  text: string;
  /** The middle of the label, in CSS pixels. */
  x: number;
  y: number;
  key: string;
  coarse: boolean;
}

/** From here on the fine clusters are named instead of the coarse ones. */
export const kFineZoom = 2.2;

const kLineHeight = 20;
const kLetter = 6.6;
const kMostLetters = 34;
const kTerms = 2;

export function labelText(terms: string[]): string {
  const text = terms.slice(0, kTerms).join(', ');
  return text.length <= kMostLetters ? text : (terms[0] ?? '').slice(0, kMostLetters);
}

/** The largest clusters first; one that would cover another, or has no words, is left out. */
export function placeLabels(
  clusters: Cluster[],
  coarse: boolean,
  camera: Camera,
  size: Size,
): Label[] {
  const placed: (Label & { halfWidth: number })[] = [];
  clusters.forEach((cluster, index) => {
    const text = labelText(cluster.terms);
    if (!text) return;
    const { x, y } = toScreen(camera, size, cluster.anchor[0], cluster.anchor[1]);
    const halfWidth = (text.length * kLetter * (coarse ? 1.15 : 1)) / 2 + 6;
    if (x < halfWidth || y < kLineHeight || x > size.width - halfWidth) return;
    if (y > size.height - kLineHeight) return;
    const covers = placed.some(
      (other) =>
        Math.abs(other.x - x) < other.halfWidth + halfWidth &&
        Math.abs(other.y - y) < kLineHeight + 4,
    );
    if (!covers)
      placed.push({ text, x, y, key: `${coarse ? 'c' : 'f'}${index}`, coarse, halfWidth });
  });
  return placed;
}
