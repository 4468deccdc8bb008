// What goes in comes out: types and values through import, rows and export.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Workplace, lines, sharedData, sourceRoot } from './vitrine.mjs';

const float32 = (value) => Math.fround(value);

test('types are inferred from every row', (t) => {
  const place = new Workplace(t);
  const first = {
    int: 1, big: 'BIG', huge: 'HUGE', mixed: 1, float: 2, text: 'x', nothing: null, day: '2024-02-29', time: '1969-12-31T23:59:59.5',
    utc: '2024-01-01T00:00:00Z', almost: '2024-02-30', list: [1], words: ['a'], vector: [0.5, 1], ragged: [0.5], object: { x: 1 },
    deep: [{ y: [1] }], flag: true, empty: {}, any: 1,
  };
  const second = {
    int: null, big: 'BIG', huge: 'HUGE', mixed: 2.5, float: 1e300, text: 'ü', nothing: null, day: '1969-12-31', time: '2024-01-01 00:00:00',
    utc: null, almost: '2024-01-01', list: [], words: [null], vector: [2, 3], ragged: [], object: { y: 's' }, deep: [], flag: null,
    empty: {}, any: 'text',
  };
  const text = lines([first, second]).replaceAll('"BIG"', '18446744073709551615').replaceAll('"HUGE"', '123456789012345678901234567890');
  place.file('t.jsonl', text);
  place.ok('import', 't.jsonl');
  const { utc, ...types } = place.types('t');
  assert.match(utc, /^timestamp\[us, tz=UTC\]$/);
  assert.deepEqual(types, {
    int: 'int64', big: 'uint64', huge: 'decimal128(38, 0)', mixed: 'float64', float: 'float64', text: 'string', nothing: 'string',
    day: 'date32', time: 'timestamp[us]', almost: 'string', list: 'list of int64', words: 'list of string',
    vector: 'vector of 2 float32', ragged: 'list of float64', object: 'struct (2)', deep: 'list of struct (1)', flag: 'bool',
    empty: 'json', any: 'json',
  });
  const answer = place.ok('rows', 't', '--json', '--columns', Object.keys(first).join(','));
  assert.match(answer, /"big":18446744073709551615/);
  const rows = JSON.parse(answer).hits.map((hit) => hit.row);
  assert.deepEqual({ ...rows[0], big: 0 }, {
    ...first, big: 0, huge: '123456789012345678901234567890', time: '1969-12-31T23:59:59.500000', object: { x: 1, y: null },
  });
  assert.deepEqual({ ...rows[1], big: 0 }, {
    ...second, big: 0, huge: '123456789012345678901234567890', time: '2024-01-01T00:00:00', object: { x: null, y: 's' },
  });
});

test('NaN and infinity are read, and are null in JSON', (t) => {
  const place = new Workplace(t);
  place.file('n.jsonl', '{"a":NaN}\n{"a":-Infinity}\n{"a":1.5}\n');
  assert.deepEqual(place.rows('n.jsonl'), [{ a: null }, { a: null }, { a: 1.5 }]);
});

test('CSV keeps text as text and integers exact', (t) => {
  const place = new Workplace(t);
  place.file('c.csv', 'id,code,note,day\n12345678901234567890123,007,"a ""b"",\nc",2024-01-05\n5,010,5" tall,\n');
  place.ok('import', 'c.csv');
  assert.deepEqual(place.rows('c'), [
    { id: '12345678901234567890123', code: '007', note: 'a "b",\nc', day: '2024-01-05' },
    { id: '5', code: '010', note: '5" tall', day: null },
  ]);
});

test('a dataset without rows is a dataset', (t) => {
  const place = new Workplace(t);
  place.file('z.csv', 'a,b\n');
  place.ok('import', 'z.csv');
  assert.deepEqual(place.rows('z'), []);
  place.ok('stats', 'z');
  place.ok('export', 'z', '--out', 'z.parquet');
  assert.deepEqual(place.rows('z.parquet', '--where', 'a IS NULL'), []);
});

const nested = Array.from({ length: 500 }, (_, i) => ({
  i,
  text: i % 7 ? `row ${i} "quoted", ünïcode 語 😀\n` : null,
  list: Array.from({ length: i % 4 }, (_, j) => (j ? `m${j}` : null)),
  object: i % 5 ? { a: i / 3, b: { c: i % 2 === 0 } } : null,
  vector: [Math.sin(i), Math.cos(i), i / 7].map(float32),
}));

for (const format of ['jsonl', 'json', 'parquet', 'jsonl.gz']) {
  test(`nested values survive ${format}`, (t) => {
    const place = new Workplace(t);
    const name = `n.${format}`;
    if (format === 'json') place.file(name, JSON.stringify(nested, null, 1));
    else if (format === 'jsonl.gz') place.file(name, gzipSync(lines(nested)));
    else place.file('n.jsonl', lines(nested));
    if (format === 'parquet') {
      place.ok('export', 'n.jsonl', '--out', name);
      place.ok('remove', 'n');
    }
    place.ok('import', name);
    assert.deepEqual(place.rows('n', '--columns', 'i,text,list,object,vector'), nested);
    assert.equal(place.types('n').vector, 'vector of 3 float32');
  });
}

