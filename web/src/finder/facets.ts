// Facets: for the columns that divide the rows into few groups, the values with the number of rows of
// the present result; for numbers and dates, the bars of all rows with the result's share of each.

import type { Column, FacetAnswer, Json, Row } from '../data/api-types';
import { valueText } from '../data/column-kind';
import { classCondition, isNumber, memberCondition } from '../data/conditions';
import { hasMembers, membersOf, topicCondition } from '../values/paper';
import { summarise, type Summary } from '../values/column-summary';
import { hasCondition } from '../data/chips';
import { numberLiteral, quoteName } from '../data/where';

interface FacetValue {
  label: string;
  rows: number;
  condition: string;
}

export interface Facet {
  column: Column;
  values: FacetValue[];
  /** Of numbers and dates, in the place of values; else null. */
  bars: Summary | null;
  /** Distinct values beyond those listed. */
  more: number;
}

const facetRoles = ['class', 'venue', 'year', 'authors', 'keywords'];
const kMostFacets = 8;
const kMostClasses = 40;
const kNumbers = ['int', 'float', 'datetime'];

/** Whether a facet of the column has bars: numbers that count or measure, and dates. */
function hasBars(column: Column): boolean {
  return (
    kNumbers.includes(column.column_type ?? '') &&
    column.role !== 'id' &&
    (!!column.statistics?.histogram || !!column.extra.counts?.length)
  );
}

/** The columns that make facets: those of papers first, then others with few classes, then numbers. */
export function facetColumns(columns: Column[]): Column[] {
  const byRole = facetRoles.flatMap((role) => columns.filter((column) => column.role === role));
  const others = columns.filter(
    (column) =>
      !facetRoles.includes(column.role) &&
      (column.column_type === 'bool' ||
        (/label/.test(column.column_type ?? '') &&
          Object.keys(column.statistics?.frequencies ?? {}).length <= kMostClasses)),
  );
  const numbers = columns.filter((column) => !byRole.includes(column) && hasBars(column));
  return [...byRole, ...others, ...numbers].slice(0, kMostFacets);
}

/** The condition that selects one value of a facet. */
export function facetCondition(column: Column, value: Json): string {
  if (value === null) return `${quoteName(column.name)} IS NULL`;
  if (column.column_type === 'list') return memberCondition(column, value);
  if (hasMembers(column)) return topicCondition(column, valueText(value));
  if (isNumber(value)) return `${quoteName(column.name)} = ${numberLiteral(value)}`;
  return classCondition(column, valueText(value));
}

export function valuesOf(column: Column, answer: FacetAnswer): FacetValue[] {
  return answer.values.map(({ value, count }) => ({
    label: value === null ? 'none' : valueText(value),
    rows: count,
    condition: facetCondition(column, value),
  }));
}

/** What the server counted, in the order of facetColumns(). */
export function facetsOf(
  columns: Column[],
  counted: Record<string, FacetAnswer>,
  rows: number,
): Facet[] {
  return facetColumns(columns).flatMap((column): Facet[] => {
    const answer = counted[column.name];
    if (!answer) return [];
    if (hasBars(column)) {
      const bars = summarise(column, rows, answer);
      return bars.bars.length > 1 ? [{ column, values: [], bars, more: 0 }] : [];
    }
    if (answer.values.length === 0) return [];
    const values = valuesOf(column, answer);
    return [
      { column, values, bars: null, more: Math.max(0, (answer.distinct ?? 0) - values.length) },
    ];
  });
}

/** Whether one of its values is asked for. */
export function isChosen(facet: Facet, where: string): boolean {
  return facet.values.some((value) => hasCondition(where, value.condition));
}

/** Members of one column over these rows and in how many they are, most first; ties by name. */
export function countMembers(rows: Row[], column: Column): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = row[column.name] ?? null;
    const members = hasMembers(column)
      ? membersOf(value)
      : value === null
        ? []
        : [valueText(value)];
    for (const member of members) counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
