// Which of what is saved is shown, and what becomes of two changes, on generated entries.

import { describe, expect, it } from 'vitest';
import { forSeeds, Random } from '../ui/testing/random';
import { entryKey, kStates, merged, type ReadingEntry } from './reading-list.svelte';
import { counted, kOrders, parseShown, shownEntries, shownText, tagsOf } from './shown';

function entryBy(random: Random, row: number): ReadingEntry {
  const time = () => `2026-11-0${1 + random.below(3)}T00:00:00Z`;
  return {
    config: 'default',
    split: random.pick(['train', 'test']),
    row_idx: row,
    snapshot: random.pick(['s', 't']),
    now: random.once(5) ? null : row,
    identity: '',
    title: random.pick(['Zebra', 'apple', 'Äther', random.text()]),
    note: random.pick(['', 'look AGAIN', random.text()]),
    folder: random.pick(['', 'thesis', 'x&y=z']),
    tags: [...new Set(random.some(['s4', 'cite', 'a b'], 3))],
    status: random.pick(kStates),
    rating: random.below(6),
    added_at: time(),
    changed_at: time(),
  };
}

/** Always the first of what there is to choose from. */
class RandomZero extends Random {
  constructor() {
    super(0);
  }
  override below(): number {
    return 0;
  }
}

describe('what is shown', () => {
  it('is what passes every condition, in an order that nothing contradicts', () => {
    forSeeds(300, (random) => {
      const entries = Array.from({ length: random.below(25) }, (_, row) => entryBy(random, row));
      const shown = {
        find: random.pick(['', 'APPLE', 'look again', 'zebra']),
        folder: random.pick([null, '', 'thesis', 'x&y=z']),
        tags: [...new Set(random.some(['s4', 'cite'], 2))],
        status: random.pick(['', ...kStates]),
        order: random.pick(Object.keys(kOrders) as (keyof typeof kOrders)[]),
      };
      expect(parseShown(shownText(shown))).toEqual(shown);
      const found = shownEntries(entries, shown);
      const passes = (entry: ReadingEntry) => {
        const all = [entry.title, entry.note, entry.folder, ...entry.tags].join('\n').toLowerCase();
        if (
          !shown.find
            .toLowerCase()
            .split(' ')
            .every((word) => all.includes(word))
        )
          return false;
        if (shown.folder !== null && entry.folder !== shown.folder) return false;
        if (shown.tags.some((tag) => !entry.tags.includes(tag))) return false;
        return shown.status === '' || entry.status === shown.status;
      };
      expect(new Set(found)).toEqual(new Set(entries.filter(passes)));
      expect(found).toHaveLength(entries.filter(passes).length);
      found.slice(1).forEach((entry, i) => {
        const before = found[i] ?? entry;
        if (shown.order === 'added') expect(before.added_at >= entry.added_at).toBe(true);
        if (shown.order === 'changed') expect(before.changed_at >= entry.changed_at).toBe(true);
        if (shown.order === 'rating') expect(before.rating).toBeGreaterThanOrEqual(entry.rating);
        if (shown.order === 'row') expect(before.row_idx).toBeLessThan(entry.row_idx);
        if (shown.order === 'added' && before.added_at === entry.added_at)
          expect(before.row_idx).toBeGreaterThan(entry.row_idx);
        if (shown.order === 'rating' && before.rating === entry.rating)
          expect(before.row_idx).toBeLessThan(entry.row_idx);
      });
    });
  });

  it('counts each value, and tags are read as they are joined', () => {
    forSeeds(100, (random) => {
      const values = random.some(['a', 'b', '', 'Z'], 12);
      const counts = counted(values);
      expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(values.length);
      for (const [value, count] of counts)
        expect(count).toBe(values.filter((one) => one === value).length);
      const tags = tagsOf(random.some(['a', ' b ', '', 'a  c', ','], 9).join(','));
      expect(tagsOf(tags.join(', '))).toEqual(tags);
      expect(new Set(tags).size).toBe(tags.length);
      expect(tags).not.toContain('');
    });
  });
});

describe('two who change one entry', () => {
  it('lose no note and no tag, and write nothing that is there', () => {
    forSeeds(200, (random) => {
      const theirs = entryBy(random, 1);
      const mine = entryBy(random, 1);
      const both = merged(theirs, { note: mine.note, tags: mine.tags, rating: mine.rating });
      const after = { ...theirs, ...both };
      expect(after.note).toContain(mine.note);
      expect(after.note).toContain(theirs.note);
      for (const tag of [...mine.tags, ...theirs.tags]) expect(after.tags).toContain(tag);
      expect(new Set(after.tags).size).toBe(after.tags.length);
      expect(after.rating).toBe(theirs.rating);
      expect(merged(theirs, { note: theirs.note, tags: theirs.tags })).toEqual({});
    });
  });

  it('mean one entry where its key is the same', () => {
    const one = entryBy(new RandomZero(), 3);
    expect(entryKey({ ...one, note: 'other', now: null })).toBe(entryKey(one));
    for (const other of [{ row_idx: 4 }, { snapshot: 'u' }, { config: 'c' }, { split: 'x' }])
      expect(entryKey({ ...one, ...other })).not.toBe(entryKey(one));
  });
});
