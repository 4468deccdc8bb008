import { expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { conditionOf, formOf, operatorsOf } from './filter-form';

function column(name: string, column_type: string): Column {
  const known = { name, column_type, type: column_type, role: '', extra: {}, statistics: null };
  return { ...known, feature: { _type: 'Value', dtype: 'x' } } as unknown as Column;
}
const columns = [
  column('SQL', 'string_text'),
  column('a "b"', 'int'),
  column('kind', 'string_label'),
  column('day', 'datetime'),
  column('tags', 'list'),
  column('flag', 'bool'),
];
function at(index: number): Column {
  const one = columns[index];
  if (!one) throw new Error(`no column ${index}`);
  return one;
}

const form = (name: string, operator: string, value: string, to = '') => ({
  column: name,
  operator,
  value,
  to,
});

it('writes conditions, with names and values in their quotes, and reads them back', () => {
  const cases: [ReturnType<typeof form>, string][] = [
    [form('SQL', 'contains', "it's; drop"), `contains(lower("SQL"), 'it''s; drop')`],
    [form('SQL', 'length >=', '3'), '"SQL.length" >= 3'],
    [form('a "b"', '>=', '1.5'), '"a ""b""" >= 1.5'],
    [
      form('a "b"', 'between', '9007199254740993', '9007199254740995'),
      '"a ""b""" >= 9007199254740993 AND "a ""b""" <= 9007199254740995',
    ],
    [form('kind', '=', 'Oral'), `"kind" = 'Oral'`],
    [form('day', '>', '2024-01-31'), `"day" > '2024-01-31'`],
    [form('tags', 'has', "O'Neil"), `'O''Neil' IN "tags"`],
    [form('flag', '=', 'true'), '"flag" = true'],
    [form('kind', 'is not null', ''), '"kind" IS NOT NULL'],
  ];
  for (const [filled, text] of cases) {
    const one = at(columns.findIndex(({ name }) => name === filled.column));
    expect(conditionOf(one, filled)).toBe(text);
    expect(formOf(text, columns)).toEqual(filled);
  }
});

it('makes no condition of what is no value of the column', () => {
  expect(conditionOf(at(1), form('a "b"', '=', '1 OR 1=1'))).toBeNull();
  expect(conditionOf(at(1), form('a "b"', 'between', '1', ''))).toBeNull();
  expect(conditionOf(at(5), form('flag', '=', 'perhaps'))).toBeNull();
  expect(conditionOf(at(0), form('SQL', 'contains', ''))).toBeNull();
});

it('takes a comma for a decimal point', () => {
  expect(conditionOf(at(1), form('a "b"', '<', '1,5'))).toBe('"a ""b""" < 1.5');
});

it('leaves to the text what only a text can say', () => {
  for (const text of [`upper("SQL") = 'X'`, '"gone" = 1', `("kind" = 'a' OR "kind" = 'b')`])
    expect(formOf(text, columns)).toBeNull();
});

it('offers for every column whether it is missing', () => {
  for (const one of columns) expect(operatorsOf(one).map(({ id }) => id)).toContain('is null');
});
