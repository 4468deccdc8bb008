// A quick chart of a result: which columns it can show, what is likely wanted, and the marks to draw.
// Marks are in units of the data; the component only scales them.

import type { Column, Hit, Json } from '../api-types';
import { isVector } from '../column-kind';
import { isNumeric } from '../column-summary';
import { compact, countPlain, dateTime } from '../format';
import { dateValue, histogramOf, rangeOf } from './result-statistics';

export const kChartKinds = ['bar', 'line', 'scatter', 'histogram'] as const;
export type ChartKind = (typeof kChartKinds)[number];

export interface Chart {
  kind: ChartKind;
  x: string;
  /** "" for a histogram, and for bars that count rows. */
  y: string;
}

export interface Mark {
  /** What stands here, for people. */
  label: string;
  x: number;
  y: number;
}

export interface Drawing {
  marks: Mark[];
  /** Places of a band: 0, 1, 2 …; a histogram's marks are its bins. */
  scale: 'band' | 'number' | 'date';
  xRange: [number, number];
  yRange: [number, number];
  /** Rows or groups that there is no room for. */
  leftOut: number;
}

/** Bars that can still be told apart. */
const kMostBars = 40;
const kMostPoints = 5000;
const kBins = 20;

/** `?chart=` holds it as JSON: names may contain anything. */
export function formatChart({ kind, x, y }: Chart): string {
  return JSON.stringify([kind, x, y]);
}

/** The chart an address asks for, where the result has its columns. */
export function parseChart(text: string, columns: Column[]): Chart | null {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(parts)) return null;
  const [kind, x, y] = parts.map(String);
  const known = kChartKinds.find((one) => one === kind);
  const has = (name: string | undefined) => columns.some((one) => one.name === name);
  if (!known || x === undefined || y === undefined || !has(x)) return null;
  const chart: Chart = { kind: known, x, y: has(y) ? y : '' };
  return fits(chart, columns) ? chart : null;
}

function isDate(column: Column): boolean {
  return column.column_type === 'datetime';
}

/** The columns each axis can take. */
export function choices(kind: ChartKind, columns: Column[]): { x: Column[]; y: Column[] } {
  const plain = columns.filter((one) => one.column_type !== null && !isVector(one));
  const numbers = plain.filter(isNumeric);
  const ordered = plain.filter((one) => isNumeric(one) || isDate(one));
  if (kind === 'bar') return { x: plain.filter((one) => one.column_type !== 'list'), y: numbers };
  if (kind === 'histogram') return { x: ordered, y: [] };
  return { x: ordered, y: numbers };
}

function fits({ kind, x, y }: Chart, columns: Column[]): boolean {
  const { x: xs, y: ys } = choices(kind, columns);
  const hasY = ys.some(({ name }) => name === y);
  return xs.some(({ name }) => name === x) && (hasY || kind === 'histogram' || kind === 'bar');
}

/** What the result most likely wants to show; null where nothing of it can be drawn. */
export function suggestChart(columns: Column[]): Chart | null {
  const { x: bars, y: numbers } = choices('bar', columns);
  const words = bars.find((one) => !isNumeric(one) && !isDate(one));
  const time = bars.find((one) => isDate(one) || one.role === 'year');
  const value = numbers.find((one) => one !== time && one.role !== 'id');
  const other = numbers.find((one) => one !== value && one !== time && one.role !== 'id');
  if (time && value) return { kind: 'line', x: time.name, y: value.name };
  if (words && value) return { kind: 'bar', x: words.name, y: value.name };
  if (value && other) return { kind: 'scatter', x: value.name, y: other.name };
  const only = value ?? time;
  if (only) return { kind: 'histogram', x: only.name, y: '' };
  return words ? { kind: 'bar', x: words.name, y: '' } : null;
}

/** The same columns as far as another kind can take them. */
export function asKind(kind: ChartKind, chart: Chart, columns: Column[]): Chart | null {
  const { x, y } = choices(kind, columns);
  const named = (list: Column[], name: string) => list.find((one) => one.name === name);
  const onX = named(x, chart.x) ?? x.find((one) => one.name !== chart.y) ?? x[0];
  if (!onX) return null;
  const onY = named(y, chart.y) ?? y.find((one) => one !== onX) ?? y[0];
  const needsY = kind === 'line' || kind === 'scatter';
  if (needsY && !onY) return null;
  return { kind, x: onX.name, y: kind === 'histogram' ? '' : (onY?.name ?? '') };
}

