// The present route as reactive state, kept in step with the browser's history.

import { datasetUrl, parseRoute, type Route, type View } from './route';

class Router {
  route: Route = $state.raw(parseRoute(location.pathname, location.search));

  constructor() {
    addEventListener('popstate', () => this.read());
    document.addEventListener('click', (event) => this.followLink(event));
  }

  go(url: string, replace = false): void {
    if (replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    this.read();
  }

  /** Changes parts of the dataset's view that is on screen. */
  change(changes: Partial<View>, replace = false): void {
    if (this.route.page !== 'dataset') return;
    const { owner, name, view } = this.route;
    // Other rows are read from their top.
    const others = ['q', 'where', 'sort', 'config', 'split'].some((key) => key in changes);
    const next = {
      ...view,
      ...(others ? { top: 0, picture: '' } : {}),
      ...('row' in changes ? { key: '' } : {}),
      ...changes,
    };
    this.go(datasetUrl(owner, name, next), replace);
  }

  private read(): void {
    this.route = parseRoute(location.pathname, location.search);
  }

  /** Plain clicks on links of our own pages stay inside the page; downloads and API links do not. */
  private followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download'))
      return;
    if (link.hash || parseRoute(link.pathname, link.search).page === 'missing') return;
    event.preventDefault();
    this.go(link.pathname + link.search);
    scrollTo(0, 0);
  }
}

export const router = new Router();
