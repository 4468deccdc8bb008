import { expect, it } from 'vitest';
import type { SearchAnswer } from './api-types';
import { csvField, csvLine, exportRows, jsonLine, parquetPath } from './export';

function pages(total: number) {
  const asked: [number, number][] = [];
  const fetchPage = (offset: number, limit: number): Promise<SearchAnswer> => {
    asked.push([offset, limit]);
    const ids = Array.from({ length: Math.min(limit, total - offset) }, (_, i) => offset + i);
    const hits = ids.map((n) => ({
      row_idx: n,
      score: null,
      row: { n },
      highlights: {},
      why: null,
    }));
    return Promise.resolve({ total, num_rows: total, took_ms: 0, hits });
  };
  return { asked, fetchPage };
}

it('quotes what a comma, a quote or a line end would break', () => {
  expect(csvField('a "b", c\n')).toBe('"a ""b"", c\n"');
  expect(csvField(null)).toBe('');
  expect(csvField(['x', 1])).toBe('"[""x"",1]"');
  expect(csvLine({ b: 1, a: false }, ['a', 'b', 'missing'])).toBe('false,1,\r\n');
});

it('writes one JSON object a line, in the order of the columns', () => {
  expect(jsonLine({ b: 'ü', a: [1] }, ['a', 'b', 'c'])).toBe('{"a":[1],"b":"ü","c":null}\n');
});

it('fetches page by page until all rows or the most that is allowed are there', async () => {
  const all = pages(4500);
  const signal = new AbortController().signal;
  const done = await exportRows(all.fetchPage, ['n'], 'csv', 100_000, signal);
  expect(all.asked).toEqual([
    [0, 2000],
    [2000, 2000],
    [4000, 2000],
  ]);
  expect(done.rows).toBe(4500);
  expect(done.parts.join('').split('\r\n').slice(0, 3)).toEqual(['n', '0', '1']);
  expect((await exportRows(pages(4500).fetchPage, ['n'], 'jsonl', 3, signal)).rows).toBe(3);
  expect((await exportRows(pages(0).fetchPage, ['n'], 'jsonl', 3, signal)).rows).toBe(0);
});

it('asks the server for the same rows as Parquet', () => {
  const ref = { owner: 'o', name: 'n', config: 'default', split: 'train' };
  const path = parquetPath(ref, { q: 'a b', where: 'x = 1', sort: 'x' }, ['x', 'TL;DR'], 7);
  const { pathname, searchParams } = new URL(path, 'http://x');
  expect(pathname).toBe('/api/v1/datasets/o/n/search');
  expect(Object.fromEntries(searchParams)).toMatchObject({
    q: 'a b',
    mode: 'keyword',
    where: 'x = 1',
    sort: 'x',
    limit: '7',
    format: 'parquet',
    columns: 'x,"TL;DR"',
  });
});
