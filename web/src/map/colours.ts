// Colours of points: by cluster, by the values of a column of few kinds, or by a number.

export type Rgb = [number, number, number];

export interface LegendEntry {
  label: string;
  colour: Rgb;
  /** Which group of points has it; -1 for what is left over. */
  group: number;
}

export interface Colouring {
  /** Three bytes a point. */
  bytes: Uint8Array;
  legend: LegendEntry[];
  /** Which group each point is of; -1 or beyond the legend: what is left over. */
  groups: Int32Array;
  /** Of a number: the ends of the scale; else empty. */
  range: [number, number] | null;
  /** Whether a group is a coarse cluster, not a value of a column. */
  isByCluster: boolean;
}

// Hues apart from each other for the colour-blind too: Okabe and Ito 2008, and more of their kind.
const kLight: Rgb[] = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 148, 110],
  [180, 70, 140],
  [150, 110, 0],
  [50, 140, 200],
  [140, 60, 40],
  [90, 90, 190],
  [60, 130, 40],
  [190, 60, 90],
  [0, 125, 135],
  [120, 80, 120],
];
const kDark: Rgb[] = [
  [86, 180, 233],
  [255, 150, 80],
  [70, 205, 160],
  [230, 140, 200],
  [235, 205, 90],
  [130, 200, 255],
  [225, 140, 115],
  [160, 160, 250],
  [150, 215, 120],
  [250, 140, 160],
  [90, 210, 215],
  [200, 165, 205],
];
const kOther = { light: [150, 150, 145] as Rgb, dark: [110, 118, 114] as Rgb };
const kScale = {
  light: [
    [226, 214, 170],
    [90, 160, 140],
    [16, 60, 110],
  ] as Rgb[],
  dark: [
    [60, 60, 110],
    [60, 160, 150],
    [245, 235, 140],
  ] as Rgb[],
};
const kMostKinds = 12;

/** No colour is given twice: those beyond the palette share the colour of what is left over. */
export function paletteColour(index: number, dark: boolean): Rgb {
  return (dark ? kDark : kLight)[index] ?? otherColour(dark);
}

export function otherColour(dark: boolean): Rgb {
  return dark ? kOther.dark : kOther.light;
}

function paint(count: number, colourOf: (point: number) => Rgb): Uint8Array {
  const bytes = new Uint8Array(count * 3);
  for (let i = 0; i < count; i += 1) bytes.set(colourOf(i), i * 3);
  return bytes;
}

/** `groupOf` gives -1 to a point of none. Labels in order of the groups. */
export function colourByGroup(
  count: number,
  groupOf: (point: number) => number,
  labels: string[],
  dark: boolean,
): Colouring {
  const colours = labels.map((_, i) => paletteColour(i, dark));
  const other = otherColour(dark);
  return {
    bytes: paint(count, (i) => colours[groupOf(i)] ?? other),
    legend: labels.map((label, group) => ({ label, colour: paletteColour(group, dark), group })),
    groups: Int32Array.from({ length: count }, (_, point) => groupOf(point)),
    range: null,
    isByCluster: false,
  };
}

/** The commonest kinds get colours of their own, the rest share one. */
export function colourByKind(values: (string | null)[], dark: boolean): Colouring {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kinds = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const labels = kinds.slice(0, kMostKinds).map(([kind]) => kind);
  const number = new Map(labels.map((label, i) => [label, i]));
  const colouring = colourByGroup(
    values.length,
    (i) => {
      const value = values[i] ?? null;
      return value === null ? -1 : (number.get(value) ?? -1);
    },
    labels,
    dark,
  );
  if (kinds.length > labels.length || values.includes(null))
    colouring.legend.push({ label: 'other or none', colour: otherColour(dark), group: -1 });
  return colouring;
}

export function colourByNumber(values: (number | null)[], dark: boolean): Colouring {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const known = low <= high;
  const span = high - low || 1;
  const other = otherColour(dark);
  return {
    bytes: paint(values.length, (i) => {
      const value = values[i];
      if (value === null || value === undefined || !Number.isFinite(value)) return other;
      return scaleColour((value - low) / span, dark);
    }),
    legend: [],
    groups: new Int32Array(0),
    range: known ? [low, high] : null,
    isByCluster: false,
  };
}

/** How many points each entry of the legend has, of `among` or of all; what has none of its own is left over. */
export function legendCounts(
  { legend, groups }: Colouring,
  among: Uint32Array | null,
): Map<number, number> {
  const counts = new Map(legend.map(({ group }) => [group, 0]));
  const points = among ?? groups.keys();
  for (const point of points) {
    const group = groups[point] ?? -1;
    const named = counts.has(group) ? group : -1;
    counts.set(named, (counts.get(named) ?? 0) + 1);
  }
  return counts;
}

/** Along the scale from 0 to 1. */
export function scaleColour(part: number, dark: boolean): Rgb {
  const stops = dark ? kScale.dark : kScale.light;
  const at = Math.min(Math.max(part, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(at), stops.length - 2);
  const a = stops[index] ?? [0, 0, 0];
  const b = stops[index + 1] ?? a;
  const mix = (k: 0 | 1 | 2) => Math.round(a[k] + (b[k] - a[k]) * (at - index));
  return [mix(0), mix(1), mix(2)];
}

export function cssColour([r, g, b]: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}
