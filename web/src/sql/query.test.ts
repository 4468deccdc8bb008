import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { duckdbScript, plainName, refined, starters } from './query';

function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type: 'string',
    feature: { _type: 'Value', dtype: 'string' },
    role: '',
    column_type: type,
    statistics: null,
    extra: {},
    ...more,
  };
}

const venue = column('venue', 'string_label', { statistics: { n_unique: 4 } });
const score = column('score', 'float');
const vector = column('embedding', 'list', { type: 'vector of 16 float32' });

describe('plainName', () => {
  it('quotes only what must be', () => {
    expect(plainName('year')).toBe('year');
    expect(plainName('TL;DR')).toBe('"TL;DR"');
    expect(plainName('order')).toBe('"order"');
    expect(plainName('a"b')).toBe('"a""b"');
  });
});

describe('refined', () => {
  const title = column('title', 'string_text');

  it('leaves a query alone that nothing narrows', () => {
    expect(refined('SELECT 1;', { where: '', sort: '' }, [])).toBe('SELECT 1;');
  });

  it('puts conditions and order around the query, behind its last comment', () => {
    expect(refined('SELECT a -- b\n;', { where: '"a" > 1', sort: '"a" DESC' }, [])).toBe(
      'SELECT * FROM (\nSELECT a -- b\n) AS result\nWHERE "a" > 1\nORDER BY "a" DESC',
    );
  });

  it('writes the length of a text as a function', () => {
    const where = '"title.length" >= 3 AND "title.length" <= 9';
    expect(refined('FROM train', { where, sort: '' }, [title])).toContain(
      'WHERE length("title") >= 3 AND length("title") <= 9',
    );
  });
});

describe('starters', () => {
  it('begin with the classes and an average, and leave vectors out', () => {
    const found = starters('train', [venue, score, vector]);
    expect(found[0]?.sql).toBe(
      'SELECT venue, count(*) AS n, round(avg(score), 2) AS average\nFROM train\nGROUP BY venue\nORDER BY n DESC',
    );
    expect(found.map(({ sql }) => sql)).toContain(
      'SELECT * EXCLUDE (embedding)\nFROM train\nLIMIT 100',
    );
  });

  it('know something to ask about any table', () => {
    expect(starters('my split', []).map(({ sql }) => sql)).toEqual([
      'SELECT *\nFROM "my split"\nLIMIT 100',
      'SUMMARIZE "my split"',
    ]);
  });

  it('take no identifier and no long list of classes for an overview', () => {
    const many = column('name', 'string_label', { statistics: { n_unique: 5000 } });
    expect(starters('t', [many])[0]?.title).toBe('First 100 rows');
  });
});

describe('duckdbScript', () => {
  it('makes a view of every split and ends the query', () => {
    const split = {
      split: 'train',
      num_rows: 1,
      num_columns: 1,
      num_bytes_parquet_files: 1,
      parquet_files: [
        { filename: '0', size: 1, url: "/it's/0.parquet" },
        { filename: '1', size: 1, url: '/1.parquet' },
      ],
    };
    expect(duckdbScript('http://h', [split], 'FROM train -- all ;\n')).toBe(
      "CREATE OR REPLACE VIEW train AS FROM read_parquet([\n  'http://h/it''s/0.parquet',\n  'http://h/1.parquet'\n]);\n\nFROM train -- all\n;\n",
    );
  });
});