export function draw(chart: Chart, columns: Column[], hits: Hit[]): Drawing {
  const column = columns.find(({ name }) => name === chart.x);
  const drawing =
    chart.kind === 'bar'
      ? bars(chart, column, hits)
      : chart.kind === 'histogram'
        ? histogram(chart, column, hits)
        : points(chart, column, hits);
  return drawing;
}

/** How a value of an axis is written. */
export function axisText(value: number, scale: Drawing['scale'], plain: boolean): string {
  if (scale === 'date') return dateTime(new Date(value).toISOString().slice(0, 10));
  return plain && Number.isInteger(value) ? countPlain(value) : compact(value);
}

function labelOf(value: Json | undefined, column: Column | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (column && isDate(column)) return dateTime(String(value));
  if (typeof value === 'number') return column?.role ? countPlain(value) : compact(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One bar per value of x, in the order of the result; rows of the same value add up. */
function bars({ x, y }: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const sums = new Map<string, number>();
  for (const { row } of hits) {
    const label = labelOf(row[x], column);
    const value = y === '' ? 1 : Number(row[y] ?? 0);
    sums.set(label, (sums.get(label) ?? 0) + (Number.isFinite(value) ? value : 0));
  }
  const shown = [...sums].slice(0, kMostBars);
  const marks = shown.map(([label, value], i) => ({ label, x: i, y: value }));
  return {
    marks,
    scale: 'band',
    xRange: [0, Math.max(1, marks.length)],
    yRange: withZero(rangeOf(marks.map((mark) => mark.y))),
    leftOut: sums.size - shown.length,
  };
}

function numberOf(value: Json | undefined, column: Column | undefined): number {
  if (value === null || value === undefined) return NaN;
  return column && isDate(column) ? dateValue(value) : Number(value);
}

function points({ kind, x, y }: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const all = hits
    .map(({ row }) => ({
      label: labelOf(row[x], column),
      x: numberOf(row[x], column),
      y: numberOf(row[y], undefined),
    }))
    .filter((mark) => Number.isFinite(mark.x) && Number.isFinite(mark.y));
  const marks = all.slice(0, kMostPoints);
  if (kind === 'line') marks.sort((a, b) => a.x - b.x);
  const yRange = rangeOf(marks.map((mark) => mark.y));
  return {
    marks,
    scale: column && isDate(column) ? 'date' : 'number',
    xRange: apart(rangeOf(marks.map((mark) => mark.x))),
    yRange: kind === 'line' ? withZero(yRange) : apart(yRange),
    leftOut: hits.length - marks.length,
  };
}

/** A mark's x is where its bin begins; `xRange` ends where the last one does. */
function histogram({ x }: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const scale = column && isDate(column) ? 'date' : 'number';
  const values = hits.map(({ row }) => numberOf(row[x], column)).filter(Number.isFinite);
  const whole = scale === 'number' && values.every(Number.isInteger);
  const [min, max] = rangeOf(values);
  const step = whole ? Math.max(1, Math.ceil((max + 1 - min) / kBins)) : (max - min) / kBins || 1;
  const bins = Math.max(1, whole ? Math.ceil((max + 1 - min) / step) : max > min ? kBins : 1);
  const edges = Array.from({ length: bins + 1 }, (_, i) => min + i * step);
  const { hist } = histogramOf(values, edges);
  const plain = column?.role !== '';
  const text = (value: number) => axisText(value, scale, plain);
  const marks = hist.map((rows, i) => {
    const [low, high] = [edges[i] ?? 0, edges[i + 1] ?? 0];
    const single = whole && step === 1;
    const last = whole ? high - 1 : high;
    return { label: single ? text(low) : `${text(low)} – ${text(last)}`, x: low, y: rows };
  });
  return {
    marks,
    scale,
    xRange: [min, edges[bins] ?? min + 1],
    yRange: withZero(rangeOf(hist)),
    leftOut: hits.length - values.length,
  };
}

/** Heights are read from zero. */
function withZero([low, high]: [number, number]): [number, number] {
  return apart([Math.min(0, low), Math.max(0, high)]);
}

/** Never empty: one value alone stands in the middle. */
function apart([low, high]: [number, number]): [number, number] {
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Round values within a range, about `wanted` of them. */
export function ticks([low, high]: [number, number], wanted: number): number[] {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i += 1)
    found.push(Number((i * step).toPrecision(12)));
  return found;
}
