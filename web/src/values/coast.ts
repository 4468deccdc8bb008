// The coasts of the world as one path, in degrees with south downwards. Data: Natural Earth at 1:110 million,
// public domain, packed by world-atlas; fetched with the first place that is drawn.
//
// Source: TopoJSON 1.0, section 2.1.4: arcs of integers, each the difference from the one before.

import land from 'world-atlas/land-110m.json';

interface Topology {
  arcs: [number, number][][];
  transform: { scale: [number, number]; translate: [number, number] };
}

const kDecimals = 2;

export function coastPath(): string {
  const { arcs, transform } = land as unknown as Topology;
  const { scale, translate } = transform;
  return arcs
    .map((arc) => {
      let [x, y] = [0, 0];
      const points = arc.map(([dx, dy]) => {
        x += dx;
        y += dy;
        const east = x * scale[0] + translate[0];
        const south = -(y * scale[1] + translate[1]);
        return `${east.toFixed(kDecimals)} ${south.toFixed(kDecimals)}`;
      });
      return `M${points.join('L')}`;
    })
    .join('');
}
