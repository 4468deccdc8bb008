// The form of a filter: a column, an operator and a value, as a condition and back. Names of columns are
// quoted and values are literals: a column called SQL, or a value with quotes, is a name and a value.

import type { Column } from '../data/api-types';
import { classNames, isVector } from '../data/column-kind';
import { parseComparison, quoteName, quoteText, splitClauses } from '../data/where';

export interface FilterForm {
  column: string;
  operator: string;
  value: string;
  /** The upper end, of "between". */
  to: string;
}

interface Operator {
  id: string;
  label: string;
}

type Family = 'number' | 'moment' | 'class' | 'bool' | 'list' | 'text' | 'other';

const kCompared: Operator[] = [
  { id: '=', label: 'is' },
  { id: '!=', label: 'is not' },
  { id: '>=', label: 'at least' },
  { id: '<=', label: 'at most' },
  { id: '>', label: 'more than' },
  { id: '<', label: 'less than' },
  { id: 'between', label: 'between' },
];
const kEqual = kCompared.slice(0, 2);
const kLengths: Operator[] = [
  { id: 'length >=', label: 'length at least' },
  { id: 'length <=', label: 'length at most' },
];
const kOperators: Record<Family, Operator[]> = {
  number: kCompared,
  moment: kCompared,
  class: kEqual,
  bool: kEqual,
  list: [{ id: 'has', label: 'has' }, { id: 'has not', label: 'has not' }, ...kLengths],
  text: [
    { id: 'contains', label: 'contains' },
    { id: 'starts with', label: 'starts with' },
    ...kEqual,
    ...kLengths,
  ],
  other: [],
};
const kNulls: Operator[] = [
  { id: 'is null', label: 'is missing' },
  { id: 'is not null', label: 'is not missing' },
];

function familyOf(column: Column): Family {
  if (isVector(column)) return 'other';
  if (classNames(column)) return 'class';
  const type = column.column_type ?? '';
  if (type === 'int' || type === 'float') return 'number';
  if (type === 'datetime') return 'moment';
  if (type === 'bool' || type === 'list') return type;
  if (type === 'string_label') return 'class';
  return type === 'string_text' ? 'text' : 'other';
}

export function operatorsOf(column: Column): Operator[] {
  return [...kOperators[familyOf(column)], ...kNulls];
}

/** Values to choose from: classes, or the most frequent members. */
export function choicesOf(column: Column): string[] {
  if (column.column_type === 'bool') return ['true', 'false'];
  const members = column.extra.members?.most_frequent ?? [];
  const frequencies = column.statistics?.frequencies;
  if (frequencies) return Object.keys(frequencies).slice(0, 200);
  return members.map(([member]) => String(member)).slice(0, 200);
}

export function needsValue(operator: string): boolean {
  return !operator.endsWith('null');
}

/** As a person writes it: 1,5 is 1.5; all digits are kept. */
function numberText(text: string): string | null {
  const plain = text.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null;
}

function literalOf(column: Column, value: string): string | null {
  const family = familyOf(column);
  if (family === 'number') return numberText(value);
  if (family === 'bool')
    return /^(true|false)$/i.test(value.trim()) ? value.trim().toLowerCase() : null;
  if (family === 'moment') return value.trim() === '' ? null : quoteText(value.trim());
  return quoteText(value);
}

function memberLiteral(column: Column, value: string): string {
  const first = column.extra.members?.most_frequent[0]?.[0];
  const number = typeof first === 'number' ? numberText(value) : null;
  return number ?? quoteText(value);
}

/** null where the value is none for the column. */
export function conditionOf(column: Column, form: FilterForm): string | null {
  const { operator, value, to } = form;
  const name = quoteName(column.name);
  if (operator === 'is null') return `${name} IS NULL`;
  if (operator === 'is not null') return `${name} IS NOT NULL`;
  if (value === '') return null;
  if (operator === 'contains') return `contains(lower(${name}), ${quoteText(value.toLowerCase())})`;
  if (operator === 'starts with')
    return `starts_with(lower(${name}), ${quoteText(value.toLowerCase())})`;
  if (operator === 'has') return `${memberLiteral(column, value)} IN ${name}`;
  if (operator === 'has not') return `NOT (${memberLiteral(column, value)} IN ${name})`;
  if (operator.startsWith('length')) {
    const length = numberText(value);
    return length && `${quoteName(`${column.name}.length`)} ${operator.slice(-2)} ${length}`;
  }
  const low = literalOf(column, value);
  if (operator !== 'between') return low && `${name} ${operator} ${low}`;
  const high = literalOf(column, to);
  return low && high && `${name} >= ${low} AND ${name} <= ${high}`;
}

/** What the form says of a chip's text; null where only the text can. */
export function formOf(text: string, columns: Column[]): FilterForm | null {
  const parts = splitClauses(text).map(parseComparison);
  const [first, second] = parts;
  if (!first || parts.length > 2 || (parts.length === 2 && second?.op !== '<=')) return null;
  const length =
    first.column.endsWith('.length') && !columns.some(({ name }) => name === first.column);
  const column = length ? first.column.slice(0, -'.length'.length) : first.column;
  const found = columns.find((one) => one.name === column);
  if (!found) return null;
  const nulls = { is: 'is null', 'is not': 'is not null' }[first.op];
  const operator = nulls ?? (second ? 'between' : `${length ? 'length ' : ''}${first.op}`);
  if (!operatorsOf(found).some(({ id }) => id === operator)) return null;
  return { column, operator, value: nulls ? '' : first.value, to: second?.value ?? '' };
}
