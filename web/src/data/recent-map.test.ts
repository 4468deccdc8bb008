import { expect, it } from 'vitest';
import { RecentMap } from './recent-map';

it('lets go of what was set or touched the longest ago', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1).set('b', 2);
  map.touch('a');
  map.touch('unknown');
  map.set('c', 3);
  expect([...map]).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
  map.set('a', 4).set('d', 5);
  expect([...map.keys()]).toEqual(['a', 'd']);
});
