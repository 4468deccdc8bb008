// Addresses made at random, and back.

import { expect, it } from 'vitest';
import { forSeeds, type Random } from '../ui/testing/random';
import { datasetUrl, emptyView, parseRoute, shelfUrl, type Shelf, type View } from './route';

const kTabs = ['viewer', 'search', 'list', 'map', 'sql', 'card', 'api'] as const;
const kModes = ['hybrid', 'keyword', 'semantic'] as const;

function view(random: Random): View {
  const text = () => (random.once(2) ? '' : random.text());
  const rows = () => [...new Set(random.some([0, 1, 3, 17, 99_999_999], 4))];
  const row = random.pick([null, 0, 1, random.below(1_000_000)]);
  return {
    tab: random.pick(kTabs),
    config: text(),
    split: text(),
    q: text(),
    where: text(),
    sort: text(),
    gallery: text(),
    picture: text(),
    row,
    key: row === null ? '' : text(),
    top: random.pick([0, 1, 9, random.below(1_000_000)]),
    mode: random.pick(kModes),
    like: rows(),
    dislike: rows(),
    topic: text(),
    value: text(),
    saved: text(),
    vectors: text(),
    colour: text(),
    at: text(),
    sql: text(),
    chart: text(),
  };
}

it('leads back to every view that it was made of', () => {
  forSeeds(500, (random) => {
    const [owner, name, shown] = [`o${random.text()}`, `n${random.text()}`, view(random)];
    const url = new URL(datasetUrl(owner, name, shown), 'http://x');
    expect(parseRoute(url.pathname, url.search)).toEqual({
      page: 'dataset',
      owner,
      name,
      view: shown,
    });
  });
});

it('leads back to every shelf that it was made of', () => {
  forSeeds(200, (random) => {
    const shelf: Shelf = {
      find: random.text(),
      kind: random.pick(['', 'image', 'text']),
      order: random.pick(['opened', 'imported', 'name', 'rows', 'size'] as const),
    };
    const url = new URL(shelfUrl(shelf), 'http://x');
    expect(parseRoute(url.pathname, url.search)).toEqual({ page: 'home', shelf });
  });
});

it('is the same for the same view, so that histories do not grow', () => {
  forSeeds(100, (random) => {
    const first = datasetUrl('o', 'n', view(random));
    const url = new URL(first, 'http://x');
    const route = parseRoute(url.pathname, url.search);
    expect(route.page === 'dataset' && datasetUrl('o', 'n', route.view)).toBe(first);
  });
});

it('takes what is no number for none', () => {
  const of = (search: string) => {
    const route = parseRoute('/datasets/a/b', search);
    return route.page === 'dataset' ? route.view : emptyView;
  };
  for (const wrong of [
    '',
    '-1',
    '1.5',
    '1e3',
    '+1',
    ' 1',
    '0x1',
    '1234567890123456',
    'NaN',
    'null',
  ]) {
    expect(of(`?row=${encodeURIComponent(wrong)}`).row, wrong).toBeNull();
    expect(of(`?top=${encodeURIComponent(wrong)}`).top, wrong).toBe(0);
    expect(of(`?like=${encodeURIComponent(wrong)}`).like, wrong).toEqual([]);
  }
  expect(of('?row=0').row).toBe(0);
  expect(of('?row=999999999999999').row).toBe(999_999_999_999_999);
  expect(of('?like=3,,x,3,-1,17,').like).toEqual([3, 17]);
  expect(of('?mode=Keyword&tab=Map')).toEqual(emptyView);
});

it('any bytes lead somewhere', () => {
  forSeeds(500, (random) => {
    const path = `/${random.pick(['', 'datasets/', 'datasets/a/', 'other/'])}${random.text()}`;
    const route = parseRoute(path, `?${random.text(20)}`);
    expect(['home', 'dataset', 'missing']).toContain(route.page);
  });
});
