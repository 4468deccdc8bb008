// Code in colours, in the languages that cards and answers of models are written in. Loaded with the first code.

import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import './code-colours.css';

/** Longer code is left plain: colouring it would hold up the page. */
const kLongest = 50_000;

const languages = {
  bash,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Elements of class "language-python": their text stays the same. */
export function colourCode(elements: HTMLElement[]): void {
  for (const element of elements) {
    const name = /language-(\S+)/.exec(element.className)?.[1] ?? '';
    const code = element.textContent;
    if (!hljs.getLanguage(name) || code.length > kLongest) continue;
    element.replaceChildren(fragmentOf(hljs.highlight(code, { language: name }).value));
  }
}

/** The library gives markup; of it we take the texts and the names of their colours, nothing else. */
function fragmentOf(markup: string): DocumentFragment {
  const made = document.createDocumentFragment();
  const { body } = new DOMParser().parseFromString(markup, 'text/html');
  for (const node of body.childNodes) made.append(partOf(node));
  return made;
}

function partOf(node: Node): Node {
  if (!(node instanceof Element)) return document.createTextNode(node.textContent ?? '');
  const part = document.createElement('span');
  part.className = node.className;
  for (const child of node.childNodes) part.append(partOf(child));
  return part;
}
