// TeX in the prose of titles and abstracts, cut into what is drawn: text, text of another style, formulas. What is
// not known stays as it is written. PDFs leave soft hyphens as "(cid:173)", which are taken out, and ligatures of
// TeX's fonts by their places there: "(cid:12)" within a word is "fi".

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
    // Two letters at least on one side: a Greek letter of a formula has the same numbers.
    /(?:(?<=[a-z]{2})|(?=\(cid:\d+\)[a-z]{2}))\(cid:(?<ligature>1[1-5])\)/,
    // An accent on a vowel; without braces within a word only, where no quote is escaped.
    /\{\\(?<mark1>["'`^~])\{?(?<letter1>[A-Za-z])\}?\}/,
    /\\(?<mark2>["'`^~])\{(?<letter2>[A-Za-z])\}/,
    /(?<=[a-zA-Z])\\(?<mark3>["`^~])(?<letter3>[aeiouyn])(?=[a-z])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Of OT1, the encoding of TeX's text fonts. */
const kLigatures: Record<string, string> = { 11: 'ff', 12: 'fi', 13: 'fl', 14: 'ffi', 15: 'ffl' };
/** Combining characters. */
const kMarks: Record<string, string> = {
  '"': '\u0308',
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '~': '\u0303',
};

function accented(groups: Record<string, string | undefined>): string {
  const { mark1, mark2, mark3, letter1, letter2, letter3 } = groups;
  const letter = letter1 ?? letter2 ?? letter3 ?? '';
  return (letter + (kMarks[mark1 ?? mark2 ?? mark3 ?? ''] ?? '')).normalize('NFC');
}

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
    const groups = match.groups ?? {};
    const { block, line, round, command, given, group, grouped, url, sign, ligature } = groups;
    const tex = block ?? line ?? round;
    const style = kStyles[command ?? group ?? ''];
    if (tex !== undefined) add({ is: 'formula', tex: tex.trim(), written: match[0] });
    else if (style) add({ is: 'text', text: given ?? grouped ?? '', style });
    else plain += url ?? sign ?? kLigatures[ligature ?? ''] ?? accented(groups);
  }
  plain += text.slice(done);
  if (plain !== '' || parts.length === 0) parts.push({ is: 'text', text: plain, style: 'plain' });
  return parts;
}
