// The datasets of the library as a shelf shows them: those that have the words and the kind, in order.

import type { DatasetSummary } from '../data/api-types';
import type { Shelf } from '../shell/route';

/** The kinds of data for people, in the order in which they are offered. */
const kKinds: [string, string][] = [
  ['image', 'Pictures'],
  ['audio', 'Sound'],
  ['video', 'Video'],
  ['document', 'Documents'],
  ['text', 'Text'],
  ['tabular', 'Numbers and classes'],
  ['vectors', 'Vectors'],
];

export const kOrderNames: [Shelf['order'], string][] = [
  ['opened', 'last opened'],
  ['imported', 'last imported'],
  ['name', 'name'],
  ['rows', 'most rows'],
  ['size', 'largest'],
];

/** What a dataset is found by. */
function wordsOf({ id, pretty_name, description, license, tags, columns }: DatasetSummary): string {
  return [id, pretty_name, description, license, ...tags, ...columns].join('\n').toLowerCase();
}

type Compare = (a: DatasetSummary, b: DatasetSummary) => number;

function comparing(order: Shelf['order'], opened: Record<string, number>): Compare {
  const byName: Compare = (a, b) => a.id.localeCompare(b.id);
  const imported: Compare = (a, b) => b.imported_at.localeCompare(a.imported_at);
  const orders: Record<Shelf['order'], Compare> = {
    opened: (a, b) => (opened[b.id] ?? 0) - (opened[a.id] ?? 0) || imported(a, b),
    imported,
    name: (a, b) => (a.pretty_name || a.name).localeCompare(b.pretty_name || b.name),
    rows: (a, b) => b.num_rows - a.num_rows,
    size: (a, b) => b.num_bytes - a.num_bytes,
  };
  return (a, b) => orders[order](a, b) || byName(a, b);
}

/** Those with every word of `find`, of its kind, in its order. `opened`: when each was, by id. */
export function arrange(
  datasets: DatasetSummary[],
  { find, kind, order }: Shelf,
  opened: Record<string, number>,
): DatasetSummary[] {
  const asked = find.toLowerCase().split(/\s+/).filter(Boolean);
  return datasets
    .filter((one) => kind === '' || one.modalities.includes(kind))
    .filter((one) => {
      const words = wordsOf(one);
      return asked.every((word) => words.includes(word));
    })
    .sort(comparing(order, opened));
}

/** The kinds that some dataset has, each with how many have it. */
export function kindsOf(
  datasets: DatasetSummary[],
): { kind: string; name: string; count: number }[] {
  return kKinds
    .map(([kind, name]) => ({
      kind,
      name,
      count: datasets.filter(({ modalities }) => modalities.includes(kind)).length,
    }))
    .filter(({ count }) => count > 0);
}

/** "Pictures, text, vectors". */
export function kindsText({ modalities }: DatasetSummary): string {
  const [first = '', ...others] = kKinds
    .filter(([kind]) => modalities.includes(kind))
    .map(([, name]) => name);
  return [first, ...others.map((name) => name.toLowerCase())].join(', ');
}
