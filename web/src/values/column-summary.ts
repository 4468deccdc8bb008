// What the header of a column says: its type in short, its range, and the bars under its name. Every
// bar that stands for a set of rows carries the condition that selects them.

import type { Column, FacetAnswer, Histogram, Statistics } from '../data/api-types';
import { cellKind, isFileColumn, isPictureColumn } from '../data/column-kind';
import { momentText } from '../data/times';
import { compact, count, countPlain, percent, plural } from '../ui/format';
import {
  binCondition,
  classCondition,
  isMeasured,
  isWhole,
  valueCondition,
} from '../data/conditions';
import { quoteName } from '../data/where';

export interface Bar {
  /** For people: "2020 – 2021", "Poster". */
  label: string;
  /** The one value that it stands for; absent for bins and classes. */
  value?: number;
  rows: number;
  /** Share of the highest bar (histogram) or of all rows (classes), 0 to 1. */
  share: number;
  /** The condition selecting these rows; null where there is none. */
  condition: string | null;
  /** How many of these rows the present result has; absent where that is not known. */
  here?: number;
  /** `here` as a share of the highest bar, or of all rows. */
  hereShare?: number;
}

export interface Summary {
  /** "string · all unique", "int64 · 39 unique", "string · classes". */
  type: string;
  /** "0 – 3.7k", "40 – 107 characters", "3 classes", "768 d · norm 1". */
  range: string;
  /** Missing values, "7.9% null"; "" where there are none. */
  nulls: string;
  nullCondition: string;
  shape: 'histogram' | 'classes' | 'none';
  bars: Bar[];
}

/** Classes that get a segment of their own; the rest share one. */
const kMostSegments = 9;

/** `result`: what the rows of a filtered table have in this column. */
export function summarise(column: Column, rows: number, result?: FacetAnswer): Summary {
  const summary = summariseAll(column, rows);
  if (!result) return summary;
  const labels = new Map(result.values.map(({ value, count }) => [String(value), count]));
  const hist = result.histogram?.hist;
  const here = summary.bars.map((bar, i) => {
    if (summary.shape === 'classes')
      return bar.condition === null || result.distinct === null
        ? undefined
        : (labels.get(bar.label) ?? 0);
    if (bar.value !== undefined)
      return result.distinct === null ? undefined : (labels.get(String(bar.value)) ?? 0);
    return hist?.length === summary.bars.length ? hist[i] : undefined;
  });
  const known = here.filter((one) => one !== undefined);
  const whole =
    summary.shape === 'classes' ? known.reduce((a, b) => a + b, 0) : Math.max(0, ...known);
  const bars = summary.bars.map((bar, i): Bar => {
    const count = here[i];
    return count === undefined
      ? bar
      : { ...bar, here: count, hereShare: count / Math.max(1, whole) };
  });
  return { ...summary, bars };
}

/** What a header says below the name, but for values that are missing. */
export function headerLines(column: Column, rows: number): string[] {
  const { statistics } = column;
  const type = shortType(column) + uniqueText(column, rows - (statistics?.nan_count ?? 0));
  const hasRange = statistics && !statistics.frequencies && cellKind(column) !== 'link';
  return hasRange && !column.extra.vector ? [type, rangeText(column, statistics)] : [type];
}

function summariseAll(column: Column, rows: number): Summary {
  const statistics = column.statistics;
  const nulls = statistics?.nan_count ?? 0;
  const base: Summary = {
    type: `${shortType(column)}${uniqueText(column, rows - nulls)}`,
    range: '',
    nulls: nulls > 0 && rows > 0 ? `${percent(nulls / rows)} null` : '',
    nullCondition: `${quoteName(column.name)} IS NULL`,
    shape: 'none',
    bars: [],
  };
  if (column.extra.vector) return { ...base, range: vectorRange(column) };
  if (!statistics) {
    const isMedia = isPictureColumn(column) || isFileColumn(column);
    return { ...base, range: isMedia ? 'not measured' : '' };
  }
  if (statistics.frequencies) {
    const classes = statistics.n_unique ?? Object.keys(statistics.frequencies).length;
    return {
      ...base,
      range: column.column_type === 'bool' ? 'true / false' : plural(classes, 'class', 'classes'),
      shape: 'classes',
      bars: classBars(column, statistics.frequencies, rows),
    };
  }
  return {
    ...base,
    // How long addresses are says nothing.
    range: cellKind(column) === 'link' ? '' : rangeText(column, statistics),
    shape: statistics.histogram || column.extra.counts?.length ? 'histogram' : 'none',
    bars: barsOf(column, statistics, nulls + (column.extra.n_infinite ?? 0)),
  };
}

/** One bar a value where integers are few: in bins the last would hold two of them. */
function barsOf(column: Column, { histogram }: Statistics, nulls: number): Bar[] {
  const counts = column.extra.counts ?? [];
  if (counts.length > 0) return valueBars(column, counts);
  return histogram ? histogramBars(column, histogram, nulls) : [];
}

