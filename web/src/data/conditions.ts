// Conditions made of what is clicked: a bar, a range, a class, a member of a list. They are written as a
// person could have typed them, which is how the server reads them.

import type { Column, Json } from './api-types';
import { numberLiteral, quoteName, quoteText } from './where';

/** The name a condition uses: lengths are columns of their own. */
function conditionName(column: Column): string {
  const lengths = column.column_type === 'string_text' || column.column_type === 'list';
  return quoteName(lengths ? `${column.name}.length` : column.name);
}

/** The condition that selects the rows with this number. */
export function valueCondition(column: Column, value: number): string {
  return `${quoteName(column.name)} = ${numberLiteral(value)}`;
}

/** Whether the statistics are of the files in the rows, which no condition asks about. */
export function isMeasured(column: Column): boolean {
  return ['image', 'audio', 'video'].includes(column.column_type ?? '');
}

/** The condition that selects all rows of the bars from `first` to `last`, both included. */
export function spanCondition(column: Column, first: number, last: number): string | null {
  if (isMeasured(column)) return null;
  const counts = column.extra.counts ?? [];
  if (counts.length > 0) {
    const lowest = Math.min(...counts.map(([value]) => value));
    const [from, to] = [Math.min(first, last), Math.max(first, last)].map((at) => lowest + at);
    return rangeCondition(column, String(from), String(to));
  }
  const statistics = column.statistics;
  const edges = statistics?.histogram?.bin_edges ?? [];
  const bins = edges.length - 1;
  const low = edges[Math.min(first, last)];
  const high = edges[Math.max(first, last) + 1];
  if (low === undefined || high === undefined) return null;
  const ends = { first: Math.min(first, last) === 0, last: Math.max(first, last) === bins - 1 };
  if (ends.first && ends.last) return null;
  return binCondition(column, {
    low,
    high,
    ...ends,
    complete: !statistics?.nan_count && !column.extra.n_infinite,
  });
}

/** The condition for values between two ends as a person typed them; null where neither is one. */
export function rangeCondition(column: Column, from: string, to: string): string | null {
  if (isMeasured(column)) return null;
  const name = conditionName(column);
  const isDate = column.column_type === 'datetime';
  const literal = (text: string) => {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() === '') return null;
    if (isDate) return quoteText(text.trim());
    return Number.isFinite(value) ? numberLiteral(value) : null;
  };
  const low = literal(from);
  const high = literal(to);
  const parts = [low && `${name} >= ${low}`, high && `${name} <= ${high}`];
  return parts.filter((part) => part).join(' AND ') || null;
}

export function isWhole(column: Column): boolean {
  return !['float', 'datetime', 'audio', 'video'].includes(column.column_type ?? '');
}

interface Bin {
  low: number | string;
  high: number | string;
  first: boolean;
  last: boolean;
  /** No NaN may hide among the values, so that the outer ends can stay open. */
  complete: boolean;
}

export function binCondition(column: Column, { low, high, first, last, complete }: Bin): string {
  const name = conditionName(column);
  if (typeof low === 'string' || typeof high === 'string') {
    const to = last ? '<=' : '<';
    return `${name} >= ${quoteText(String(low))} AND ${name} ${to} ${quoteText(String(high))}`;
  }
  if (isWhole(column)) {
    const end = last ? high : high - 1;
    return `${name} >= ${numberLiteral(low)} AND ${name} <= ${numberLiteral(end)}`;
  }
  // Edges of a float column are rounded: the outer bins also take what lies just outside them.
  if (first && !last) return `${name} < ${numberLiteral(high)}`;
  if (last && !first && complete) return `${name} >= ${numberLiteral(low)}`;
  return `${name} >= ${numberLiteral(low)} AND ${name} ${last ? '<=' : '<'} ${numberLiteral(high)}`;
}

/** The condition that selects one class of a column. */
export function classCondition(column: Column, label: string): string {
  const name = quoteName(column.name);
  if (column.column_type === 'bool') return `${name} = ${label.toLowerCase()}`;
  return `${name} = ${quoteText(label)}`;
}

/** The condition that selects the rows whose list has this member. */
export function memberCondition(column: Column, member: Json): string {
  const text = isNumber(member) ? numberLiteral(member) : quoteText(String(member));
  return `${text} IN ${quoteName(column.name)}`;
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
