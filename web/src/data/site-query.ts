// Search, filter and order over all rows of a split in the browser: for a site, which has no server. Words are
// found where a word begins with them, in any case and without regard to accents; rows that have them all in the
// title come first, the others in the order of the data. Conditions are those that the page itself writes.

import type { Column, Hit, Json, Row } from './api-types';
import { chipsOf } from './chips';
import { classLabel, classNames, valueText } from './column-kind';
import type { RowQuery } from './parameters';
import { parseSort } from './sort';
import { parseComparison, splitClauses } from './where';

type Test = (row: Row) => boolean;

/** The hits of a query, in its order. Errors: of a condition that is none of the page's, as a text. */
export function siteQuery(
  columns: Column[],
  hits: Hit[],
  { q, where, sort }: RowQuery,
): Hit[] | string {
  const test = conditionTest(columns, where);
  if (typeof test === 'string') return test;
  const kept = hits.filter(({ row }) => test(row));
  const found = q.trim() === '' ? kept : withWords(columns, kept, q);
  return sort === '' ? found : ordered(columns, found, sort);
}

// ---- conditions

function conditionTest(columns: Column[], where: string): Test | string {
  const tests: Test[] = [];
  for (const chip of chipsOf(where)) {
    const parts = chip.alternatives.length > 0 ? chip.alternatives : splitClauses(chip.text);
    const made: Test[] = [];
    for (const part of parts) {
      const test = clauseTest(columns, part);
      if (test === null)
        return `This page is a copy in files: it understands conditions as its form, bars and values write them, not ${part}`;
      made.push(test);
    }
    tests.push(
      chip.alternatives.length > 0
        ? (row) => made.some((test) => test(row))
        : (row) => made.every((test) => test(row)),
    );
  }
  return (row) => tests.every((test) => test(row));
}

function clauseTest(columns: Column[], clause: string): Test | null {
  const denied = /^NOT\s*\((.*)\)$/is.exec(clause.trim());
  const parsed = parseComparison(denied?.[1]?.trim() ?? bare(clause, columns));
  if (!parsed) return null;
  const { op, value } = parsed;
  const cell = cellOf(columns, parsed.column);
  if (!cell) return null;
  if (op === 'is' || op === 'is not') {
    const wantsNull = (op === 'is') === (denied === null);
    return (row) => (cell(row) === null) === wantsNull;
  }
  return (row) => {
    const held = cell(row);
    if (held === null) return false;
    return holds(held, op, value) !== (denied !== null);
  };
}

/** A name that stands without quotes, as people type it, in quotes. */
function bare(clause: string, columns: Column[]): string {
  const [, name = '', rest = ''] = /^([A-Za-z_]\w*)(\b.*)$/s.exec(clause.trim()) ?? [];
  const known = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return known ? `"${known.name}"${rest}` : clause;
}

/** What of a row a condition's name means; null for a name that is none. */
function cellOf(columns: Column[], name: string): ((row: Row) => Json) | null {
  const column = columns.find((one) => one.name === name);
  if (column) {
    const names = classNames(column);
    return (row) => (names ? classLabel(row[name], names) : (row[name] ?? null));
  }
  const of = columns.find((one) => `${one.name}.length` === name);
  return of ? (row) => lengthOf(row[of.name] ?? null) : null;
}

function lengthOf(value: Json): Json {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : null;
}

function holds(held: Json, op: string, value: string): boolean {
  if (op === 'has') return membersOf(held).includes(value.toLowerCase());
  if (op === 'contains') return valueText(held).toLowerCase().includes(value.toLowerCase());
  if (op === 'starts with') return valueText(held).toLowerCase().startsWith(value.toLowerCase());
  const order = compared(held, value);
  if (op === '=') return order === 0;
  if (op === '!=' || op === '<>') return order !== 0;
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

function membersOf(held: Json): string[] {
  const members = Array.isArray(held) ? held : valueText(held).split(/[,;]/);
  return members.map((one) => valueText(one).trim().toLowerCase());
}

const kMoment = /^\d{4}-\d{2}-\d{2}([T ]|$)/;

/** Moments as texts of one form, so that their order is that of the texts. */
function momentKey(text: string): string {
  const plain = text.replace('T', ' ').replace(/(Z|[+]00:00)$/, '');
  return plain.length === 10 ? `${plain} 00:00:00` : plain;
}

/** Below, at or above 0 as `held` is before, at or behind the literal. */
function compared(held: Json, literal: string): number {
  if (typeof held === 'number' || typeof held === 'bigint') {
    const value = Number(literal);
    return Number.isNaN(value) ? 1 : Number(held) - value;
  }
  const text = valueText(held);
  if (kMoment.test(text) && kMoment.test(literal))
    return textOrder(momentKey(text), momentKey(literal));
  return textOrder(text, literal);
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// ---- words

interface Texts {
  title: string;
  all: string;
}

const known = new WeakMap<Hit, Texts>();

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function textsOf(columns: Column[], hit: Hit): Texts {
  const before = known.get(hit);
  if (before) return before;
  const title = columns.find((one) => one.role === 'title');
  const texts = {
    title: title ? folded(valueText(hit.row[title.name] ?? '')) : '',
    all: folded(
      columns
        .map((column) => hit.row[column.name])
        .filter((value) => typeof value === 'string' || typeof value === 'object')
        .map((value) => valueText(value ?? ''))
        .join('\n'),
    ),
  };
  known.set(hit, texts);
  return texts;
}

interface Wanted {
  pattern: RegExp;
  isDenied: boolean;
  word: string;
}

/** Words, "phrases" and -words that must not be there. */
function wantedWords(q: string): Wanted[] {
  return [...folded(q).matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)].flatMap(
    ([, minus, phrase, single]) => {
      const word = (phrase ?? single ?? '').trim().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
      if (word === '') return [];
      const escaped = word.replace(/[\\^$.|?*+()[\]{}/-]/g, '\\$&').replace(/\s+/g, '\\s+');
      const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}`, 'u');
      return [{ pattern, isDenied: minus === '-', word }];
    },
  );
}

function withWords(columns: Column[], hits: Hit[], q: string): Hit[] {
  const wanted = wantedWords(q);
  const asked = wanted.filter((one) => !one.isDenied);
  const why = { terms: asked.map(({ word }) => word) };
  const first: Hit[] = [];
  const others: Hit[] = [];
  for (const hit of hits) {
    const { title, all } = textsOf(columns, hit);
    if (!wanted.every(({ pattern, isDenied }) => pattern.test(all) !== isDenied)) continue;
    const inTitle = asked.every(({ pattern }) => pattern.test(title));
    (inTitle ? first : others).push({ ...hit, why });
  }
  return [...first, ...others];
}

// ---- order

/** Of one column: numbers by value, else by text; missing ones stay out of it. */
function valueOrder(a: Json, b: Json): number {
  const isNumber = (value: Json) => typeof value === 'number' || typeof value === 'bigint';
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  return textOrder(valueText(a), valueText(b));
}

function ordered(columns: Column[], hits: Hit[], sort: string): Hit[] {
  const keys = parseSort(sort).map(({ column, descending }) => ({
    cell: cellOf(columns, column) ?? (() => null),
    sign: descending ? -1 : 1,
  }));
  return [...hits].sort((a, b) => {
    for (const { cell, sign } of keys) {
      const [left, right] = [cell(a.row), cell(b.row)];
      if (left === null && right === null) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const order = valueOrder(left, right);
      if (order !== 0) return sign * order;
    }
    return a.row_idx - b.row_idx;
  });
}
