// Shelves of libraries made at random, beside what the words say they hold.

import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '../data/api-types';
import type { Shelf } from '../shell/route';
import { forSeeds, type Random } from '../ui/testing/random';
import { arrange, kindsOf, kindsText } from './shelf';

const kModalities = [
  'image',
  'audio',
  'video',
  'document',
  'text',
  'tabular',
  'vectors',
  'unheard of',
];

function library(random: Random): DatasetSummary[] {
  return Array.from({ length: random.below(8) }, (_, i) => ({
    id: `local/${i}`,
    owner: 'local',
    name: `${i}`,
    pretty_name: random.pick(['', 'Alpha', 'beta', 'Éclair']),
    description: random.pick(['', 'What was sold', 'PAPERS of 2025']),
    num_rows: random.below(3),
    num_columns: 1,
    num_bytes: random.below(3),
    imported_at: `2026-01-0${1 + random.below(3)}T00:00:00Z`,
    snapshot: '',
    license: random.pick(['', 'mit']),
    tags: random.some(['x', 'Y'], 2),
    columns: random.some(['Title', 'year'], 2),
    modalities: [...new Set(random.some(kModalities, 3))],
  }));
}

describe('the shelf', () => {
  it('holds what has every word and the kind, and no order loses or invents any', () => {
    forSeeds(400, (random) => {
      const all = library(random);
      const shelf: Shelf = {
        find: random.some(['papers', 'MIT', 'title', 'zzz', 'loc'], 2).join('  '),
        kind: random.pick(['', 'image', 'text']),
        order: random.pick(['opened', 'imported', 'name', 'rows', 'size'] as const),
      };
      const opened = Object.fromEntries(random.some(all, 3).map(({ id }) => [id, random.below(3)]));
      const before = JSON.stringify(all);
      const found = arrange(all, shelf, opened);
      expect(JSON.stringify(all), 'is not sorted itself').toBe(before);
      const wanted = all.filter((one) => {
        const text = JSON.stringify([
          one.id,
          one.pretty_name,
          one.description,
          one.license,
          one.tags,
          one.columns,
        ]).toLowerCase();
        return (
          shelf.find
            .toLowerCase()
            .split(' ')
            .every((word) => text.includes(word)) &&
          (shelf.kind === '' || one.modalities.includes(shelf.kind))
        );
      });
      expect(found.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
      for (let i = 1; i < found.length; i += 1) {
        const [a, b] = [found[i - 1], found[i]] as [DatasetSummary, DatasetSummary];
        if (shelf.order === 'rows') expect(a.num_rows).toBeGreaterThanOrEqual(b.num_rows);
        if (shelf.order === 'size') expect(a.num_bytes).toBeGreaterThanOrEqual(b.num_bytes);
        if (shelf.order === 'imported') expect(a.imported_at >= b.imported_at).toBe(true);
        if (shelf.order === 'opened')
          expect(opened[a.id] ?? 0).toBeGreaterThanOrEqual(opened[b.id] ?? 0);
        if (shelf.order === 'imported' && a.imported_at === b.imported_at)
          expect(a.id < b.id, 'ties by name').toBe(true);
      }
    });
  });

  it('counts each kind that is there, in the order in which they are offered', () => {
    forSeeds(100, (random) => {
      const all = library(random);
      const kinds = kindsOf(all);
      for (const { kind, count } of kinds) {
        expect(count).toBe(all.filter(({ modalities }) => modalities.includes(kind)).length);
        expect(count).toBeGreaterThan(0);
        expect(kind).not.toBe('unheard of');
      }
      const order = kinds.map(({ kind }) => kModalities.indexOf(kind));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    });
  });

  it('says the kinds of one as a phrase', () => {
    const [any] = library({
      below: () => 1,
      pick: <T>(from: readonly T[]) => from[0] as T,
      some: () => [],
    } as unknown as Random);
    const of = (modalities: string[]) => kindsText({ ...any, modalities } as DatasetSummary);
    expect(of([])).toBe('');
    expect(of(['unheard of'])).toBe('');
    expect(of(['text'])).toBe('Text');
    expect(of(['tabular', 'text', 'image'])).toBe('Pictures, text, numbers and classes');
  });
});
