// Labels of clusters: which of them have room on screen, and where. A label stands beside its cluster, where
// it hides the fewest points.

import { toMap, toScreen, type Camera, type Screen, type Size } from './camera';
import type { Density } from './density';
import type { Bounds, Cluster } from './map-api';
import { boundsOf, type Points } from './points';

interface Label {
  text: string;
  /** The middle of the label, in CSS pixels. */
  x: number;
  y: number;
  key: string;
  coarse: boolean;
}

/** A cluster and where most of its points lie. */
interface Spread {
  cluster: Cluster;
  bounds: Bounds;
}

/** A part of the stage that something lies over, in CSS pixels. */
export interface Cover {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** From here on the fine clusters are named instead of the coarse ones. */
export const kFineZoom = 2.2;

const kLineHeight = 20;
const kLetter = 6.6;
const kMostLetters = 34;
const kTerms = 2;
/** Between a cluster's points and its label. */
const kGap = 4;
/** Pixels that a label moves farther away to hide a point less. */
const kPixelsAPoint = 4;

/** Of the points of a cluster, at each side: those that no label has to stand beside. */
const kStrays = 0.15;

export function spreadsOf(
  points: Points,
  { coarse, fine }: { coarse: Cluster[]; fine: Cluster[] },
): { coarse: Spread[]; fine: Spread[] } {
  const members = { coarse: coarse.map((): number[] => []), fine: fine.map((): number[] => []) };
  for (let point = 0; point < points.count; point += 1) {
    const own = points.clusters[point] ?? -1;
    members.fine[own]?.push(point);
    members.coarse[fine[own]?.parent ?? -1]?.push(point);
  }
  const spreads = (clusters: Cluster[], of: number[][]) =>
    clusters.map((cluster, i) => ({ cluster, bounds: boundsOf(points, of[i] ?? [], kStrays) }));
  return { coarse: spreads(coarse, members.coarse), fine: spreads(fine, members.fine) };
}

export function labelText(terms: string[]): string {
  const text = terms.slice(0, kTerms).join(', ');
  return text.length <= kMostLetters ? text : (terms[0] ?? '').slice(0, kMostLetters);
}

/** The largest clusters first; one that would cover another or lie under a cover, or has no words, is left out. */
export function placeLabels(
  spreads: Spread[],
  coarse: boolean,
  density: Density,
  camera: Camera,
  size: Size,
  covers: Cover[] = [],
): Label[] {
  const placed: (Label & { half: number })[] = [];
  spreads.forEach(({ cluster, bounds }, index) => {
    const text = labelText(cluster.terms);
    if (!text) return;
    const half = (text.length * kLetter * (coarse ? 1.15 : 1)) / 2 + 6;
    const anchor = toScreen(camera, size, cluster.anchor[0], cluster.anchor[1]);
    if (anchor.x < 0 || anchor.y < 0 || anchor.x > size.width || anchor.y > size.height) return;
    const hidden = ({ x, y }: Screen) => {
      const low = toMap(camera, size, { x: x - half, y: y + kLineHeight / 2 });
      const high = toMap(camera, size, { x: x + half, y: y - kLineHeight / 2 });
      return density.within(low.x, low.y, high.x, high.y);
    };
    const isFree = ({ x, y }: Screen) =>
      x >= half &&
      x <= size.width - half &&
      y >= kLineHeight &&
      y <= size.height - kLineHeight &&
      !placed.some(
        (other) =>
          Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < kLineHeight + 4,
      ) &&
      !covers.some(
        ({ left, top, right, bottom }) =>
          x + half > left &&
          x - half < right &&
          y + kLineHeight / 2 > top &&
          y - kLineHeight / 2 < bottom,
      );
    const cost = (at: Screen) =>
      Math.hypot(at.x - anchor.x, at.y - anchor.y) + hidden(at) * kPixelsAPoint;
    const [best] = besides(bounds, anchor, half, camera, size)
      .filter(isFree)
      .map((at) => ({ at, cost: cost(at) }))
      .sort((a, b) => a.cost - b.cost);
    if (best) placed.push({ text, ...best.at, key: `${coarse ? 'c' : 'f'}${index}`, coarse, half });
  });
  return placed;
}

/** Above, below, to the right and left of where a cluster lies; in its middle at last. */
function besides(
  bounds: Bounds,
  anchor: Screen,
  half: number,
  camera: Camera,
  size: Size,
): Screen[] {
  const low = toScreen(camera, size, bounds.lowest[0], bounds.lowest[1]);
  const high = toScreen(camera, size, bounds.highest[0], bounds.highest[1]);
  const tall = kLineHeight / 2 + kGap;
  return [
    { x: anchor.x, y: high.y - tall },
    { x: anchor.x, y: low.y + tall },
    { x: high.x + half + kGap, y: anchor.y },
    { x: low.x - half - kGap, y: anchor.y },
    anchor,
  ];
}
