// What the reader set and the browser remembers. Storage may be full or forbidden: then it is simply
// not remembered.

export interface ColumnLayout {
  /** Width in pixels by column name. */
  widths: Record<string, number>;
  hidden: string[];
  /** Those that would be hidden were it not for the reader. */
  shown: string[];
  pinned: string[];
  /** Names in the order the reader put them; those it lacks keep their place in the data. */
  order: string[];
}

export const emptyLayout: ColumnLayout = {
  widths: {},
  hidden: [],
  shown: [],
  pinned: [],
  order: [],
};

export type Theme = 'auto' | 'light' | 'dark';
export type Density = 'roomy' | 'compact';

/** What was kept under a key; null where there is nothing. */
export function recall(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`vitrine:${key}`) ?? 'null');
  } catch {
    return null;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`vitrine:${key}`, JSON.stringify(value));
  } catch {
    // Not remembered, as the head of this file says.
  }
}

export function loadLayout(dataset: string): ColumnLayout {
  const stored = recall(`layout:${dataset}`) as Partial<ColumnLayout> | null;
  const widths: Record<string, number> = {};
  for (const [name, width] of Object.entries(stored?.widths ?? {})) {
    if (Number.isFinite(width)) widths[name] = width;
  }
  const names = (list: unknown) => (Array.isArray(list) ? list.map(String) : []);
  return {
    widths,
    hidden: names(stored?.hidden),
    shown: names(stored?.shown),
    pinned: names(stored?.pinned),
    order: names(stored?.order),
  };
}

export function saveLayout(dataset: string, layout: ColumnLayout): void {
  remember(`layout:${dataset}`, layout);
}

/** null: by what the rows hold. */
export function loadDensity(): Density | null {
  const stored = recall('density');
  return stored === 'compact' || stored === 'roomy' ? stored : null;
}

export function saveDensity(density: Density | null): void {
  remember('density', density);
}

const kMostOpened = 200;

/** When this browser last opened each dataset, by its id, in milliseconds. */
export function loadOpened(): Record<string, number> {
  const stored = recall('opened');
  const known = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  return Object.fromEntries(
    known.filter((one): one is [string, number] => typeof one[1] === 'number'),
  );
}

export function noteOpened(id: string): void {
  const latest = Object.entries({ ...loadOpened(), [id]: Date.now() }).sort((a, b) => b[1] - a[1]);
  remember('opened', Object.fromEntries(latest.slice(0, kMostOpened)));
}

export function loadTheme(): Theme {
  const stored = recall('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function saveTheme(theme: Theme): void {
  remember('theme', theme);
  applyTheme(theme);
}
