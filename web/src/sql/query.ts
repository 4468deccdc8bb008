// A query as text: narrowed by what is clicked in its result, taken along to DuckDB, and first
// queries for a dataset that nobody has asked anything yet.

import type { Column, Split } from '../data/api-types';
import { isVector } from '../data/column-kind';
import { quoteName, quoteText } from '../data/where';

/** A name as it is typed: quoted only where it must be. */
export function plainName(name: string): string {
  return /^[a-z_][a-z_0-9]*$/.test(name) && !kReserved.has(name) ? name : quoteName(name);
}

/** Words that a column's name must be quoted for (DuckDB's reserved ones that data really has). */
const kReserved = new Set(
  (
    'all analyse analyze and any array as asc both case cast check collate column constraint create ' +
    'default desc describe distinct do else end except false fetch for foreign from group having in ' +
    'initially intersect into lateral leading limit not null offset on only or order placing primary ' +
    'qualify references returning select show some summarize symmetric table then to trailing true ' +
    'union unique unpivot using variadic when where window with pivot'
  ).split(' '),
);

/** Without the semicolons and space after the last statement. */
function withoutEnd(sql: string): string {
  return sql.replace(/[\s;]+$/, '');
}

export interface Refinement {
  /** A condition as the table's headers write it (data/where.ts). */
  where: string;
  /** An order as the table's headers write it (data/sort.ts). */
  sort: string;
}

/** The query whose rows are those of `sql` that pass, in that order. `columns`: those of its result. */
export function refined(sql: string, { where, sort }: Refinement, columns: Column[]): string {
  if (where === '' && sort === '') return sql;
  const parts = [`SELECT * FROM (\n${withoutEnd(sql)}\n) AS result`];
  if (where !== '') parts.push(`WHERE ${lengthsAsCalls(where, columns)}`);
  if (sort !== '') parts.push(`ORDER BY ${sort}`);
  return parts.join('\n');
}

/** "title.length" is a column of the table's conditions, and a function's value in SQL. */
function lengthsAsCalls(where: string, columns: Column[]): string {
  return columns.reduce(
    (text, { name }) => text.replaceAll(quoteName(`${name}.length`), `length(${quoteName(name)})`),
    where,
  );
}

/** A script for DuckDB's command line, or its Python package, that runs the query anywhere. */
export function duckdbScript(origin: string, splits: Split[], sql: string): string {
  const views = splits.map(({ split, parquet_files }) => {
    const urls = parquet_files.map(({ url }) => quoteText(origin + url));
    const list = urls.length === 1 ? urls[0] : `[\n  ${urls.join(',\n  ')}\n]`;
    return `CREATE OR REPLACE VIEW ${plainName(split)} AS FROM read_parquet(${list});`;
  });
  return [...views, '', `${withoutEnd(sql)}\n;`, ''].join('\n');
}

export interface Starter {
  title: string;
  sql: string;
}

/** More classes than this are no overview. */
const kMostClasses = 100;

/** Queries that say something about this table, the most telling first; never empty. */
export function starters(split: string, columns: Column[]): Starter[] {
  const table = plainName(split);
  const classes = columns.find(isClass);
  const number = columns.find(({ column_type, role }) => column_type === 'float' && role !== 'id');
  const year = columns.find(({ role, column_type }) => role === 'year' && column_type === 'int');
  const list = columns.find((one) => one.column_type === 'list' && !isVector(one));
  const found: Starter[] = [];
  if (classes) found.push(countBy(table, classes, number));
  if (year) found.push(overTime(table, year, number));
  if (list) found.push(members(table, list));
  if (number && !classes) found.push(highest(table, number));
  found.push(firstRows(table, columns));
  found.push({ title: 'What the columns hold', sql: `SUMMARIZE ${table}` });
  return found;
}

function isClass({ column_type, statistics }: Column): boolean {
  const labelled = column_type === 'string_label' || column_type === 'class_label';
  const classes = statistics?.n_unique ?? Object.keys(statistics?.frequencies ?? {}).length;
  return (labelled || column_type === 'bool') && classes > 1 && classes <= kMostClasses;
}

function averageOf(number: Column | undefined): string {
  return number ? `, round(avg(${plainName(number.name)}), 2) AS average` : '';
}

function countBy(table: string, column: Column, number: Column | undefined): Starter {
  const name = plainName(column.name);
  return {
    title: `Rows by ${column.name}`,
    sql: `SELECT ${name}, count(*) AS n${averageOf(number)}\nFROM ${table}\nGROUP BY ${name}\nORDER BY n DESC`,
  };
}

function overTime(table: string, year: Column, number: Column | undefined): Starter {
  const name = plainName(year.name);
  return {
    title: `Rows by ${year.name}`,
    sql: `SELECT ${name}, count(*) AS n${averageOf(number)}\nFROM ${table}\nGROUP BY ${name}\nORDER BY ${name}`,
  };
}

function members(table: string, list: Column): Starter {
  return {
    title: `Most frequent in ${list.name}`,
    sql: `SELECT member, count(*) AS n\nFROM (SELECT unnest(${plainName(list.name)}) AS member FROM ${table})\nGROUP BY member\nORDER BY n DESC\nLIMIT 20`,
  };
}

function highest(table: string, number: Column): Starter {
  const name = plainName(number.name);
  return {
    title: `Highest ${number.name}`,
    sql: `SELECT *\nFROM ${table}\nORDER BY ${name} DESC NULLS LAST\nLIMIT 20`,
  };
}

function firstRows(table: string, columns: Column[]): Starter {
  const vectors = columns.filter(isVector).map(({ name }) => plainName(name));
  const without = vectors.length > 0 ? ` EXCLUDE (${vectors.join(', ')})` : '';
  return { title: 'First 100 rows', sql: `SELECT *${without}\nFROM ${table}\nLIMIT 100` };
}
