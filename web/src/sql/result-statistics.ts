// What the values of a result's column are, in the form the table's headers read: the statistics the
// server has for the columns of a split, made in the browser for the rows that a query returned.

import type { Column, Histogram, Json, Statistics } from '../data/api-types';
import { kShortestVector } from '../data/column-kind';
import { binEdges } from '../data/label-lengths';

/** A text column with more distinct values than this is described by its lengths. */
const kMostLabels = 30;
const kBins = 10;

type Described = Pick<Column, 'column_type' | 'statistics' | 'extra'>;

const nothing: Described = { column_type: null, statistics: null, extra: {} };

/** `dtype`: of the column's feature; "" for lists, structs and whatever has none. */
export function describe(values: Json[], dtype: string, isList: boolean): Described {
  const present = values.filter((value) => value !== null);
  const missing = { nan_count: values.length - present.length };
  if (isList) return describeList(present, missing);
  if (dtype === 'bool') return labels('bool', present.map(capitalised), missing);
  if (/^u?int|^decimal.*, 0\)/.test(dtype)) return numbers('int', present, missing);
  if (/^(float|decimal)/.test(dtype)) return numbers('float', present, missing);
  if (/^(timestamp|date)/.test(dtype)) return dates(present, missing);
  if (/string$/.test(dtype)) return texts(present.map(String), missing);
  return nothing;
}

/** The labels that the server counts under for booleans. */
function capitalised(value: Json): string {
  return value === true ? 'True' : 'False';
}

function labels(kind: string, present: string[], missing: Statistics): Described {
  const frequencies = frequenciesOf(present);
  const n_unique = Object.keys(frequencies).length;
  return { column_type: kind, statistics: { ...missing, n_unique, frequencies }, extra: {} };
}

function frequenciesOf(present: string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function texts(present: string[], missing: Statistics): Described {
  const distinct = new Set(present).size;
  const repeats = distinct < present.length && distinct <= kMostLabels;
  if (repeats) return labels('string_label', present, missing);
  const lengths = present.map((text) => [...text].length);
  return { ...counted('string_text', lengths, missing), extra: { n_distinct: distinct } };
}

function describeList(present: Json[], missing: Statistics): Described {
  const lists = present.filter((value) => Array.isArray(value));
  const lengths = lists.map((list) => list.length);
  const described = counted('list', lengths, missing);
  const dimension = lengths[0] ?? 0;
  const isVector =
    dimension >= kShortestVector &&
    lengths.every((length) => length === dimension) &&
    lists.every((list) => list.every((value) => typeof value === 'number'));
  if (!isVector) return described;
  const norms = lists.map((list) => Math.hypot(...(list as number[])));
  const [norm_min, norm_max] = rangeOf(norms);
  const norm_mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  const n_zero = norms.filter((norm) => norm === 0).length;
  const vector = { dimension, norm_min, norm_max, norm_mean, n_zero, n_not_finite: 0 };
  return { ...described, extra: { vector } };
}

/** Whole numbers: values of a column, or lengths. */
function counted(kind: string, found: number[], missing: Statistics): Described {
  return summary(kind, found, missing, (min, max) =>
    Number.isSafeInteger(min) && Number.isSafeInteger(max)
      ? binEdges(min, max)
      : evenEdges(min, max),
  );
}

function numbers(kind: 'int' | 'float', present: Json[], missing: Statistics): Described {
  const found = present.map(Number).filter(Number.isFinite);
  return kind === 'int' ? counted(kind, found, missing) : summary(kind, found, missing, evenEdges);
}

function summary(
  kind: string,
  found: number[],
  missing: Statistics,
  edgesOf: (min: number, max: number) => number[],
): Described {
  if (found.length === 0) return { column_type: kind, statistics: missing, extra: {} };
  const sorted = Float64Array.from(found).sort();
  const [min, max] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0];
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const half = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
  const histogram = histogramOf(found, edgesOf(min, max));
  const statistics = { ...missing, min, max, mean: round(mean), median: round(median), histogram };
  return { column_type: kind, statistics, extra: { n_distinct: new Set(found).size } };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

function evenEdges(min: number, max: number): number[] {
  if (min === max) return [min, max];
  const edges = Array.from({ length: kBins }, (_, i) => min + ((max - min) * i) / kBins);
  return [...edges, max];
}

/** Bins are [a, b), the last one [a, b]. */
export function histogramOf(values: number[], edges: number[]): Histogram & { hist: number[] } {
  const hist = new Array<number>(Math.max(1, edges.length - 1)).fill(0);
  for (const value of values) {
    let bin = hist.length - 1;
    while (bin > 0 && value < (edges[bin] ?? 0)) bin -= 1;
    hist[bin] = (hist[bin] ?? 0) + 1;
  }
  return { hist, bin_edges: edges };
}

function dates(present: Json[], missing: Statistics): Described {
  const found = present.map((value) => dateValue(value)).filter(Number.isFinite);
  if (found.length === 0) return { column_type: 'datetime', statistics: missing, extra: {} };
  const wholeDays = present.every((value) => String(value).length === 10);
  const text = (time: number) => new Date(time).toISOString().slice(0, wholeDays ? 10 : 19);
  const [min, max] = rangeOf(found);
  const { hist, bin_edges } = histogramOf(found, evenEdges(min, max));
  const edges = bin_edges.map((edge) => text(Number(edge)));
  const histogram = { hist, bin_edges: edges };
  const ends = { min: text(min), max: text(max) };
  return { column_type: 'datetime', statistics: { ...missing, ...ends, histogram }, extra: {} };
}

/** Milliseconds since 1970, a time without a zone taken as UTC; NaN for what is no date. */
export function dateValue(value: Json): number {
  const text = String(value).replace(' ', 'T');
  return Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text);
}

/** The least and the greatest; 0 and 0 of nothing. */
export function rangeOf(values: number[]): [number, number] {
  let [min, max] = [values[0] ?? 0, values[0] ?? 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}
