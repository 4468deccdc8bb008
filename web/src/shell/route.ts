// Addresses of the page and back. What is on screen is what the address says: `/?find=&kind=&order=`, or
// `/datasets/{owner}/{name}?tab=&config=&split=&q=&where=&sort=&row=&key=&top=`, empty values left out. The Viewer
// adds `gallery` (a column) and `picture` (the position of one in the result). The Search tab adds `mode`, `like` and `dislike` (row indices), and `topic` with `value`: the page of an author
// or a keyword. The Saved tab adds `saved` (saved/shown.ts). The Map tab adds `vectors` and `colour` (columns) and `at` (the camera), the SQL tab `sql`,
// and `chart` for how the result is drawn. A site (site.ts) has one dataset at one address, and the same
// parameters.

import { kModes, type Mode } from '../data/parameters';
import { withinFrame } from '../data/embed';
import { base, homeUrl } from '../data/base';
import { site } from '../data/site';

const kTabs = ['viewer', 'search', 'list', 'map', 'sql', 'card', 'api'] as const;
export type TabId = (typeof kTabs)[number];

/** What a page without a server can show. */
export const kSiteTabs: TabId[] = ['viewer', 'card'];

export interface View {
  tab: TabId;
  config: string;
  split: string;
  q: string;
  where: string;
  sort: string;
  /** The row whose panel is open, by its index in the split. */
  row: number | null;
  /** What names that row whatever its number is (docs/api.md, `/find-row`); empty: its number does. */
  key: string;
  /** The column whose pictures are shown instead of the table; empty: the table. */
  gallery: string;
  /** The position of the picture that is enlarged; empty: none. */
  picture: string;
  /** The position of the first row in view; 0: the top. */
  top: number;
  mode: Mode;
  /** Rows that steer the search, by their index in the split. */
  like: number[];
  dislike: number[];
  /** The column whose `value` has the page; empty: the search itself. */
  topic: string;
  value: string;
  /** What of the saved rows is shown (saved/shown.ts); empty: all. */
  saved: string;
  /** The column that is mapped; empty: the first one. */
  vectors: string;
  /** The column that gives the colours; empty: clusters. */
  colour: string;
  /** What part of the map is on screen, as camera.ts writes it; empty: all of it. */
  at: string;
  /** The query of the SQL tab, and how its result is drawn (sql/chart.ts); empty: a table. */
  sql: string;
  chart: string;
}

const kOrders = ['opened', 'imported', 'name', 'rows', 'size'] as const;

/** What of the library is shown, and in which order. */
export interface Shelf {
  find: string;
  /** A modality (docs/api.md); empty: all. */
  kind: string;
  order: (typeof kOrders)[number];
}

export type Route =
  | { page: 'home'; shelf: Shelf }
  | { page: 'dataset'; owner: string; name: string; view: View }
  | { page: 'missing'; path: string };

const kTexts = [
  'config',
  'split',
  'q',
  'where',
  'sort',
  'gallery',
  'picture',
  'topic',
  'value',
  'saved',
  'vectors',
  'colour',
  'at',
  'sql',
  'chart',
] as const;

export const emptyView: View = {
  tab: 'viewer',
  config: '',
  split: '',
  q: '',
  where: '',
  sort: '',
  gallery: '',
  picture: '',
  row: null,
  key: '',
  top: 0,
  mode: 'hybrid',
  like: [],
  dislike: [],
  topic: '',
  value: '',
  saved: '',
  vectors: '',
  colour: '',
  at: '',
  sql: '',
  chart: '',
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(address: string, search: string): Route {
  const pathname = address.startsWith(`${base}/`) ? address.slice(base.length) : address;
  if (site && pathname !== location.pathname) return { page: 'missing', path: pathname };
  if (site) return { page: 'dataset', owner: site.owner, name: site.name, view: parseView(search) };
  if (pathname === '/' || pathname === '/datasets' || pathname === '/datasets/')
    return { page: 'home', shelf: parseShelf(search) };
  const match = /^\/datasets\/([^/]+)\/([^/]+)\/?$/.exec(pathname);
  if (!match) return { page: 'missing', path: pathname };
  return {
    page: 'dataset',
    owner: decode(match[1] ?? ''),
    name: decode(match[2] ?? ''),
    view: parseView(search),
  };
}

function parseShelf(search: string): Shelf {
  const parameters = new URLSearchParams(search);
  return {
    find: parameters.get('find') ?? '',
    kind: parameters.get('kind') ?? '',
    order: kOrders.find((one) => one === parameters.get('order')) ?? 'opened',
  };
}

export function shelfUrl({ find, kind, order }: Shelf): string {
  const parameters = new URLSearchParams();
  if (find) parameters.set('find', find);
  if (kind) parameters.set('kind', kind);
  if (order !== 'opened') parameters.set('order', order);
  const search = parameters.toString();
  return search === '' ? homeUrl() : `${homeUrl()}?${search}`;
}

function parseView(search: string): View {
  const parameters = new URLSearchParams(search);
  const text = (key: string) => parameters.get(key) ?? '';
  const row = text('row');
  return {
    tab: kTabs.find((tab) => tab === text('tab')) ?? 'viewer',
    config: text('config'),
    split: text('split'),
    q: text('q'),
    where: text('where'),
    sort: text('sort'),
    gallery: text('gallery'),
    picture: text('picture'),
    row: /^\d{1,15}$/.test(row) ? Number(row) : null,
    key: text('key'),
    top: /^\d{1,15}$/.test(text('top')) ? Number(text('top')) : 0,
    mode: kModes.find((mode) => mode === text('mode')) ?? 'hybrid',
    like: parseRows(text('like')),
    dislike: parseRows(text('dislike')),
    topic: text('topic'),
    value: text('value'),
    saved: text('saved'),
    vectors: text('vectors'),
    colour: text('colour'),
    at: text('at'),
    sql: text('sql'),
    chart: text('chart'),
  };
}

/** "3,17" as numbers; what is no row index is passed over. */
function parseRows(text: string): number[] {
  const parts = text.split(',').filter((part) => /^\d{1,15}$/.test(part));
  return [...new Set(parts.map(Number))];
}

export function datasetUrl(owner: string, name: string, view: Partial<View> = {}): string {
  const path = site
    ? location.pathname
    : `${base}/datasets/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const parameters = new URLSearchParams();
  if (view.tab && view.tab !== 'viewer') parameters.set('tab', view.tab);
  for (const key of kTexts) {
    const value = view[key];
    if (value) parameters.set(key, value);
  }
  if (view.mode && view.mode !== 'hybrid') parameters.set('mode', view.mode);
  for (const key of ['like', 'dislike'] as const) {
    if (view[key]?.length) parameters.set(key, view[key].join(','));
  }
  if (view.top) parameters.set('top', String(view.top));
  if (view.row !== null && view.row !== undefined) {
    parameters.set('row', String(view.row));
    if (view.key) parameters.set('key', view.key);
  }
  const search = parameters.toString();
  return withinFrame(search === '' ? path : `${path}?${search}`);
}
