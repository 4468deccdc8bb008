// Charts, queries as text and the book of queries, on generated input.

import { describe as group, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { asKind, choices, formatChart, kChartKinds, parseChart, suggestChart } from './chart';
import { duckdbScript, plainName, refined } from './query';
import {
  kMostHistory,
  readBook,
  suggestedName,
  withoutRun,
  withoutSaved,
  withRun,
  withSaved,
  type QueryBook,
} from './saved-queries';

const kEmptyBook: QueryBook = { history: [], saved: [] };

group('charts', () => {
  const kDtypes: Record<string, string> = {
    int: 'int64',
    float: 'float64',
    bool: 'bool',
    datetime: 'date32',
  };
  const column = (name: string, type: string | null, role = '') =>
    ({
      name,
      column_type: type,
      type: '',
      role,
      feature:
        type === 'list'
          ? { _type: 'List', feature: { _type: 'Value', dtype: 'string' } }
          : { _type: 'Value', dtype: kDtypes[type ?? ''] ?? 'string' },
      statistics: null,
      extra: {},
    }) as Column;
  const kTypes = ['int', 'float', 'string_label', 'string_text', 'bool', 'datetime', 'list', null];

  it('that are suggested or made of another kind can be drawn, and stand in the address', () => {
    forSeeds(300, (random) => {
      const columns = random
        .some(kTypes, 5)
        .map((type, i) =>
          column(
            `${random.text()}${i}`,
            type,
            type === 'int' ? random.pick(['', 'id', 'year']) : '',
          ),
        );
      const chart = suggestChart(columns);
      if (!chart) {
        expect(choices('bar', columns).x.every(({ role }) => role === 'id')).toBe(true);
        return;
      }
      expect(parseChart(formatChart(chart), columns)).toEqual(chart);
      for (const kind of kChartKinds) {
        const other = asKind(kind, chart, columns);
        if (other) expect(parseChart(formatChart(other), columns)).toEqual(other);
        else expect(['line', 'scatter', 'histogram']).toContain(kind);
      }
    });
  });

  it('that an address asks for of columns which are not there are none', () => {
    const columns = [column('n', 'int'), column('w', 'string_label')];
    for (const text of [
      '',
      '{',
      '[]',
      '["bar"]',
      '["bar","w"]',
      '["pie","w","n"]',
      '["bar","x","n"]',
      '["line","w","n"]',
      '["scatter","n","w"]',
    ])
      expect(parseChart(text, columns), text).toBeNull();
    expect(parseChart('["bar","w","gone"]', columns)).toEqual({ kind: 'bar', x: 'w', y: '' });
  });
});

group('queries as text', () => {
  it('have names quoted so that they read back', () => {
    forSeeds(300, (random) => {
      const name = random.text();
      const plain = plainName(name);
      if (plain === name) expect(name).toMatch(/^[a-z_][a-z_0-9]*$/);
      else expect(plain.slice(1, -1).replaceAll('""', '"')).toBe(name);
    });
    for (const word of ['select', 'order', 'from', 'end'])
      expect(plainName(word)).toBe(`"${word}"`);
  });

  it('lose the semicolons at their end inside another', () => {
    for (const end of ['', ';', ' ; ;\n', '\n'])
      expect(refined(`FROM t${end}`, { where: '', sort: '"a"' }, [])).toBe(
        'SELECT * FROM (\nFROM t\n) AS result\nORDER BY "a"',
      );
  });

  it('are scripts that name one file or several', () => {
    const split = (name: string, files: string[]) =>
      ({ split: name, parquet_files: files.map((url) => ({ url })) }) as never;
    const script = duckdbScript(
      'http://h',
      [split('train', ['/a']), split('order', ['/b', "/it's"])],
      'FROM train; ',
    );
    expect(script).toBe(
      "CREATE OR REPLACE VIEW train AS FROM read_parquet('http://h/a');\n" +
        "CREATE OR REPLACE VIEW \"order\" AS FROM read_parquet([\n  'http://h/b',\n  'http://h/it''s'\n]);\n" +
        '\nFROM train\n;\n',
    );
  });
});

group('the book of queries', () => {
  it('holds each query and each name once, the newest first, whatever was done', () => {
    forSeeds(100, (random) => {
      let book = kEmptyBook;
      let runs: string[] = [];
      for (let step = 0; step < 80; step += 1) {
        const sql = `q${random.below(70)}`;
        if (random.once(5)) {
          book = withoutRun(book, sql);
          runs = runs.filter((one) => one !== sql);
        } else {
          book = withRun(book, sql, step);
          runs = [sql, ...runs.filter((one) => one !== sql)].slice(0, kMostHistory);
        }
        if (random.once(3)) book = withSaved(book, ` name ${random.below(5)}`, sql);
        if (random.once(9)) book = withoutSaved(book, `name ${random.below(5)}`);
        expect(book.history.map((one) => one.sql)).toEqual(runs);
        const names = book.saved.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }
      expect(readBook(JSON.parse(JSON.stringify(book)))).toEqual(book);
    });
  });

  it('cuts names and suggests the first line that says something', () => {
    expect(withSaved(kEmptyBook, 'x'.repeat(121), 'a').saved[0]?.name).toHaveLength(120);
    expect(suggestedName('  \n--a\nSELECT 1 -- b\n')).toBe('SELECT 1 -- b');
    expect(suggestedName('x'.repeat(61))).toHaveLength(60);
    expect(suggestedName('-- only a comment')).toBe('');
  });
});