test('export writes what was imported', (t) => {
  const place = new Workplace(t);
  place.file('n.jsonl', lines(nested));
  assert.deepEqual(place.ok('export', 'n.jsonl', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line)), nested);
  place.ok('export', 'n', '--out', 'n.csv');
  assert.equal(place.rows('n.csv', '--columns', 'i').length, 500);
  place.fails(['export', 'n', '--out', 'n.txt'], /say the format/);
});

test('standard input takes every format', (t) => {
  const place = new Workplace(t);
  const inputs = { lines: '{"a":1}\n{"a":2}\n', array: '[{"a":1},{"a":2}]', csv: 'a,b\n1,2\n2,3\n', gzip: gzipSync('{"a":1}\n{"a":2}\n') };
  for (const [name, input] of Object.entries(inputs)) {
    const result = place.run(['import', '-', '--name', name], { input });
    assert.equal(result.status, 0, result.err);
    assert.deepEqual(place.rows(name, '--columns', 'a'), [{ a: 1 }, { a: 2 }]);
  }
  place.fails(['import', '-'], /standard input is empty/, { input: '' });
});

test('a card decides types, configs and splits', (t) => {
  const place = new Workplace(t);
  place.file('d/README.md', `---
configs:
- config_name: all
  data_files:
  - split: train
    path: train-*.jsonl
  - split: test
    path: test.jsonl
dataset_info:
  features:
  - name: id
    dtype: uint32
  - name: type
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
---
`);
  place.file('d/train-1.jsonl', '{"type":"Poster","id":1}\n');
  place.file('d/train-2.jsonl', '{"type":null,"id":2}\n');
  place.file('d/test.jsonl', '{"type":"Oral","id":3}\n');
  place.file('d/.hidden.jsonl', 'broken');
  place.ok('import', 'd');
  assert.deepEqual(place.types('d'), { id: 'uint32', type: 'class (2)' });
  assert.deepEqual(place.rows('d'), [{ id: 1, type: 1 }, { id: 2, type: null }]);
  assert.deepEqual(place.rows('d', '--split', 'test'), [{ id: 3, type: 0 }]);
  assert.equal(place.rows('d', '--where', "type = 'Poster'").length, 1);
  place.fails(['rows', 'd', '--split', 'nope'], /no split "nope"/);
});

test('the ten papers come back as they are', (t) => {
  const place = new Workplace(t);
  place.ok('import', join(sourceRoot, 'data', 'sample', 'iclr2025'));
  const expected = readFileSync(join(sourceRoot, 'data/sample/iclr2025/train.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  for (const paper of expected) paper.embedding = paper.embedding.map(float32);
  assert.deepEqual(place.rows('iclr2025', '--columns', Object.keys(expected[0]).map((name) => `"${name}"`).join(',')), expected);
});

test('the ICLR preview is imported and read back in under a second', { skip: !existsSync(sharedData) && 'no ../shared/data here' }, (t) => {
  const place = new Workplace(t);
  const path = join(sharedData, 'iclr2025_preview.jsonl');
  const begin = performance.now();
  place.ok('import', path);
  t.diagnostic(`imported in ${(performance.now() - begin).toFixed(0)} ms`);
  const expected = readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  for (const paper of expected) paper.embedding = paper.embedding.map(float32);
  assert.deepEqual(place.rows('iclr2025_preview', '--columns', Object.keys(expected[0]).map((name) => `"${name}"`).join(',')), expected);
  assert.ok(performance.now() - begin < 5000, 'far above the second it should take');
});

test('numbers that no double holds are shown as they are written, in a table too', (t) => {
  const place = new Workplace(t);
  place.file('m.jsonl', '{"a":1e400}\n{"a":"x"}\n{"a":[1e400,{"k":-1E+999}]}\n');
  place.ok('import', 'm.jsonl');
  assert.match(place.ok('rows', 'm'), /^ *0 +1e400$\n^ *1 +x$\n^ *2 +1e400, \{"k":-1E\+999\}$/m);
});

test('moments are told in the zone that a type names', (t) => {
  const place = new Workplace(t);
  place.file('zoned.csv', 'at\n2024-01-01 00:00:00+02:00\n2024-07-01T12:00:00Z\n');
  place.ok('import', 'zoned.csv', '--type', 'at=timestamp[us, tz=Europe/Berlin]');
  const cells = place.ok('rows', 'zoned', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line).at);
  assert.deepEqual(cells, ['2023-12-31T23:00:00+01:00', '2024-07-01T14:00:00+02:00']);
  assert.match(place.ok('rows', 'zoned', '--where', "at = '2024-01-01 00:00:00+02:00'", '--format', 'jsonl'), /2023-12-31T23:00:00/);

  place.file('local.csv', 'at\n2024-01-01 00:00:00\n');
  const refused = place.run(['import', 'local.csv', '--type', 'at=timestamp[us, tz=Europe/Berlin]']);
  assert.equal(refused.status, 1);
  assert.match(refused.err, /"2024-01-01 00:00:00" is no timestamp\[us, tz=Europe\/Berlin\]/);
});
