// Markdown of cards and cells as harmless HTML. Loaded only when there is some. Nothing in it
// may run, restyle the page or fetch anything: no scripts, handlers, styles, frames or forms; links
// go to http, https and mailto only; pictures become links, as fetching one would tell another host
// that it is being read.

import DOMPurify from 'dompurify';
import { marked } from 'marked';

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

/** Requires a DOM. The fragment belongs to this document and holds nothing active. */
export function renderMarkdown(markdown: string): DocumentFragment {
  const html = marked.parse(markdown, { async: false, gfm: true });
  // A parsed document is inert: nothing in it runs or is fetched, so pictures can be taken out first.
  const draft = new DOMParser().parseFromString(html, 'text/html');
  for (const picture of draft.querySelectorAll('img')) picture.replaceWith(pictureLink(picture));
  for (const box of draft.querySelectorAll<HTMLInputElement>('li input[type=checkbox]'))
    box.replaceWith(box.hasAttribute('checked') ? '☑' : '☐');
  const fragment = DOMPurify.sanitize(draft.body.innerHTML, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'title', 'align', 'colspan', 'rowspan', 'start', 'open', 'dir'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  demoteHeadings(fragment);
  return fragment;
}

function pictureLink(picture: HTMLImageElement): HTMLElement {
  const source = picture.getAttribute('src') ?? '';
  const inLink = picture.closest('a') !== null;
  const element = document.createElement(/^https?:/i.test(source) && !inLink ? 'a' : 'span');
  if (element instanceof HTMLAnchorElement) element.href = source;
  element.textContent = `[picture: ${picture.alt || source || 'without a name'}]`;
  return element;
}

/** The page has its own h1: these headings start below it. */
function demoteHeadings(fragment: DocumentFragment): void {
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h4, h5')) {
    const lower = document.createElement(`h${Number(heading.tagName.slice(1)) + 1}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
