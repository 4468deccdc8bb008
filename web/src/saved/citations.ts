// Papers of the reading list as other programs read them: BibTeX, RIS, CSV, Markdown.

import type { Row } from '../data/api-types';
import { csvField } from '../data/export';
import { paperOf, type PaperColumns } from '../values/paper';

export interface Citation {
  title: string;
  authors: string[];
  year: string;
  venue: string;
  url: string;
  /** Without version: "2401.00001". */
  arxiv: string;
  abstract: string;
  keywords: string[];
  note: string;
  folder: string;
  tags: string[];
  status: string;
  rating: number;
}

/** What the reader wrote about a row; the row itself may be missing by now. */
interface Kept {
  title: string;
  note: string;
  folder: string;
  tags: string[];
  status: string;
  rating: number;
}

/** `about`: where and when the papers of the dataset appeared, for rows that do not say. */
export function citationOf(
  columns: PaperColumns | null,
  row: Row | null,
  kept: Kept,
  about: Appeared = { venue: '', year: '' },
): Citation {
  const { note, folder, tags, status, rating } = kept;
  const written = { note, folder, tags, status, rating };
  const none = { authors: [], year: '', venue: '', url: '', arxiv: '', abstract: '', keywords: [] };
  if (!columns || !row) return { title: kept.title, ...none, ...written };
  const paper = paperOf(columns, row);
  const badge = (role: string) => paper.badges.find((one) => one.column.role === role)?.label ?? '';
  const arxiv = columns.arxiv ? row[columns.arxiv.name] : null;
  return {
    title: paper.title,
    authors: paper.authors,
    year: badge('year') || about.year,
    venue: badge('venue') || about.venue,
    url: paper.links[0]?.href ?? '',
    arxiv: typeof arxiv === 'string' ? arxiv.replace(/v\d+$/, '') : '',
    abstract: paper.abstract,
    keywords: paper.keywords,
    ...written,
  };
}

/** Where and when all papers of a dataset appeared; "" where they did not together. */
interface Appeared {
  venue: string;
  year: string;
}

const kVenues = [
  ...['ICLR', 'NeurIPS', 'ICML', 'CVPR', 'ICCV', 'ECCV', 'WACV', 'ACL', 'EMNLP', 'NAACL', 'EACL'],
  ...['COLING', 'COLM', 'AAAI', 'IJCAI', 'AISTATS', 'UAI', 'COLT', 'KDD', 'WWW', 'SIGIR', 'CIKM'],
  ...['WSDM', 'CHI', 'CoRL', 'RSS', 'ICRA', 'IROS', 'SIGGRAPH', 'Interspeech', 'ICASSP', 'MICCAI'],
  ...['TMLR', 'JMLR'],
];
const kJournals = ['TMLR', 'JMLR'];

function isJournal(venue: string): boolean {
  return kJournals.includes(venue);
}

/** By the dataset's title or name: "ICLR 2025 papers", "NeurIPS-2024". Only where both are said. */
export function appeared(...titles: string[]): Appeared {
  const pattern = new RegExp(
    `(?<![A-Za-z])(${kVenues.join('|')})[\\s_-]*((?:19|20)\\d\\d)(?!\\d)`,
    'i',
  );
  for (const title of titles) {
    const [, venue = '', year = ''] = pattern.exec(title) ?? [];
    const known = kVenues.find((one) => one.toLowerCase() === venue.toLowerCase());
    if (known) return { venue: known, year };
  }
  return { venue: '', year: '' };
}

const latex: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text as LaTeX prints it. Letters of every script stay: BibTeX files are UTF-8 by now. */
export function latexText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\{}~^&%$#_]/g, (char) => latex[char] ?? `\\${char}`);
}

function plainWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

