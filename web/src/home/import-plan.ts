// What a person can decide before an import: which questions fit a kind of file, which types a column can
// have, and the options that come of the answers.

import type { ReadingOptions } from '../data/api-types';

/** What decides which questions are asked. */
export type SourceKind = 'delimited' | 'json' | 'typed' | 'several';

const kKinds: [RegExp, SourceKind][] = [
  [/\.(csv|tsv|tab|txt)(\.(gz|zst|bz2|xz|lz4))?$/i, 'delimited'],
  [/\.(json|jsonl|ndjson|jsonlines|ldjson|jl|geojson)(\.(gz|zst|bz2|xz|lz4))?$/i, 'json'],
  [/\.(parquet|arrows?|feather|ipc|npy|npz|sqlite3?|db3?|xls[xm])$/i, 'typed'],
];

/** By the ending of a file's name; folders, globs and the unknown may hold anything. */
export function kindOf(name: string): SourceKind {
  return kKinds.find(([ending]) => ending.test(name))?.[1] ?? 'several';
}

/** The kind of them all; "several" where they differ. */
export function kindOfAll(names: string[]): SourceKind {
  const kinds = new Set(names.map(kindOf));
  const [first] = kinds;
  return kinds.size === 1 && first ? first : 'several';
}

/** Of a path as it was pasted: "papers.csv" of `"/data/papers.csv"`. */
function lastPart(path: string): string {
  return path.replace(/[/\\"']+$/, '').replace(/^.*[/\\"']/, '');
}

/** What files are called where there is room for one name. */
export function labelOf(sources: string[]): string {
  const [first = '', ...others] = sources.map(lastPart);
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** Whether all of them, one at least, would have to be fetched. */
export function areElsewhere(sources: string[]): boolean {
  return sources.length > 0 && sources.every((source) => /^["']?(hf|https?):\/\//i.test(source));
}

/** Paths as they are pasted: a line each. */
export function pastedSources(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** What is asked of the server: one source by itself, several as one dataset. */
export function sourceOf(sources: string[]): { source: string } | { sources: string[] } {
  const [only = ''] = sources;
  return sources.length === 1 ? { source: only } : { sources };
}

interface Choice {
  value: string;
  label: string;
}

export const kDelimiters: Choice[] = [
  { value: '', label: 'as found' },
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: '\t', label: 'tab' },
  { value: '|', label: 'bar |' },
  { value: ' ', label: 'blank' },
  { value: '^', label: 'caret ^' },
  { value: '~', label: 'tilde ~' },
  { value: ':', label: 'colon' },
];

export const kEncodings: Choice[] = [
  { value: '', label: 'as found' },
  ...[
    'utf-8',
    'windows-1252',
    'iso-8859-2',
    'windows-1251',
    'koi8-r',
    'utf-16le',
    'utf-16be',
    'shift_jis',
    'euc-jp',
    'gb18030',
    'big5',
    'euc-kr',
  ].map((value) => ({ value, label: value })),
];

const kScalars = ['string', 'int64', 'float64', 'bool', 'date32', 'timestamp[us]', 'time64[us]'];

/** A column whose lists of numbers can be had as vectors. */
export const kAsVector = 'vector';

/** What a column found to be of `type` can be read as instead. */
export function otherTypes(type: string): string[] {
  if (/^list of (u?int|float)\d+$/.test(type)) return [kAsVector];
  const isScalar = /^(null|bool|u?int\d+|float\d+|decimal.*|string|large_string|date.*|time.*)$/;
  return isScalar.test(type) ? kScalars.filter((one) => one !== type) : [];
}

/** The options with one column read as `type`; "" leaves it to evidence. */
export function withType(options: ReadingOptions, column: string, type: string): ReadingOptions {
  const types = Object.fromEntries(
    Object.entries(options.types ?? {}).filter(([name]) => name !== column),
  );
  const vectors = (options.vectors ?? []).filter((name) => name !== column);
  if (type === kAsVector) vectors.push(column);
  else if (type !== '') types[column] = type;
  return { ...options, types, vectors };
}

/**
 * The options with one of them changed; undefined leaves it to evidence. What the columns are called may
 * be another by it, so that what was said of single ones goes.
 */
export function withOption<Key extends keyof ReadingOptions>(
  options: ReadingOptions,
  key: Key,
  value: ReadingOptions[Key] | undefined,
): ReadingOptions {
  const changed: ReadingOptions = { ...options };
  if (key !== 'date_format') [changed.types, changed.vectors] = [{}, []];
  const kept = Object.entries(changed).filter(([name]) => name !== key);
  const said = value === undefined || value === '' ? [] : [[key, value] as const];
  return Object.fromEntries([...kept, ...said]);
}

const kControls: [RegExp, string][] = [
  [/--date-format\b/g, '"Dates written as"'],
  [/--encoding\b/g, '"Encoding"'],
  [/--delimiter\b/g, '"Fields parted by"'],
  [/--(no-)?header\b/g, '"First line"'],
  [/--skip-lines\b/g, '"Lines to skip"'],
  [/--field\b/g, '"Records are in"'],
  [/--(type|vector)\b/g, 'the type below'],
];

/** A sentence that names options of the command line, with the names that they have in the dialog. */
export function inTheDialog(sentence: string): string {
  return kControls.reduce((text, [option, control]) => text.replace(option, control), sentence);
}

/** Without what says nothing, as it is sent. */
export function spoken(options: ReadingOptions): ReadingOptions {
  const { types = {}, vectors = [], ...rest } = options;
  return {
    ...rest,
    ...(Object.keys(types).length > 0 ? { types } : {}),
    ...(vectors.length > 0 ? { vectors } : {}),
  };
}
