import { expect, it } from 'vitest';
import { datasetUrl, emptyView, parseRoute, shelfUrl } from './route';

it('reads back every view it writes', () => {
  const view = {
    tab: 'api' as const,
    config: 'a b',
    split: 'test',
    q: 'reward & model',
    where: `"x" = 'é'`,
    sort: 'year desc',
    gallery: 'photo',
    picture: '12',
    saved: 'folder=a%26b&tag=s4',
    row: 17,
    key: 'key:id="17"',
    top: 46_149,
    mode: 'keyword' as const,
    like: [3, 17],
    dislike: [5],
    topic: 'authors',
    value: 'Émilie & Co',
    vectors: 'embedding',
    colour: 'year',
    at: '1.5,-2,3',
    sql: 'SELECT 1 + 1;\n-- & more',
    chart: '["bar","x",""]',
  };
  const url = new URL(datasetUrl('o/w', 'ñ', view), 'http://x');
  expect(parseRoute(url.pathname, url.search)).toEqual({
    page: 'dataset',
    owner: 'o/w',
    name: 'ñ',
    view,
  });
});

it('names by content the row that is open, and nothing else', () => {
  const url = datasetUrl('a', 'b', { ...emptyView, row: null, key: 'row:0f' });
  expect(url).toBe('/datasets/a/b');
});

it('keeps a plain address plain', () => {
  expect(datasetUrl('local', 'papers', emptyView)).toBe('/datasets/local/papers');
});

it('ignores values that make no sense', () => {
  const route = parseRoute('/datasets/a/b', '?row=-1&tab=nope&mode=magic&like=a,-1');
  expect(route).toEqual({ page: 'dataset', owner: 'a', name: 'b', view: emptyView });
});

it('takes a row that is named twice once', () => {
  const route = parseRoute('/datasets/a/b', '?like=3,17,3&dislike=5,5');
  expect(route).toMatchObject({ view: { like: [3, 17], dislike: [5] } });
});

it('reads back what of the library is shown', () => {
  const shelf = { find: 'reward & model', kind: 'image', order: 'rows' as const };
  const url = new URL(shelfUrl(shelf), 'http://x');
  expect(parseRoute(url.pathname, url.search)).toEqual({ page: 'home', shelf });
  const plain = { find: '', kind: '', order: 'opened' as const };
  expect(shelfUrl(plain)).toBe('/');
  expect(parseRoute('/', '?order=magic')).toEqual({ page: 'home', shelf: plain });
});

it('tells home from what does not exist', () => {
  expect(parseRoute('/', '').page).toBe('home');
  expect(parseRoute('/datasets', '').page).toBe('home');
  expect(parseRoute('/datasets/a', '').page).toBe('missing');
  expect(parseRoute('/datasets/%E0%A4%A/x', '').page).toBe('dataset');
});
