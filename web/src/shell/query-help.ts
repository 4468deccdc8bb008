// The language of the search box (docs/query-language.md) by examples from the columns at hand.

import type { Column } from '../data/api-types';
import { cellKind, classNames } from '../data/column-kind';

interface Example {
  /** What goes into the box; `_` is where words go. */
  part: string;
  means: string;
}

/** A name as the query language takes it: one word; "" where it cannot be written. */
function nameOf({ name }: Column): string {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : '';
}

function firstClass(column: Column): string {
  const names = classNames(column) ?? Object.keys(column.statistics?.frequencies ?? {});
  const value = names[0] ?? '';
  return /^[\p{L}\p{N}]+$/u.test(value) ? value : `"${value.replaceAll('"', '')}"`;
}

function range(column: Column): string {
  const { min, max } = column.statistics ?? {};
  return typeof min === 'number' && typeof max === 'number' && Number.isInteger(min)
    ? `${min}..${Math.floor((min + max) / 2)}`
    : '_..';
}

/** Examples of everything that can be typed; those of single columns where such columns are. */
export function examplesOf(columns: Column[]): Example[] {
  const named = columns.filter((one) => nameOf(one) !== '');
  const text =
    named.find(({ role }) => role === 'title') ?? named.find((one) => one.kind === 'text');
  const kind = named.find((one) => cellKind(one) === 'class');
  const number =
    named.find(({ role }) => role === 'year') ??
    named.find((one) => ['number', 'plain-number'].includes(cellKind(one)));
  return [
    { part: '"_"', means: 'exactly this phrase' },
    { part: '-_', means: 'without this word' },
    { part: '_*', means: 'words that begin so' },
    { part: '(_ OR )', means: 'either; AND for both' },
    ...(text ? [{ part: `${nameOf(text)}:_`, means: `the word in ${text.name}` }] : []),
    ...(kind
      ? [{ part: `${nameOf(kind)}:${firstClass(kind)}`, means: `rows of this ${kind.name}` }]
      : []),
    ...(number
      ? [{ part: `${nameOf(number)}:${range(number)}`, means: `${number.name} in this range` }]
      : []),
  ];
}