/** a, b, ..., z, aa, ab, ... */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** lovelace2024sparse, with a letter behind it where two papers would share it. */
function bibKeys(citations: Citation[]): string[] {
  const used = new Set<string>();
  return citations.map(({ title, authors, year }) => {
    const family = plainWord((authors[0] ?? '').split(' ').pop() ?? '');
    const word =
      title
        .split(/\s+/)
        .map(plainWord)
        .find((one) => one.length > 3) ?? '';
    const base = family + year + word || 'paper';
    let key = base;
    for (let i = 0; used.has(key); i += 1) key = base + letters(i);
    used.add(key);
    return key;
  });
}

export function bibtex(citations: Citation[]): string {
  const keys = bibKeys(citations);
  return citations
    .map((one, i) => {
      const fields: [string, string][] = [
        ['title', `{${latexText(one.title)}}`],
        ['author', one.authors.map(latexText).join(' and ')],
        ['year', one.year],
        [isJournal(one.venue) ? 'journal' : 'booktitle', latexText(one.venue)],
        ['eprint', one.arxiv],
        ['archiveprefix', one.arxiv === '' ? '' : 'arXiv'],
        // An address is printed as it stands; a brace would end the field.
        ['url', one.url.replace(/[{}\\]/g, encodeURIComponent)],
        ['keywords', latexText([...one.keywords, ...one.tags].join(', '))],
        // A reader's own words: `note` would be printed in every bibliography.
        ['annote', latexText(one.note)],
      ];
      const lines = fields
        .filter(([, value]) => value !== '' && value !== '{}')
        .map(([name, value]) => `  ${name} = {${value}},\n`);
      const type = one.venue === '' ? 'misc' : isJournal(one.venue) ? 'article' : 'inproceedings';
      return `@${type}{${keys[i] ?? ''},\n${lines.join('')}}\n`;
    })
    .join('\n');
}

export function ris(citations: Citation[]): string {
  const line = (tag: string, value: string) =>
    value === '' ? '' : `${tag}  - ${value.replace(/\s+/g, ' ')}\r\n`;
  return citations
    .map((one) =>
      [
        line('TY', one.venue === '' ? 'GEN' : isJournal(one.venue) ? 'JOUR' : 'CPAPER'),
        line('TI', one.title),
        ...one.authors.map((author) => line('AU', author)),
        line('PY', one.year),
        line('T2', one.venue),
        line('UR', one.url),
        line('AB', one.abstract),
        ...[...one.keywords, ...one.tags].map((keyword) => line('KW', keyword)),
        line('N1', one.note),
        'ER  - \r\n',
      ].join(''),
    )
    .join('\r\n');
}

export function citationsCsv(citations: Citation[]): string {
  const names = 'title,authors,year,venue,url,arxiv,keywords,folder,tags,status,rating,note';
  const lines = citations.map((one) =>
    [
      one.title,
      one.authors.join('; '),
      one.year,
      one.venue,
      one.url,
      one.arxiv,
      one.keywords.join('; '),
      one.folder,
      one.tags.join('; '),
      one.status,
      one.rating === 0 ? '' : one.rating,
      one.note,
    ]
      .map(csvField)
      .join(','),
  );
  return [names, ...lines].map((text) => `${text}\r\n`).join('');
}

export function markdownList(citations: Citation[]): string {
  const escape = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|]/g, '\\$&');
  return citations
    .map((one) => {
      const title = escape(one.title);
      const link = one.url.replace(/[()\s]/g, encodeURIComponent);
      const what = [one.authors.map(escape).join(', '), escape(one.venue), one.year]
        .filter((part) => part !== '')
        .join('. ');
      const stars = one.rating > 0 ? ` ${'★'.repeat(one.rating)}` : '';
      const box = one.status === 'read' ? '[x]' : '[ ]';
      const head = `- ${box} **${link === '' ? title : `[${title}](${link})`}**${stars}`;
      return [head, what, ...one.note.split('\n').map(escape)]
        .filter((part) => part.trim() !== '')
        .join('  \n  ');
    })
    .map((text) => `${text}\n`)
    .join('');
}
