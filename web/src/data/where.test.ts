import { describe, expect, it } from 'vitest';
import { chipsOf, hasCondition, removeCondition, toggleCondition } from './chips';
import {
  joinClauses,
  numberLiteral,
  parseComparison,
  quoteName,
  quoteText,
  splitClauses,
} from './where';
import { replaceCondition, toggleAlternative, withoutColumn } from './chips';

const range = '"year" >= 2020 AND "year" <= 2021';

describe('literals', () => {
  it('double the quotes they are written in', () => {
    expect(quoteName('a "b"')).toBe('"a ""b"""');
    expect(quoteText("O'Neil")).toBe("'O''Neil'");
  });

  it('have no exponent', () => {
    expect(numberLiteral(1e-7)).toBe('0.0000001');
    expect(numberLiteral(-2.5)).toBe('-2.5');
    expect(numberLiteral(1e21)).toBe('1000000000000000000000');
  });
});

describe('splitClauses', () => {
  it('splits at AND outside quotes, brackets and BETWEEN', () => {
    expect(splitClauses(`"a" = 'x AND y' and "b AND c" = 1`)).toEqual([
      `"a" = 'x AND y'`,
      '"b AND c" = 1',
    ]);
    expect(splitClauses('("a" = 1 AND "b" = 2) AND "c" = 3')).toEqual([
      '("a" = 1 AND "b" = 2)',
      '"c" = 3',
    ]);
    expect(splitClauses('"a" BETWEEN 1 AND 2 AND "b" = 3')).toEqual([
      '"a" BETWEEN 1 AND 2',
      '"b" = 3',
    ]);
  });

  it('keeps a condition with OR at the top in one piece', () => {
    expect(splitClauses('"a" = 1 OR "b" = 2 AND "c" = 3')).toHaveLength(1);
  });

  it('survives text that is not a condition', () => {
    expect(splitClauses('')).toEqual([]);
    expect(splitClauses(`'unclosed AND `)).toEqual([`'unclosed AND`]);
    expect(splitClauses('AND AND')).toEqual([]);
  });

  it('joins back, with brackets where OR would take more than its share', () => {
    expect(joinClauses(['"a" = 1 OR "b" = 2', '"c" = 3'])).toBe('("a" = 1 OR "b" = 2) AND "c" = 3');
    expect(joinClauses(['"a" = 1 OR "b" = 2'])).toBe('"a" = 1 OR "b" = 2');
  });
});

describe('parseComparison', () => {
  it('reads the conditions that the page writes', () => {
    expect(parseComparison(`"type" = 'Oral'`)).toEqual({ column: 'type', op: '=', value: 'Oral' });
    expect(parseComparison(`"a ""b""" < -1.5`)).toEqual({
      column: 'a "b"',
      op: '<',
      value: '-1.5',
    });
    expect(parseComparison(`'O''Neil' IN "authors"`)).toEqual({
      column: 'authors',
      op: 'has',
      value: "O'Neil",
    });
    expect(parseComparison('"x" IS NOT NULL')).toEqual({
      column: 'x',
      op: 'is not',
      value: 'null',
    });
  });

  it('leaves what it does not know', () => {
    expect(parseComparison(`"title" LIKE '%x%'`)).toBeNull();
  });
});

describe('chips', () => {
  it('are one for both ends of a range', () => {
    expect(chipsOf(range)).toEqual([
      { text: range, label: 'year 2020 – 2021', column: 'year', kind: 'range', alternatives: [] },
    ]);
    expect(chipsOf('"year" >= 2020 AND "year" <= 2020')[0]?.label).toBe('year 2020');
    expect(chipsOf('"price" >= 362.58500000000004')[0]?.label).toBe('price >= 362.585');
    expect(chipsOf('"price" >= 2.72 AND "price" < 42.70500000000001')[0]?.label).toBe(
      'price 2.72 – <42.705',
    );
    expect(chipsOf('"title.length" >= 3 AND "title.length" < 5')[0]?.label).toBe(
      'length of title 3 – <5',
    );
  });

  it('show a clause that is not understood in its own words', () => {
    expect(chipsOf(`"t" ILIKE 'x%'`)[0]?.label).toBe(`"t" ILIKE 'x%'`);
  });
});

