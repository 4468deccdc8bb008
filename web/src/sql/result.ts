// The answer of a query as the table wants it: columns with statistics of their values, and rows.

import type { Column, Hit, Json, VectorSketch } from '../data/api-types';
import type { Rows } from '../data/row-source';
import { describe } from './result-statistics';
import type { SqlAnswer, SqlColumn } from './sql-api';

/** Rows that are all in memory. */
class ResultRows implements Rows {
  readonly total: number;
  readonly numRows: number;

  constructor(private readonly hits: Hit[]) {
    this.total = hits.length;
    this.numRows = hits.length;
  }

  at(position: number): Hit | undefined {
    return this.hits[position];
  }

  want(): void {
    // Everything is here.
  }
}

export interface ResultTable {
  columns: Column[];
  hits: Hit[];
  rows: ResultRows;
}

interface FeatureObject {
  _type?: Json;
  dtype?: Json;
}

function featureOf({ feature }: SqlColumn): FeatureObject {
  return typeof feature === 'object' && feature !== null && !Array.isArray(feature) ? feature : {};
}

/** "" for lists, structs and whatever has none. */
function dtypeOf(column: SqlColumn): string {
  const { dtype } = featureOf(column);
  return typeof dtype === 'string' ? dtype : '';
}

/** Names as DuckDB makes them differ in an outer query: a, a_1. */
export function distinctNames(names: string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let one = name;
    for (let i = 1; seen.has(one); i += 1) {
      const next = `${name}_${i}`;
      one = taken.has(next) ? one : next;
    }
    seen.add(one);
    return one;
  });
}

/** Columns of whole years read as 2,024 otherwise. */
function roleOf(name: string, { dtype }: FeatureObject): string {
  return typeof dtype === 'string' && /int/.test(dtype) && /(^|_)(year|id)$/i.test(name)
    ? /year$/i.test(name)
      ? 'year'
      : 'id'
    : '';
}

/** The most digits that a number keeps exactly, whatever they are. */
const kExactDigits = 15;

/** Decimals, and so sums of whole numbers, come as text: a number where it is the same one. */
function cellOf(value: Json | undefined, isDecimal: boolean): Json {
  if (!isDecimal || typeof value !== 'string') return value ?? null;
  if (value.replace(/\D/g, '').length <= kExactDigits) return Number(value);
  return /^-?\d+$/.test(value) ? BigInt(value) : value;
}

export function tableOf(answer: SqlAnswer): ResultTable {
  const names = distinctNames(answer.columns.map(({ name }) => name));
  const decimals = answer.columns.map((column) => /^decimal/.test(dtypeOf(column)));
  const cells = answer.rows.map((row) => decimals.map((isDecimal, i) => cellOf(row[i], isDecimal)));
  const columns = answer.columns.map((column, i): Column => {
    const feature = featureOf(column);
    const dtype = dtypeOf(column);
    const isList = feature._type === 'List' || feature._type === 'LargeList';
    const values = cells.map((row) => row[i] ?? null);
    const name = names[i] ?? '';
    return { ...column, name, role: roleOf(name, feature), ...describe(values, dtype, isList) };
  });
  const vectors = columns.filter(({ extra }) => extra.vector).map(({ name }) => name);
  const hits = cells.map((values, row_idx): Hit => {
    const row = Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
    const sketches = vectors.map((name) => [name, sketchOf(row[name])] as const);
    return {
      row_idx,
      score: null,
      row,
      highlights: {},
      why: null,
      ...(vectors.length > 0 ? { vectors: Object.fromEntries(sketches) } : {}),
    };
  });
  return { columns, hits, rows: new ResultRows(hits) };
}

const kSketchParts = 32;

/** The extreme of each part, as the server draws the vectors of a split. */
export function sketchOf(value: Json | undefined): VectorSketch | null {
  if (!Array.isArray(value)) return null;
  const numbers = value.map(Number);
  const largest = numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
  const parts = Math.min(kSketchParts, numbers.length);
  const sketch = Array.from({ length: parts }, (_, i) => {
    const from = Math.floor((i * numbers.length) / parts);
    const end = Math.floor(((i + 1) * numbers.length) / parts);
    const part = numbers.slice(from, end);
    const extreme = part.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
    return Math.round((extreme / largest) * 100);
  });
  return { dimension: numbers.length, norm: Math.hypot(...numbers), sketch };
}
