import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { membersOf, paperColumns, paperLinks, paperOf, topicCondition } from './paper';

function column(name: string, role: string, type = 'string_text'): Column {
  const feature = { dtype: 'string', _type: 'Value' };
  return { name, role, type: 'string', feature, column_type: type, statistics: null, extra: {} };
}

const columns = [
  column('title', 'title'),
  column('authors', 'authors', 'list'),
  column('type', 'class', 'string_label'),
  column('venue', 'venue', 'string_label'),
  column('keywords', 'keywords'),
  column('paper_url', 'link'),
];

it('takes rows for papers where they have a title and authors or an abstract', () => {
  expect(paperColumns(columns)?.badges.map((one) => one.name)).toEqual(['type', 'venue']);
  expect(paperColumns(columns.slice(0, 1))).toBeNull();
  expect(paperColumns(columns.slice(1))).toBeNull();
});

it('reads a paper whatever of it is missing', () => {
  const roles = paperColumns(columns);
  if (!roles) throw new Error('papers expected');
  const paper = paperOf(roles, {
    title: ' T ',
    authors: ['A', 'B', 'A', null],
    type: 'Oral',
    venue: null,
  });
  expect(paper.title).toBe('T');
  expect(paper.authors).toEqual(['A', 'B']);
  expect(paper.badges.map((badge) => badge.label)).toEqual(['Oral']);
  expect(paper.links).toEqual([]);
  expect(paperOf(roles, {}).title).toBe('Without a title');
});

it('splits a text of keywords', () => {
  expect(membersOf('a b, c; a b,,')).toEqual(['a b', 'c']);
  expect(membersOf(null)).toEqual([]);
});

it('makes links from identifiers and from nothing else', () => {
  expect(
    paperLinks('https://openreview.net/forum?id=a%26b', '2401.00001').map((l) => l.href),
  ).toEqual([
    'https://openreview.net/forum?id=a%26b',
    'https://openreview.net/pdf?id=a%26b',
    'https://arxiv.org/abs/2401.00001',
    'https://arxiv.org/pdf/2401.00001',
  ]);
  expect(paperLinks('javascript:alert(1)', '../x')).toEqual([]);
  expect(paperLinks('https://www.x.org/1', null)[0]?.label).toBe('x.org');
});

it('selects the rows of a topic, in lists and in texts with commas', () => {
  expect(topicCondition(columns[1] as Column, "O'Neil")).toBe(`'O''Neil' IN "authors"`);
  expect(topicCondition(columns[4] as Column, 'C++ (x)')).toBe(
    `regexp_matches("keywords", '(?i)(^|[,;])\\s*C\\+\\+ \\(x\\)\\s*([,;]|$)')`,
  );
  expect(topicCondition(columns[2] as Column, 'Oral')).toBe(`"type" = 'Oral'`);
});
