// What is saved, as others read it: each file is read back by a reader of its own.

import { describe, expect, it } from 'vitest';
import { forSeeds, Random } from '../ui/testing/random';
import { bibtex, citationsCsv, latexText, markdownList, ris, type Citation } from './citations';
import { kStates } from './reading-list.svelte';

function citationBy(random: Random): Citation {
  return {
    title: random.text(12) + random.pick(['', '{', '}', '\\', '{}{']),
    authors: Array.from({ length: random.below(4) }, () => random.text()),
    year: random.pick(['', '1999', '2024']),
    venue: random.pick(['', 'ICLR', 'TMLR', 'A & B']),
    url: random.pick(['', 'https://h/x?a=b', 'https://h/a{b}\\c', 'https://h/(a) b']),
    arxiv: random.pick(['', '2401.00001']),
    abstract: random.text(20),
    keywords: random.some(['a', 'b c', 'd,e'], 3),
    note: random.text(20),
    folder: random.text(),
    tags: random.some(['s4', 'to cite'], 2),
    status: random.pick(kStates),
    rating: random.below(6),
  };
}

function citationsBy(random: Random): Citation[] {
  return Array.from({ length: random.below(30) }, () => citationBy(random));
}

/** The braces of a text that LaTeX counts. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '{') depth += 1;
    else if (text[i] === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Fields of RFC 4180. */
function csvRecords(text: string): string[][] {
  const records: string[][] = [[]];
  let [field, quoted] = ['', false];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quoted && char === '"' && text[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') {
      records.at(-1)?.push(field);
      field = '';
    } else if (!quoted && char === '\r' && text[i + 1] === '\n') {
      records.at(-1)?.push(field);
      records.push([]);
      field = '';
      i += 1;
    } else field += char;
  }
  expect([field, quoted, records.pop()]).toEqual(['', false, []]);
  return records;
}

/** Always the first of what there is to choose from. */
class RandomZero extends Random {
  constructor() {
    super(0);
  }
  override below(): number {
    return 0;
  }
}

describe('files of citations', () => {
  it('are BibTeX whose braces close and whose keys are words that differ', () => {
    forSeeds(200, (random) => {
      const citations = citationsBy(random);
      const text = bibtex(citations);
      expect(isBalanced(text)).toBe(true);
      const keys = [...text.matchAll(/^@(\w+)\{([a-z0-9]+),$/gm)];
      expect(keys).toHaveLength(citations.length);
      expect(new Set(keys.map(([, , key]) => key)).size).toBe(citations.length);
      keys.forEach(([, type], i) => {
        const venue = citations[i]?.venue;
        expect(type).toBe(venue === '' ? 'misc' : venue === 'TMLR' ? 'article' : 'inproceedings');
      });
      for (const line of text.split('\n'))
        expect(line).toMatch(/^(@.*|\} *| {2}[a-z]+ = \{.*\},|)$/);
    });
  });

  it('have letters behind keys that would be the same, past z', () => {
    const one = {
      ...citationBy(new RandomZero()),
      title: 'Same words',
      authors: ['A B'],
      year: '1',
    };
    const text = bibtex(Array.from({ length: 30 }, () => one));
    const keys = [...text.matchAll(/^@\w+\{(.*),$/gm)].map(([, key]) => key);
    expect(keys.slice(0, 3)).toEqual(['b1same', 'b1samea', 'b1sameb']);
    expect(keys.slice(26)).toEqual(['b1samez', 'b1sameaa', 'b1sameab', 'b1sameac']);
  });

  it('are RIS of one field a line, each record with a type and an end', () => {
    forSeeds(200, (random) => {
      const citations = citationsBy(random);
      const lines = ris(citations)
        .split('\r\n')
        .filter((line) => line !== '');
      for (const line of lines) expect(line).toMatch(/^[A-Z][A-Z0-9] {2}- [^\n\r]*$/);
      const of = (tag: string) => lines.filter((line) => line.startsWith(`${tag}  - `));
      expect(of('TY')).toHaveLength(citations.length);
      expect(of('ER')).toHaveLength(citations.length);
      expect(of('AU')).toHaveLength(
        citations.flatMap(({ authors }) => authors.filter((author) => author !== '')).length,
      );
      expect(of('KW')).toHaveLength(
        citations.reduce((sum, { keywords, tags }) => sum + keywords.length + tags.length, 0),
      );
    });
  });

  it('are CSV that reads back', () => {
    forSeeds(200, (random) => {
      const citations = citationsBy(random);
      const [head, ...records] = csvRecords(citationsCsv(citations));
      expect(head).toHaveLength(12);
      expect(records).toEqual(
        citations.map((one) => [
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
          one.rating === 0 ? '' : String(one.rating),
          one.note,
        ]),
      );
    });
  });

  it('are a list of Markdown with one item each, a box and its stars', () => {
    forSeeds(200, (random) => {
      const citations = citationsBy(random);
      const items = markdownList(citations)
        .split('\n')
        .filter((line) => /^- \[[x ]\] \*\*/.test(line));
      expect(items).toHaveLength(citations.length);
      items.forEach((item, i) => {
        const one = citations[i];
        expect(item.startsWith('- [x]')).toBe(one?.status === 'read');
        expect(item.match(/★/g)?.length ?? 0).toBe(one?.rating);
        expect(item.includes('](https://')).toBe(one?.url !== '');
      });
    });
  });

  it('escape for LaTeX what means something to it, and nothing else', () => {
    expect(latexText('50% of $x_1$ & #2')).toBe('50\\% of \\$x\\_1\\$ \\& \\#2');
    expect(latexText('naïve 数 "q" (a) [b]')).toBe('naïve 数 "q" (a) [b]');
    expect(latexText(' a\n\tb ')).toBe(' a b ');
  });
});
