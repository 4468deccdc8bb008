// Markdown of cards and cells as harmless HTML. Loaded only when there is some. Nothing in it
// may run, restyle the page or fetch anything: no scripts, handlers, styles, frames or forms; links
// go to http, https and mailto only; pictures become links, as fetching one would tell another host
// that it is being read, but for those that whoever draws knows the address of.

import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { mathInMarkdown } from './math-in-markdown';
import { picturePath } from './picture-path';

const marked = new Marked({ gfm: true }, mathInMarkdown);

const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'kbd'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'caption'],
  ...['a', 'em', 'strong', 'b', 'i', 's', 'del', 'ins', 'sub', 'sup', 'small', 'mark', 'abbr'],
  ...['details', 'summary', 'div', 'span'],
];

/** Takes the YAML block off a card's head. */
export function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/, '');
}

/** Where a picture of the text lies that it names by a path; undefined for one that is not had. */
type PictureAddress = (path: string) => string | undefined;

/** Requires a DOM. The fragment belongs to this document and holds nothing active. */
export function renderMarkdown(
  markdown: string,
  addressOf: PictureAddress = () => undefined,
): DocumentFragment {
  const html = marked.parse(markdown, { async: false });
  // A parsed document is inert: nothing in it runs or is fetched, so pictures can be taken out first.
  const draft = new DOMParser().parseFromString(html, 'text/html');
  const pictures: HTMLImageElement[] = [];
  for (const picture of draft.querySelectorAll('img')) {
    const path = picturePath(picture.getAttribute('src') ?? '');
    const address = path === undefined ? undefined : addressOf(path);
    if (address === undefined) {
      picture.replaceWith(pictureLink(picture));
      continue;
    }
    const place = draft.createElement('span');
    place.className = `picture-${pictures.length}`;
    picture.replaceWith(place);
    pictures.push(ownPicture(picture, address));
  }
  for (const box of draft.querySelectorAll<HTMLInputElement>('li input[type=checkbox]'))
    box.replaceWith(box.hasAttribute('checked') ? '☑' : '☐');
  const fragment = DOMPurify.sanitize(draft.body.innerHTML, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'title', 'align', 'colspan', 'rowspan', 'start', 'open', 'dir', 'class'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  pictures.forEach((picture, i) => fragment.querySelector(`.picture-${i}`)?.replaceWith(picture));
  for (const element of fragment.querySelectorAll('[class]')) keepOwnClasses(element);
  for (const link of fragment.querySelectorAll('a')) {
    if (link.hash && link.getAttribute('href')?.startsWith('#')) continue;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  demoteHeadings(fragment);
  void dress(fragment);
  return fragment;
}

/** Nothing else of the page may be worn by what others wrote. */
function keepOwnClasses(element: Element): void {
  const kept = [...element.classList].filter(
    (name) => /^language-[\w+#.-]{1,30}$/.test(name) || /^math(-block)?$/.test(name),
  );
  if (kept.length > 0) element.className = kept.join(' ');
  else element.removeAttribute('class');
}

/** Code in colours and formulas as such: what draws them is fetched where there are some. */
async function dress(fragment: DocumentFragment): Promise<void> {
  const codes = [...fragment.querySelectorAll<HTMLElement>('pre > code[class]')];
  const formulas = [...fragment.querySelectorAll<HTMLElement>('.math, .math-block')];
  if (codes.length > 0) {
    const { colourCode } = await import('./code-colours');
    colourCode(codes);
  }
  if (formulas.length > 0) {
    const { drawFormulas } = await import('./formulas');
    drawFormulas(formulas);
  }
}

/** Gives each heading an id to link to, "card-data-fields", and turns links within the text to these. */
export function addAnchors(root: HTMLElement): void {
  const taken = new Set<string>();
  for (const heading of root.querySelectorAll('h2, h3, h4, h5, h6')) {
    const plain = anchorOf(heading.textContent);
    let id = plain;
    for (let i = 1; taken.has(id); i += 1) id = `${plain}-${i}`;
    taken.add(id);
    heading.id = id;
    const link = document.createElement('a');
    link.href = `#${id}`;
    link.className = 'anchor';
    link.ariaLabel = `Link to ${heading.textContent}`;
    link.textContent = '#';
    heading.append(' ', link);
  }
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href^="#"]:not(.anchor)'))
    link.href = `#${anchorOf(decodeURIComponent(link.hash))}`;
}

/** As the Hub makes them: lower case, hyphens for spaces, no other signs. */
function anchorOf(text: string): string {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return `card-${plain.trim().replace(/\s/g, '-')}`;
}

function pictureLink(picture: HTMLImageElement): HTMLElement {
  const source = picture.getAttribute('src') ?? '';
  const inLink = picture.closest('a') !== null;
  const element = document.createElement(/^https?:/i.test(source) && !inLink ? 'a' : 'span');
  if (element instanceof HTMLAnchorElement) element.href = source;
  element.textContent = `[picture: ${picture.alt || source || 'without a name'}]`;
  return element;
}

/** As the text wants it: what it says instead, its width and height. */
function ownPicture(written: HTMLImageElement, address: string): HTMLImageElement {
  const picture = document.createElement('img');
  picture.alt = written.alt;
  picture.title = written.title;
  picture.loading = 'lazy';
  for (const side of ['width', 'height'] as const) {
    const size = written.getAttribute(side) ?? '';
    if (/^\d{1,4}%?$/.test(size)) picture.setAttribute(side, size);
  }
  picture.src = address;
  return picture;
}

/** The page has its own h1: these headings start below it. */
function demoteHeadings(fragment: DocumentFragment): void {
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h4, h5')) {
    const lower = document.createElement(`h${Number(heading.tagName.slice(1)) + 1}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
