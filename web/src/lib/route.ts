// Addresses of the page and back. What is on screen is what the address says: `/`, or
// `/datasets/{owner}/{name}?tab=&config=&split=&q=&where=&sort=&row=`, empty values left out.

export const kTabs = ['viewer', 'card', 'api'] as const;
export type TabId = (typeof kTabs)[number];

export interface View {
  tab: TabId;
  config: string;
  split: string;
  q: string;
  where: string;
  sort: string;
  /** The row whose panel is open, by its index in the split. */
  row: number | null;
}

export type Route =
  | { page: 'home' }
  | { page: 'dataset'; owner: string; name: string; view: View }
  | { page: 'missing'; path: string };

export const emptyView: View = {
  tab: 'viewer',
  config: '',
  split: '',
  q: '',
  where: '',
  sort: '',
  row: null,
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(pathname: string, search: string): Route {
  if (pathname === '/' || pathname === '/datasets' || pathname === '/datasets/')
    return { page: 'home' };
  const match = /^\/datasets\/([^/]+)\/([^/]+)\/?$/.exec(pathname);
  if (!match) return { page: 'missing', path: pathname };
  return {
    page: 'dataset',
    owner: decode(match[1] ?? ''),
    name: decode(match[2] ?? ''),
    view: parseView(search),
  };
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
    row: /^\d{1,15}$/.test(row) ? Number(row) : null,
  };
}

export function datasetUrl(owner: string, name: string, view: Partial<View> = {}): string {
  const path = `/datasets/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const parameters = new URLSearchParams();
  if (view.tab && view.tab !== 'viewer') parameters.set('tab', view.tab);
  for (const key of ['config', 'split', 'q', 'where', 'sort'] as const) {
    const value = view[key];
    if (value) parameters.set(key, value);
  }
  if (view.row !== null && view.row !== undefined) parameters.set('row', String(view.row));
  const search = parameters.toString();
  return search === '' ? path : `${path}?${search}`;
}
