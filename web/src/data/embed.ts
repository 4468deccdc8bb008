// `?embed=1`: the page inside of another one's frame, without the bar. What the frame leads to stays in it;
// links that leave it, and those that are copied, are of the whole page. `&tell=ORIGIN`: whoever shows the frame
// wants to hear what the reader does (embed-messages.ts). `#token=`: with whose right the frame asks, as its cookies
// do not travel; it leaves the address at once.

const kParameter = 'embed';
const kAudience = 'tell';

const parameters = new URLSearchParams(typeof location === 'undefined' ? '' : location.search);

export const isEmbedded: boolean = parameters.get(kParameter) === '1';

/** The origin that is told; empty: nobody. */
export const audience: string = isEmbedded ? originOf(parameters.get(kAudience) ?? '') : '';

/** What every request of the frame says of who asks. */
export const frameHeaders: Record<string, string> = isEmbedded ? takeToken() : {};

function originOf(text: string): string {
  const { protocol, host } = URL.canParse(text) ? new URL(text) : { protocol: '', host: '' };
  return host ? `${protocol}//${host}` : '';
}

function takeToken(): Record<string, string> {
  const [, token] = /#token=([\w-]+)$/.exec(location.href) ?? [];
  if (!token) return {};
  history.replaceState(null, '', location.href.replace(/#.*/, ''));
  return { Authorization: `Bearer ${token}` };
}

/** The same address of the page, inside of the frame where this one is. */
export function withinFrame(url: string): string {
  if (!isEmbedded) return url;
  const told = audience ? `&${kAudience}=${encodeURIComponent(audience)}` : '';
  return `${url}${url.includes('?') ? '&' : '?'}${kParameter}=1${told}`;
}

/** The same address of the whole page. */
export function outsideFrame(url: string): string {
  const whole = new URL(url, location.href);
  whole.searchParams.delete(kParameter);
  whole.searchParams.delete(kAudience);
  return whole.href;
}
