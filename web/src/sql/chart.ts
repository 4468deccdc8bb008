// A quick chart of a result: which columns it can show, and what is likely wanted. What it draws of
// them is in chart-drawing.ts.

import type { Column } from '../data/api-types';
import { isVector } from '../data/column-kind';
import { isNumeric } from '../values/column-summary';

export const kChartKinds = ['bar', 'line', 'scatter', 'histogram'] as const;
export type ChartKind = (typeof kChartKinds)[number];

export interface Chart {
  kind: ChartKind;
  x: string;
  /** "" for a histogram, and for bars that count rows. */
  y: string;
}

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

export function isDate(column: Column): boolean {
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

/** What the address asks for, else what fits; null: the table. */
export function chartShown(text: string, columns: Column[]): Chart | null {
  return text === '' ? null : (parseChart(text, columns) ?? suggestChart(columns));
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
