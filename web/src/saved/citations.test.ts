import { expect, it } from 'vitest';
import {
  appeared,
  bibtex,
  citationOf,
  citationsCsv,
  latexText,
  markdownList,
  ris,
  type Citation,
} from './citations';

const nothing = { title: '', note: '', folder: '', tags: [], status: '', rating: 0 };

const paper: Citation = {
  title: 'Sparse & Robust {Attention}',
  authors: ['Ada Lovelace', 'Émilie du Châtelet'],
  year: '2024',
  venue: 'ICLR',
  url: 'https://openreview.net/forum?id=a_b',
  arxiv: '2401.00001',
  abstract: 'We\nstudy.',
  keywords: ['attention', 'sparsity'],
  note: '50% done,\n"why"?',
  folder: 'thesis',
  tags: ['s4'],
  status: 'read',
  rating: 4,
};

it('writes BibTeX that LaTeX can print', () => {
  expect(bibtex([paper])).toBe(`@inproceedings{lovelace2024sparse,
  title = {{Sparse \\& Robust \\{Attention\\}}},
  author = {Ada Lovelace and Émilie du Châtelet},
  year = {2024},
  booktitle = {ICLR},
  eprint = {2401.00001},
  archiveprefix = {arXiv},
  url = {https://openreview.net/forum?id=a_b},
  keywords = {attention, sparsity, s4},
  annote = {50\\% done, "why"?},
}
`);
  expect(latexText('a\\b^~_$#')).toBe(
    'a\\textbackslash{}b\\textasciicircum{}\\textasciitilde{}\\_\\$\\#',
  );
});

it('gives every entry a key of its own, whatever is missing', () => {
  const bare = citationOf(null, null, { ...nothing, title: '漢字', status: 'read' });
  const text = bibtex([paper, paper, bare]);
  expect(text).toContain('@inproceedings{lovelace2024sparse,');
  expect(text).toContain('@inproceedings{lovelace2024sparsea,');
  expect(text).toContain('@misc{paper,\n  title = {{漢字}},\n}');
});

it('never gives one key twice, not even one that another has by itself', () => {
  const titled = (title: string) => ({ ...paper, title });
  const text = bibtex([titled('Sparse x'), titled('Sparse y'), titled('Sparsea z')]);
  const keys = [...text.matchAll(/^@\w+\{(.*),$/gm)].map(([, key]) => key);
  expect(new Set(keys).size).toBe(3);
});

it('knows by the title of a dataset where its papers appeared', () => {
  expect(appeared('ICLR 2025 papers', 'x')).toEqual({ venue: 'ICLR', year: '2025' });
  expect(appeared('', 'ICLR2025')).toEqual({ venue: 'ICLR', year: '2025' });
  expect(appeared('neurips-2024')).toEqual({ venue: 'NeurIPS', year: '2024' });
  expect(appeared('papers of 2025', 'oracle 2024', 'ICLR 20251')).toEqual({ venue: '', year: '' });
  const text = bibtex([{ ...paper, ...appeared('iclr2025_preview') }]);
  expect(text).toContain('@inproceedings{lovelace2025sparse,');
  expect(text).toContain('booktitle = {ICLR}');
  expect(bibtex([{ ...paper, venue: 'TMLR' }])).toMatch(/^@article[^]*journal = \{TMLR\}/);
});

it('writes RIS, one field a line', () => {
  const lines = ris([paper]).split('\r\n');
  expect(lines.slice(0, 4)).toEqual([
    'TY  - CPAPER',
    'TI  - Sparse & Robust {Attention}',
    'AU  - Ada Lovelace',
    'AU  - Émilie du Châtelet',
  ]);
  expect(lines).toContain('AB  - We study.');
  expect(lines[lines.length - 2]).toBe('ER  - ');
});

it('writes CSV and Markdown with what the reader added', () => {
  const [, line] = citationsCsv([paper]).split('\r\n');
  expect(line).toContain('Ada Lovelace; Émilie du Châtelet,2024,ICLR');
  expect(citationsCsv([paper])).toContain(',read,4,"50% done,\n""why""?"');
  expect(markdownList([paper])).toBe(
    '- [x] **[Sparse & Robust {Attention}](https://openreview.net/forum?id=a_b)** ★★★★  \n' +
      '  Ada Lovelace, Émilie du Châtelet. ICLR. 2024  \n  50% done,  \n  "why"?\n',
  );
  expect(markdownList([{ ...paper, title: '<b>[x]*', url: '' }])).toContain('\\<b\\>\\[x\\]\\*');
});
