// How the cells of a column are drawn, from its type, its role and what its statistics say.

import type { Column, Json } from './api-types';
import { exactText } from './exact-json';

interface CellLayout {
  /** Of a column before its values are known, in pixels. */
  width: number;
  /** What its header says below the name wants so much; undefined: as much as any column. */
  narrowest?: number;
  /** A value is one line, cut where it is longer. */
  isOneLine?: boolean;
}

/** What a cell can be drawn as. */
const kLayouts = {
  text: { width: 280 },
  link: { width: 138, isOneLine: true },
  number: { width: 130, isOneLine: true },
  'plain-number': { width: 120, isOneLine: true },
  date: { width: 190, narrowest: 180, isOneLine: true },
  duration: { width: 130, isOneLine: true },
  bool: { width: 110, narrowest: 100, isOneLine: true },
  class: { width: 170, narrowest: 130 },
  list: { width: 260, narrowest: 130 },
  vector: { width: 160 },
  json: { width: 260 },
} satisfies Record<string, CellLayout>;

type CellKind = keyof typeof kLayouts;

/** More classes than this are read better as text than as badges. */
const kMostBadges = 40;
const kLongestBadge = 60;

interface FeatureObject {
  _type?: Json;
  dtype?: Json;
  names?: Json;
  feature?: Json;
}

function asFeature(feature: Json): FeatureObject {
  return typeof feature === 'object' && feature !== null && !Array.isArray(feature) ? feature : {};
}

/** The names of a ClassLabel, in code order; null for every other type. */
export function classNames(column: Column): string[] | null {
  const { _type, names } = asFeature(column.feature);
  return _type === 'ClassLabel' && Array.isArray(names) ? names.map(String) : null;
}

/** Whether a column is of pictures, by its type: what a gallery can show. */
export function isPictureColumn(column: Column): boolean {
  return asFeature(column.feature)._type === 'Image';
}

/** Whether its values are files that are played or opened, by its type. */
export function isFileColumn(column: Column): boolean {
  return ['Audio', 'Video', 'Pdf'].includes(String(asFeature(column.feature)._type));
}

function isListOfScalars(feature: FeatureObject): boolean {
  const type = feature._type;
  return (
    (type === 'List' || type === 'LargeList') &&
    asFeature(feature.feature ?? null)._type === 'Value'
  );
}

/** Lists of fewer numbers are read as these numbers: a box, a place, a colour. */
export const kShortestVector = 16;

/** Whether the numbers of each list are one thing, to be compared by nearness and drawn as a picture. */
export function isVector(column: Column): boolean {
  if (column.kind !== undefined) return column.kind === 'vector';
  const named = /^vector of (\d+) /.exec(column.type);
  const dimension = column.extra.vector?.dimension ?? Number(named?.[1] ?? 0);
  return dimension >= kShortestVector;
}

/** Whether rows can be compared by meaning: by vectors, or by those that the server makes of text. */
export function hasMeaning(columns: Column[]): boolean {
  return columns.some((column) => isVector(column) || column.kind === 'text');
}

/** By which column rows are similar; null: by what they say; undefined where there is nothing. */
export function similarBy(columns: Column[]): Column | null | undefined {
  return columns.find(isVector) ?? (hasMeaning(columns) ? null : undefined);
}

/** "int64", "timestamp[us, tz=UTC]"; "" for lists, structs and whatever has none. */
export function dtypeOf(column: Column): string {
  const { dtype } = asFeature(column.feature);
  return typeof dtype === 'string' ? dtype : '';
}

/** The unit of a duration: s, ms, us or ns; "" for every other type. */
export function durationUnit(column: Column): string {
  return /^duration\[(\w+)\]$/.exec(dtypeOf(column))?.[1] ?? '';
}

function areBadges(classes: string[]): boolean {
  return classes.length <= kMostBadges && classes.every((one) => one.length <= kLongestBadge);
}

export function cellKind(column: Column): CellKind {
  const feature = asFeature(column.feature);
  const dtype = dtypeOf(column);
  if (isVector(column)) return 'vector';
  if (feature._type === 'ClassLabel') return 'class';
  if (isListOfScalars(feature)) return 'list';
  if (feature._type !== 'Value') return 'json';
  if (dtype === 'bool') return 'bool';
  if (/^u?int|^float|^decimal/.test(dtype)) {
    return column.role === 'year' || column.role === 'id' ? 'plain-number' : 'number';
  }
  if (/^timestamp|^date/.test(dtype)) return 'date';
  if (durationUnit(column)) return 'duration';
  if (column.role === 'link') return 'link';
  const classes = Object.keys(column.statistics?.frequencies ?? {});
  if (column.column_type === 'string_label' && classes.length > 0 && areBadges(classes))
    return 'class';
  return 'text';
}

/** An http or https address, or null: nothing else is ever made clickable. */
export function safeLink(value: Json | undefined): string | null {
  if (typeof value !== 'string' || !/^https?:\/\/\S+$/i.test(value)) return null;
  try {
    const url = new URL(value);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The paper's page on arXiv for an identifier such as 2503.10728, 2503.10728v2 or cs/0112017. */
export function arxivLink(value: Json | undefined): string | null {
  if (typeof value !== 'string') return null;
  return /^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/.test(value)
    ? `https://arxiv.org/abs/${value}`
    : null;
}

/** The label of a class cell, be it a code or a name; null for "no label". */
export function classLabel(value: Json | undefined, names: string[] | null): string | null {
  if (value === null || value === undefined) return null;
  if (names && typeof value === 'number') return names[value] ?? null;
  return String(value);
}

/** Any value as short text: strings as they are, the rest as JSON. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : exactText(value);
}

/** As valueText(), the members of a list one behind the other: "Ada, Grace". */
export function listText(value: Json | undefined): string {
  return Array.isArray(value) ? value.map(valueText).join(', ') : valueText(value);
}

export function cellLayout(kind: CellKind): CellLayout {
  return kLayouts[kind];
}

/** The width of a column with long values, in pixels. */
export function startWidth(column: Column): number {
  const longest = Number(column.statistics?.max ?? 0);
  const kind = cellKind(column);
  if (column.role === 'abstract') return 380;
  // A button, and what its header says.
  if (isFileColumn(column)) return kLayouts.number.width;
  // Before the first row has one of them, too.
  if (column.label?.kind === 'choice') return kLayouts.class.width;
  if (kind === 'text' && column.column_type === 'string_text' && longest <= 24) return 200;
  return kLayouts[kind].width;
}

/** Days without a time are shown and filtered as moments are. */
export function withDates(columns: Column[]): Column[] {
  return columns.map((column) =>
    column.extra.date
      ? { ...column, column_type: 'datetime', statistics: column.extra.date }
      : column,
  );
}
