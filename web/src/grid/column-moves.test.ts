// Layouts of columns made at random: where each stands, before it is moved and behind.

import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { emptyLayout, type ColumnLayout } from '../data/preferences';
import { forSeeds, type Random } from '../ui/testing/random';
import { arrange, moveBy, moveTo, togglePin } from './column-order';

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  feature: { dtype: 'string', _type: 'Value' },
  role: '',
  column_type: null,
  statistics: null,
  extra: {},
  ...more,
});

const kNames = ['a', 'b', 'c', 'd', 'e'];
const columns = kNames.map((name) => column(name));

function layout(random: Random): ColumnLayout {
  return {
    ...emptyLayout,
    order: [...new Set(random.some([...kNames, 'gone'], 6))],
    pinned: [...new Set(random.some(kNames, 2))],
    hidden: [...new Set(random.some(kNames, 2))],
  };
}
const shown = (one: ColumnLayout) => arrange(columns, one).columns.map(({ name }) => name);

describe('the order of columns', () => {
  it('shows each column that is not hidden once, the pinned first', () => {
    forSeeds(500, (random) => {
      const one = layout(random);
      const { columns: all, pinned } = arrange(columns, one);
      const names = all.map(({ name }) => name);
      expect([...names].sort()).toEqual(kNames.filter((name) => !one.hidden.includes(name)));
      expect(names.map((name) => one.pinned.includes(name))).toEqual(
        names.map((_, at) => at < pinned),
      );
      const ranked = names.slice(pinned).filter((name) => one.order.includes(name));
      expect(ranked).toEqual(one.order.filter((name) => ranked.includes(name)));
    });
  });

  it('puts a moved column where the other stood', () => {
    forSeeds(500, (random) => {
      const one = layout(random);
      const before = shown(one);
      if (before.length < 2) return;
      const [name, target] = [random.pick(before), random.pick(before)];
      const moved = moveTo(columns, one, name, target);
      if (name === target) {
        expect(moved).toBe(one);
        return;
      }
      expect(moved.pinned.includes(name)).toBe(one.pinned.includes(target));
      const after = shown(moved);
      expect([...after].sort()).toEqual([...before].sort());
      const others = (names: string[]) => names.filter((each) => each !== name);
      expect(others(after)).toEqual(others(before));
      if (one.pinned.includes(name) === one.pinned.includes(target))
        expect(after.indexOf(name)).toBe(before.indexOf(target));
    });
  });

  it('moves one step among its side, and back again', () => {
    forSeeds(500, (random) => {
      const one = layout(random);
      const before = shown(one);
      if (before.length === 0) return;
      const name = random.pick(before);
      const step = random.pick([-1, 1]);
      const moved = moveBy(columns, one, name, step);
      if (moved === one) return;
      expect(shown(moved).indexOf(name)).toBe(before.indexOf(name) + step);
      expect(shown(moveBy(columns, moved, name, -step))).toEqual(before);
    });
    expect(moveBy(columns, emptyLayout, 'gone', 1)).toBe(emptyLayout);
  });

  it('has a pin that goes as it came', () => {
    const pinned = togglePin(emptyLayout, 'b');
    expect(pinned.pinned).toEqual(['b']);
    expect(togglePin(pinned, 'b').pinned).toEqual([]);
    expect(emptyLayout.pinned).toEqual([]);
  });
});
