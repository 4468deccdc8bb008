// TeX in the prose of titles and abstracts, cut into what is drawn: text, text of another style, formulas. What is
// not known stays as it is written. PDFs leave soft hyphens as "(cid:173)"; those are taken out.

export type TexPart =
  | { is: 'text'; text: string; style: 'plain' | 'em' | 'strong' | 'code' }
  | { is: 'formula'; tex: string; written: string };

const kStyles: Record<string, 'em' | 'strong' | 'code'> = {
  em: 'em',
  emph: 'em',
  it: 'em',
  textit: 'em',
  underline: 'em',
  bf: 'strong',
  textbf: 'strong',
  texttt: 'code',
};

// A dollar before a space, after one or before a digit is a dollar (pandoc's rule): "$5 and $6" has no formula.
const kParts = new RegExp(
  [
    /\$\$(?<block>(?:\\[^]|[^\\$]){1,10000}?)\$\$/,
    /\$(?![\s$])(?<line>(?:\\[^]|[^\\$]){1,2000}?)(?<!\s)\$(?!\d)/,
    /\\\((?<round>[^]{1,2000}?)\\\)/,
    /\\(?<command>emph|textit|textbf|texttt|underline)\{(?<given>[^{}]*)\}/,
    /\{\\(?<group>em|it|bf)\s+(?<grouped>[^{}]*)\}/,
    /\\url\{(?<url>[^{}]*)\}/,
    /\\(?<sign>[%&_#])/,
    /(?<hyphen>\(cid:173\)\s?)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** In order; nothing is lost but marks of TeX and soft hyphens. */
export function texParts(text: string): TexPart[] {
  const parts: TexPart[] = [];
  let plain = '';
  let done = 0;
  const add = (part: TexPart) => {
    if (plain !== '') parts.push({ is: 'text', text: plain, style: 'plain' });
    plain = '';
    parts.push(part);
  };
  for (const match of text.matchAll(kParts)) {
    plain += text.slice(done, match.index);
    done = match.index + match[0].length;
    const { block, line, round, command, given, group, grouped, url, sign } = match.groups ?? {};
    const tex = block ?? line ?? round;
    const style = kStyles[command ?? group ?? ''];
    if (tex !== undefined) add({ is: 'formula', tex: tex.trim(), written: match[0] });
    else if (style) add({ is: 'text', text: given ?? grouped ?? '', style });
    else plain += url ?? sign ?? '';
  }
  plain += text.slice(done);
  if (plain !== '' || parts.length === 0) parts.push({ is: 'text', text: plain, style: 'plain' });
  return parts;
}