function valueBars(column: Column, counts: [number, number][]): Bar[] {
  const rows = new Map(counts);
  const values = [...rows.keys()];
  const lowest = Math.min(...values);
  const length = Math.max(...values) - lowest + 1;
  const highest = Math.max(1, ...rows.values());
  return Array.from({ length }, (_, i) => {
    const value = lowest + i;
    const here = rows.get(value) ?? 0;
    return {
      label: column.role === 'year' ? countPlain(value) : count(value),
      value,
      rows: here,
      share: here / highest,
      condition: valueCondition(column, value),
    };
  });
}

function shortType(column: Column): string {
  const type = column.type
    .replace(/ of \d+ float(32|64)$/, '')
    .replace(/^class \(\d+\)$/, 'class label');
  if (column.column_type === 'string_label') return `${type} · classes`;
  return type;
}

/** How many different values there are, which `present` rows have; classes are counted below. */
function uniqueText(column: Column, present: number): string {
  const distinct = column.extra.n_distinct;
  if (!distinct || column.column_type === 'string_label') return '';
  return distinct === present && present > 1 ? ' · all unique' : ` · ${compact(distinct)} unique`;
}

/** What is counted where a histogram is of sizes. */
export function sizesOf(column: Column): string {
  if (column.column_type === 'string_text') return ' characters';
  if (column.column_type === 'list' && !column.extra.vector) return ' members';
  return { image: ' px', audio: ' s' }[column.column_type ?? ''] ?? '';
}

function vectorRange(column: Column): string {
  const facts = column.extra.vector;
  if (!facts) return '';
  const dimension = `${countPlain(facts.dimension)} d`;
  if (facts.norm_min === null || facts.norm_max === null) return dimension;
  const low = compact(facts.norm_min);
  const high = compact(facts.norm_max);
  return `${dimension} · norm ${low === high ? low : `${low} – ${high}`}`;
}

/** An end of a range as it is read in a header. */
function endText(column: Column, value: number | string): string {
  if (typeof value === 'string') return momentText(value);
  return column.role === 'year' ? countPlain(value) : compact(value);
}

function rangeText(column: Column, { min, max }: Statistics): string {
  if (min === null || min === undefined || max === null || max === undefined) return 'all null';
  if (typeof min === 'string' || typeof max === 'string') {
    return `${String(min).slice(0, 10)} – ${String(max).slice(0, 10)}`;
  }
  const unit = sizesOf(column);
  if (min === 1 && max === 1) return `all 1${unit.replace('ers', 'er')}`;
  if (min === max) return `all ${endText(column, min)}${unit}`;
  return `${endText(column, min)} – ${endText(column, max)}${unit}`;
}

function histogramBars(column: Column, histogram: Histogram, nulls: number): Bar[] {
  const { hist, bin_edges: edges } = histogram;
  const highest = Math.max(1, ...hist);
  return hist.map((rows, i) => {
    const low = edges[i] ?? 0;
    const high = edges[i + 1] ?? low;
    const last = i === hist.length - 1;
    const bin = { low, high, first: i === 0, last, complete: nulls === 0 };
    return {
      label: binLabel(column, low, high, last),
      rows,
      share: rows / highest,
      condition: isMeasured(column) ? null : binCondition(column, bin),
    };
  });
}

function binLabel(
  column: Column,
  low: number | string,
  high: number | string,
  last: boolean,
): string {
  if (typeof low === 'string' || typeof high === 'string') {
    return `${momentText(String(low))} – ${momentText(String(high))}`;
  }
  const end = isWhole(column) && !last ? high - 1 : high;
  const text = (value: number) => (column.role === 'year' ? countPlain(value) : count(value));
  return low === end ? text(low) : `${text(low)} – ${text(end)}`;
}

/** Every class, the most frequent first. */
export function allClasses(column: Column, rows: number): Bar[] {
  return Object.entries(column.statistics?.frequencies ?? {})
    .sort((a, b) => b[1] - a[1])
    .map(([label, frequency]) => ({
      label,
      rows: frequency,
      share: frequency / Math.max(1, rows),
      condition: classCondition(column, label),
    }));
}

function classBars(column: Column, frequencies: Record<string, number>, rows: number): Bar[] {
  const present = Object.values(frequencies).reduce((sum, value) => sum + value, 0);
  const bars = allClasses(column, Math.min(rows, present)).filter((bar) => bar.rows > 0);
  if (bars.length <= kMostSegments + 1) return bars;
  const rest = bars.slice(kMostSegments);
  const others = rest.reduce((sum, bar) => sum + bar.rows, 0);
  return [
    ...bars.slice(0, kMostSegments),
    {
      label: `${plural(rest.length, 'other class', 'other classes')}`,
      rows: others,
      share: others / Math.max(1, present),
      condition: null,
    },
  ];
}

/** What a reader is told about a bar: "2020 – 2021: 3,412 rows (3.7%)". */
export function barText(bar: Bar, rows: number): string {
  const share = rows > 0 ? ` (${percent(bar.rows / rows)})` : '';
  const here = bar.here === undefined ? '' : `, ${count(bar.here)} in the result`;
  return `${bar.label}: ${plural(bar.rows, 'row')}${share}${here}`;
}

export function isNumeric(column: Column): boolean {
  const kind = cellKind(column);
  return kind === 'number' || kind === 'plain-number';
}
