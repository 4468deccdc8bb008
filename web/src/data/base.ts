// Where the page lies: behind a proxy that serves it below a path, every address begins with that path.

import { site } from './site';

/** The path of `/assets` without its last part: "/vitrine"; mostly "". The page's own files are there. */
export function baseOf(file: string): string {
  return new URL('..', file).pathname.slice(0, -1);
}

/** In front of each address of the page and of the API. A site (site.ts) has no other addresses than its own. */
export const base: string = import.meta.env.PROD && !site ? baseOf(import.meta.url) : '';

/** Where the list of datasets is; a site has one dataset and no list. */
export function homeUrl(): string {
  return site ? location.pathname : `${base}/`;
}
