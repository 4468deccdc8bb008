import { expect, it } from 'vitest';
import { mayHaveTex } from './has-tex';
import { texParts } from './tex';

const drawn = (text: string) =>
  texParts(text)
    .map((part) =>
      part.is === 'formula'
        ? `[${part.tex}]`
        : part.style === 'plain'
          ? part.text
          : `${part.style}<${part.text}>`,
    )
    .join('');

it('cuts formulas, styles and signs out of prose', () => {
  for (const [text, shown] of [
    ['GS$^{3}$LAM: SLAM', 'GS[^{3}]LAM: SLAM'],
    ['{\\em i.e.}, \\textit{e.g.} and \\textbf{bold}', 'em<i.e.>, em<e.g.> and strong<bold>'],
    ['40\\% of \\texttt{svds}', '40% of code<svds>'],
    ['an \\(\\alpha\\) and $$x\n+ y$$ end', 'an [\\alpha] and [x\n+ y] end'],
    ['code at \\url{https://a.example/x}', 'code at https://a.example/x'],
    ['over $\\$5$ here', 'over [\\$5] here'],
  ] as const) {
    expect(mayHaveTex(text)).toBe(true);
    expect(drawn(text)).toBe(shown);
  }
});

it('writes accents and ligatures as letters', () => {
  for (const [text, shown] of [
    [`M\\"uller, Poincar{\\'e} and G\\"{o}del`, 'Müller, Poincaré and Gödel'],
    [
      'ef(cid:12)cient classi(cid:12)ers, (cid:12)nding, o(cid:14)ces',
      'efficient classifiers, finding, offices',
    ],
  ] as const) {
    expect(mayHaveTex(text)).toBe(true);
    expect(drawn(text)).toBe(shown);
  }
});

it('joins words that a PDF has hyphenated', () => {
  expect(drawn('Ko(cid:173) honen and play back(cid:173)gammon')).toBe(
    'Kohonen and play backgammon',
  );
});

it('leaves prices, unknown commands and open groups as they are written', () => {
  for (const text of [
    'It costs $5 and $6.',
    'from $HOME to $ PATH$',
    'with \\kappa_N of \\cite{a}',
    '{\\em open',
    'the angle (cid:12) x and (cid:12)x',
    `don\\'t say \\"and\\"`,
    'C:\\temp\\new',
  ])
    expect(drawn(text)).toBe(text);
  expect(texParts('')).toEqual([{ is: 'text', text: '', style: 'plain' }]);
});