describe('toggleCondition', () => {
  it('adds, and takes away what is there', () => {
    const added = toggleCondition(`"type" = 'Oral'`, range);
    expect(added).toBe(`"type" = 'Oral' AND ${range}`);
    expect(hasCondition(added, range)).toBe(true);
    expect(toggleCondition(added, range)).toBe(`"type" = 'Oral'`);
    expect(removeCondition(range, range)).toBe('');
  });

  it('replaces another range or class of the same column, and adds members up', () => {
    expect(toggleCondition(range, '"year" >= 1990 AND "year" <= 1991')).toBe(
      '"year" >= 1990 AND "year" <= 1991',
    );
    expect(toggleCondition(`"type" = 'Oral'`, `"type" = 'Poster'`)).toBe(`"type" = 'Poster'`);
    expect(toggleCondition(`'A' IN "authors"`, `'B' IN "authors"`)).toBe(
      `'A' IN "authors" AND 'B' IN "authors"`,
    );
  });
});

describe('alternatives', () => {
  const either = `("type" = 'Oral' OR "type" = 'Spotlight')`;

  it('are joined by OR, beside what else is asked', () => {
    expect(toggleAlternative(`"type" = 'Oral'`, `"type" = 'Spotlight'`)).toBe(either);
    expect(toggleAlternative(`"type" = 'Oral' AND ${range}`, `"type" = 'Spotlight'`)).toBe(
      `${either} AND ${range}`,
    );
    expect(toggleAlternative(`'A' IN "authors"`, `'B' IN "authors"`)).toBe(
      `('A' IN "authors" OR 'B' IN "authors")`,
    );
    expect(toggleAlternative(range, `"type" = 'Oral'`)).toBe(`${range} AND "type" = 'Oral'`);
  });

  it('are one chip, and each of them can be taken away', () => {
    expect(chipsOf(either)[0]?.label).toBe('type = Oral or Spotlight');
    expect(hasCondition(either, `"type" = 'Spotlight'`)).toBe(true);
    expect(toggleAlternative(either, `"type" = 'Oral'`)).toBe(`"type" = 'Spotlight'`);
    expect(toggleCondition(`${either} AND ${range}`, `"type" = 'Spotlight'`)).toBe(
      `"type" = 'Oral' AND ${range}`,
    );
  });

  it('of several columns or kinds are one clause in its own words', () => {
    for (const text of [
      `("a" = 1 OR "b" = 2)`,
      `("a" = 1 OR "a" > 2)`,
      `("a" = 1 OR "a" = 2) OR ("a" = 3)`,
    ])
      expect(chipsOf(text)[0]).toMatchObject({ label: text, kind: 'other', alternatives: [] });
  });

  it('leave other columns alone', () => {
    expect(withoutColumn(`${either} AND ${range}`, 'type')).toBe(range);
    expect(withoutColumn(range, 'year')).toBe(range);
  });
});

it('a condition is put in the place of another', () => {
  expect(replaceCondition(`"a" = 1 AND ${range}`, range, '"year" = 2')).toBe(
    '"a" = 1 AND "year" = 2',
  );
});

it('reads the texts and topics that the page asks for', () => {
  expect(parseComparison(`contains(lower("t"), 'it''s')`)).toEqual({
    column: 't',
    op: 'contains',
    value: "it's",
  });
  expect(parseComparison(`regexp_matches("k", '(?i)(^|[,;])\\s*c\\+\\+\\s*([,;]|$)')`)).toEqual({
    column: 'k',
    op: 'has',
    value: 'c++',
  });
});
