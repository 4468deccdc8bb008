import { expect, it } from 'vitest';
import type { Column } from './api-types';
import { arxivLink, cellKind, classLabel, safeLink, startWidth, withDates } from './column-kind';

it('makes links of http and https alone', () => {
  expect(safeLink('https://openreview.net/forum?id=x')).toBe('https://openreview.net/forum?id=x');
  for (const bad of [
    'javascript:alert(1)',
    ' https://x',
    'data:text/html,x',
    '//x',
    'ftp://x',
    7,
    null,
  ]) {
    expect(safeLink(bad)).toBeNull();
  }
  expect(safeLink('https://a b')).toBeNull();
  expect(safeLink('https://')).toBeNull();
});

it('links what is an arXiv identifier, old or new', () => {
  expect(arxivLink('2503.10728')).toBe('https://arxiv.org/abs/2503.10728');
  expect(arxivLink('cs/0112017')).toBe('https://arxiv.org/abs/cs/0112017');
  for (const bad of ['2503', '../../x', 'https://evil.example', null])
    expect(arxivLink(bad)).toBeNull();
});

it('names the codes of classes, -1 being none', () => {
  expect(classLabel(1, ['a', 'b'])).toBe('b');
  expect(classLabel(-1, ['a', 'b'])).toBeNull();
  expect(classLabel('Oral', null)).toBe('Oral');
});

it('draws short classes as badges, and long texts that happen to repeat as text', () => {
  const labels = (frequencies: Record<string, number>) =>
    ({
      name: 'x',
      type: 'string',
      feature: { dtype: 'string', _type: 'Value' },
      role: '',
      column_type: 'string_label',
      statistics: { frequencies },
      extra: {},
    }) as unknown as Column;
  expect(cellKind(labels({ Oral: 1, Poster: 2 }))).toBe('class');
  expect(cellKind(labels({ ['A whole sentence '.repeat(9)]: 3 }))).toBe('text');
});

it('takes days for moments, and nothing else', () => {
  const date = { min: '2024-02-28', max: '2024-03-11' };
  const [day, other] = withDates([
    { name: 'd', column_type: null, statistics: null, extra: { date } },
    { name: 'x', column_type: null, statistics: null, extra: {} },
  ] as unknown as Column[]);
  expect(day).toMatchObject({ column_type: 'datetime', statistics: date });
  expect(other?.column_type).toBeNull();
});

it('gives labels the room of their choices before a row has one', () => {
  const column = {
    name: 'verdict',
    type: 'string',
    column_type: 'string_text',
    extra: {},
    role: '',
  };
  const label = { name: 'verdict', choices: ['good', 'bad'], num_values: 0, num_lost: 0 };
  const widthOf = (kind: string) => startWidth({ ...column, label: { ...label, kind } } as Column);
  expect(widthOf('choice')).toBe(170);
  expect(widthOf('text')).toBeGreaterThan(170);
});
