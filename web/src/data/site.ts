// A page without a server: `vitrine export --format site` puts this page beside one dataset's answers
// in files, and says so in the head of index.html. site-files.ts reads them.

interface Site {
  owner: string;
  name: string;
  /** The default first, as are the splits of each. */
  configs: { config: string; splits: string[] }[];
}

/** Null where the page comes from a server, as it mostly does. */
export const site: Site | null = readSite();

export const kNeedsServer =
  'This page is a copy of the dataset in files. It shows every row; to search, filter and sort them takes Vitrine itself.';

/** Rows of a split that a site searches, filters and sorts in the browser (site-query.ts), which fetches them all. */
const kMostSearched = 10_000;

/** Whether rows can be searched, filtered and sorted here. */
export function canQuery(numRows: number): boolean {
  return !site || numRows <= kMostSearched;
}

function readSite(): Site | null {
  if (typeof document === 'undefined') return null;
  const text = document.querySelector('meta[name=vitrine-site]')?.getAttribute('content');
  return text ? (JSON.parse(text) as Site) : null;
}

/** A file of the site, relative to its page. */
export function sitePath(...parts: string[]): string {
  return ['data', ...parts.map(encodeURIComponent)].join('/');
}
