import { expect, it } from 'vitest';
import type { Hit } from '../data/api-types';
import type { Rows } from '../data/row-source';
import { firstRows } from './decimals';

function sourceOf(values: number[]) {
  let gone = false;
  const source: Rows = {
    total: values.length,
    numRows: values.length,
    at: (position) => (gone ? undefined : ({ row: { n: values[position] } } as unknown as Hit)),
    want: () => undefined,
  };
  return { source, scrollFarAway: () => (gone = true) };
}

it('knows the first rows after they have been scrolled away from, and those of another query', () => {
  const first = firstRows(2);
  const { source, scrollFarAway } = sourceOf([1.5, 2, 3]);
  expect(first(source)).toEqual([{ n: 1.5 }, { n: 2 }]);
  scrollFarAway();
  expect(first(source)).toEqual([{ n: 1.5 }, { n: 2 }]);
  expect(first(sourceOf([7]).source)).toEqual([{ n: 7 }]);
});
