// Formulas in Markdown: $x$ within a line, $$x$$ within or across lines, as the Hub's cards write them. A dollar
// before a space, after one or before a digit is a dollar (pandoc's rule): "$5 and $6" has no formula.

import type { MarkedExtension, TokenizerExtension } from 'marked';

type Formula = TokenizerExtension & {
  renderer: (token: { text?: unknown }) => string;
};

const kInline = /^\$(?![\s$])((?:\\[^\n]|[^\\\n$]){1,2000}?)(?<!\s)\$(?!\d)/;
const kBlock = /^\$\$((?:\\[\s\S]|[^\\$]){1,10000}?)\$\$/;

function escaped(text: unknown): string {
  return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function indexOf(source: string, sign: string): number | undefined {
  const at = source.indexOf(sign);
  return at < 0 ? undefined : at;
}

function formula(name: string, level: 'inline' | 'block', pattern: RegExp, tag: string): Formula {
  return {
    name,
    level,
    // Within a paragraph a formula is of its line, never the end of the paragraph.
    ...(level === 'inline' ? { start: (source: string) => indexOf(source, '$') } : {}),
    tokenizer(source) {
      const found = pattern.exec(source);
      return found ? { type: name, raw: found[0], text: found[1]?.trim() } : undefined;
    },
    renderer: ({ text }) =>
      `<${tag} class="${tag === 'div' ? 'math-block' : 'math'}">${escaped(text)}</${tag}>`,
  };
}

export const mathInMarkdown: MarkedExtension = {
  extensions: [
    formula('block-formula', 'block', kBlock, 'div'),
    formula('display-formula', 'inline', kBlock, 'span'),
    formula('inline-formula', 'inline', kInline, 'span'),
  ],
};
