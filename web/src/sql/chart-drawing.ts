// The marks of a chart, in units of the data; the component only scales them.

import { exactText } from '../data/exact-json';
import type { Column, Hit, Json } from '../data/api-types';
import { isNumeric } from '../values/column-summary';
import { momentText } from '../data/times';
import { compact, count, countPlain } from '../ui/format';
import { isDate, type Chart } from './chart';
import { dateValue, histogramOf, rangeOf } from './result-statistics';

interface Mark {
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
  /** What the heights are. */
  yName: string;
  /** How far from a value its tick stands: a bin of one whole number is named in its middle. */
  tickShift: number;
  /** Rows or groups that there is no room for. */
  leftOut: number;
}

/** Bars that can still be told apart. */
const kMostBars = 40;
const kMostPoints = 5000;
const kBins = 20;

export function draw(chart: Chart, columns: Column[], hits: Hit[]): Drawing {
  const column = columns.find(({ name }) => name === chart.x);
  if (chart.kind === 'bar') return bars(chart, column, hits);
  if (chart.kind === 'line') return line(chart, column, hits);
  if (chart.kind === 'scatter') return scatter(chart, column, hits);
  return histogram(chart, column, hits);
}

/** How a value of an axis is written. */
export function axisText(value: number, scale: Drawing['scale'], plain: boolean): string {
  if (scale === 'date') return momentText(new Date(value).toISOString().slice(0, 10));
  return plain && Number.isInteger(value) ? countPlain(value) : compact(value);
}

function labelOf(value: Json | undefined, column: Column | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (column && isDate(column)) return momentText(String(value));
  if (typeof value === 'number') return column?.role ? countPlain(value) : count(value);
  return typeof value === 'string' ? value : exactText(value);
}

function numberOf(value: Json | undefined, column: Column | undefined): number {
  if (value === null || value === undefined) return NaN;
  return column && isDate(column) ? dateValue(value) : Number(value);
}

interface Group {
  value: Json;
  sum: number;
}

/** The sum of y, or the number of rows, for each value of x; in the order of the result. */
function grouped({ x, y }: Chart, hits: Hit[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { row } of hits) {
    const value = row[x] ?? null;
    const key = exactText(value);
    const group = groups.get(key) ?? { value, sum: 0 };
    const added = y === '' ? 1 : numberOf(row[y], undefined);
    if (Number.isFinite(added)) group.sum += added;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Says so where heights are sums that the query itself did not make. */
function nameOfSums(y: string, groups: number, rows: number): string {
  if (y === '') return 'rows';
  return groups < rows ? `sum of ${y}` : y;
}

/** One bar per value of x. Sums of several rows stand in the order of x where it has one. */
function bars(chart: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const groups = grouped(chart, hits);
  const hasOrder = column !== undefined && (isNumeric(column) || isDate(column));
  if (hasOrder && groups.length < hits.length) {
    const place = ({ value }: Group) => {
      const at = numberOf(value, column);
      return Number.isFinite(at) ? at : Number.MAX_VALUE;
    };
    groups.sort((a, b) => place(a) - place(b));
  }
  const shown = groups.slice(0, kMostBars);
  const marks = shown.map(({ value, sum }, i) => ({ label: labelOf(value, column), x: i, y: sum }));
  return {
    marks,
    scale: 'band',
    xRange: [0, Math.max(1, marks.length)],
    yRange: withZero(rangeOf(marks.map((mark) => mark.y))),
    yName: nameOfSums(chart.y, groups.length, hits.length),
    tickShift: 0,
    leftOut: groups.length - shown.length,
  };
}

/** The rows that have both values. */
function placed({ x, y }: Chart, hits: Hit[], column: Column | undefined): Hit[] {
  return hits.filter(
    ({ row }) =>
      Number.isFinite(numberOf(row[x], column)) && Number.isFinite(numberOf(row[y], undefined)),
  );
}

/** One height per value of x: rows of the same value add up, as in bars. */
function line(chart: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const rows = placed(chart, hits, column);
  const groups = grouped(chart, rows);
  const marks = groups
    .map(({ value, sum }) => ({
      label: labelOf(value, column),
      x: numberOf(value, column),
      y: sum,
    }))
    .sort((a, b) => a.x - b.x)
    .slice(0, kMostPoints);
  return {
    ...numbered(marks, column),
    yRange: withZero(rangeOf(marks.map((mark) => mark.y))),
    yName: nameOfSums(chart.y, groups.length, rows.length),
    leftOut: hits.length - rows.length + groups.length - marks.length,
  };
}

function scatter(chart: Chart, column: Column | undefined, hits: Hit[]): Drawing {
  const marks = placed(chart, hits, column)
    .slice(0, kMostPoints)
    .map(({ row }) => ({
      label: labelOf(row[chart.x], column),
      x: numberOf(row[chart.x], column),
      y: numberOf(row[chart.y], undefined),
    }));
  return {
    ...numbered(marks, column),
    yRange: apart(rangeOf(marks.map((mark) => mark.y))),
    yName: chart.y,
    leftOut: hits.length - marks.length,
  };
}

function numbered(marks: Mark[], column: Column | undefined) {
  const scale: Drawing['scale'] = column && isDate(column) ? 'date' : 'number';
  return { marks, scale, xRange: apart(rangeOf(marks.map((mark) => mark.x))), tickShift: 0 };
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
  const single = whole && step === 1;
  const plain = column?.role !== '';
  const text = (value: number) => axisText(value, scale, plain);
  const marks = hist.map((rows, i) => {
    const [low, high] = [edges[i] ?? 0, edges[i + 1] ?? 0];
    const last = whole ? high - 1 : high;
    return { label: single ? text(low) : `${text(low)} – ${text(last)}`, x: low, y: rows };
  });
  return {
    marks,
    scale,
    xRange: [min, edges[bins] ?? min + 1],
    yRange: withZero(rangeOf(hist)),
    yName: 'rows',
    tickShift: single ? 0.5 : 0,
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

/** A round distance that parts the range about `wanted` times; null where there is none. */
function stepOf([low, high]: [number, number], wanted: number): number | null {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0) || !Number.isFinite(rough)) return null;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

function multiples(step: number, first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Round values within a range, about `wanted` of them. */
export function ticks([low, high]: [number, number], wanted: number): number[] {
  const step = stepOf([low, high], wanted);
  if (step === null) return [low];
  return multiples(step, Math.ceil(low / step), Math.floor(high / step + 1e-9));
}

/** The same from at or below the range to at or above it: no mark stands beyond the last of them. */
export function ticksAround([low, high]: [number, number], wanted: number): number[] {
  const step = stepOf([low, high], wanted);
  if (step === null) return low === high ? [low] : [low, high];
  return multiples(step, Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9));
}
