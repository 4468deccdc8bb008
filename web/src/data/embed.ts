// `?embed=1`: the page inside of another one's frame, without the bar. What the frame leads to stays in it;
// links that leave it, and those that are copied, are of the whole page.

const kParameter = 'embed';

export const isEmbedded: boolean =
  typeof location !== 'undefined' && new URLSearchParams(location.search).get(kParameter) === '1';

/** The same address of the page, inside of the frame where this one is. */
export function withinFrame(url: string): string {
  if (!isEmbedded) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${kParameter}=1`;
}

/** The same address of the whole page. */
export function outsideFrame(url: string): string {
  const whole = new URL(url, location.href);
  whole.searchParams.delete(kParameter);
  return whole.href;
}
