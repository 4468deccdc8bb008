// The rules of docs/reading.md, each as files that go in and the rows that come out.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serve } from '../api/serve.mjs';
import { Workplace } from './vitrine.mjs';

/// [what, name, content, rows, types?]
const texts = [
  ['semicolons', 'a.csv', 'id;city\n1;Lyon\n2;Graz\n', [{ id: 1, city: 'Lyon' }, { id: 2, city: 'Graz' }]],
  ['bars', 'a.csv', 'id|city\n1|Lyon\n', [{ id: 1, city: 'Lyon' }]],
  ['tabs in a .csv', 'a.csv', 'id\tv\n6\t0.1.4\n', [{ id: 6, v: '0.1.4' }]],
  ['decimal commas', 'a.csv', 'a;b\n1;2,5\n2;-0,25\n', [{ a: 1, b: 2.5 }, { a: 2, b: -0.25 }]],
  ["Excel's sep= line", 'a.csv', 'sep=;\na;b\n1;x\n', [{ a: 1, b: 'x' }]],
  ['a byte order mark before a quoted header', 'a.csv', '\ufeff"a, b",c\n1,2\n', [{ 'a, b': 1, c: 2 }]],
  ['UTF-16 in other letters', 'a.csv', Buffer.from('\ufeffимя;город\nАнна;Москва\nПётр;Тверь\n', 'utf16le'), [{ имя: 'Анна', город: 'Москва' }, { имя: 'Пётр', город: 'Тверь' }]],
  ['UTF-16 without a mark, in other letters', 'a.csv', Buffer.from('имя;город\nАнна;Москва\nПётр;Тверь\n', 'utf16le'), [{ имя: 'Анна', город: 'Москва' }, { имя: 'Пётр', город: 'Тверь' }]],
  ['UTF-16 without a mark, of Han', 'a.txt', Buffer.from('今日は晴れです。\n明日は雨が降るでしょう。\n', 'utf16le').swap16(), [{ text: '今日は晴れです。' }, { text: '明日は雨が降るでしょう。' }]],
  ['ISO-2022-JP', 'a.csv', 'id,\x1b$BL>A0\x1b(B\n1,\x1b$B$5$/$i\x1b(B\n', [{ id: 1, 名前: 'さくら' }]],
  ['ISO-2022-JP far below', 'a.csv', `id,v\n${'1,a plain word\n'.repeat(6000)}2,\x1b$B$5$/$i\x1b(B\n`, [...Array.from({ length: 6000 }, () => ({ id: 1, v: 'a plain word' })), { id: 2, v: 'さくら' }]],
  ['ISO-2022-JP in JSON', 'a.jsonl', '{"v":"\x1b$B$5$/$i\x1b(B"}\n', [{ v: 'さくら' }]],
  ['escapes of terminals', 'a.csv', 'id,v\n1,\x1b[31mred\x1b[0m\n', [{ id: 1, v: '\x1b[31mred\x1b[0m' }]],
  ['UTF-16', 'a.csv', Buffer.from('\ufeffid\tname\n1\tĆ\n', 'utf16le'), [{ id: 1, name: 'Ć' }]],
  ['windows-1252', 'a.csv', Buffer.from('name,price\nCaf\xe9,5 \x80\n', 'latin1'), [{ name: 'Café', price: '5 €' }]],
  ['line ends of all kinds', 'a.csv', 'a,b\r\n1,2\n3,4\r5,6', [{ a: 1, b: 2 }, { a: 3, b: 4 }, { a: 5, b: 6 }]],
  ['comments at the front', 'a.csv', '# made by tool, v1\nid,val\n1,2.5\n', [{ id: 1, val: 2.5 }]],
  ['a header that starts with #', 'a.tsv', '#chrom\tpos\nchr1\t1\n', [{ '#chrom': 'chr1', pos: 1 }]],
  ['no header', 'a.csv', '1,0.5,cat\n2,0.7,dog\n3,0.9,cat\n',
    [[1, 0.5, 'cat'], [2, 0.7, 'dog'], [3, 0.9, 'cat']].map(([a, b, c]) => ({ column_0: a, column_1: b, column_2: c }))],
  ['a dump of a database', 'a.tsv', '1\tAna\t\\N\n2\t\\N\t2.5\n', [{ column_0: 1, column_1: 'Ana', column_2: null }, { column_0: 2, column_1: '\\N', column_2: 2.5 }]],
  ['a dump of a database whose first row has no null', 'a.tsv', '1\tAna\t2024-01-05\n2\tBob\t\\N\n',
    [{ column_0: 1, column_1: 'Ana', column_2: '2024-01-05' }, { column_0: 2, column_1: 'Bob', column_2: null }]],
  ['days that are no names', 'a.csv', '1,ana,2024-01-05\n2,bob,2024-02-01\n3,eve,2024-03-01\n',
    [[1, 'ana', '2024-01-05'], [2, 'bob', '2024-02-01'], [3, 'eve', '2024-03-01']].map(([a, b, c]) => ({ column_0: a, column_1: b, column_2: c }))],
  ['stray quotes', 'a.tsv', 'id\tt\n1\t"open\n2\tend" here\n', [{ id: 1, t: '"open' }, { id: 2, t: 'end" here' }]],
  ['backslash escapes', 'a.csv', 'id,t\n1,"say \\"x, y\\""\n', [{ id: 1, t: 'say "x, y"' }]],
  ['empty text and null', 'a.csv', 'id,t\n1,""\n2,\n', [{ id: 1, t: '' }, { id: 2, t: null }]],
  ['lines of text', 'a.txt', 'The first line,\n\n12\n', [{ text: 'The first line,' }, { text: '' }, { text: '12' }]],
  ['a table that ends in .csv.txt', 'a.csv.txt', 'id,v\n1,x\n', [{ id: 1, v: 'x' }]],
  ['a delimiter that nobody can type', 'a.csv', 'id\x01v\n1\x012.5\n', [{ id: 1, v: 2.5 }]],
  ['a delimiter behind each line', 'a.csv', 'a,b\n1,2,\n3,4,\n', [{ a: 1, b: 2 }, { a: 3, b: 4 }]],
  ['texts in apostrophes', 'a.csv', "id,t\n1,'x, y'\n", [{ id: 1, t: 'x, y' }]],
  ['offsets from UTC', 'a.csv', 'u,o\n2024-01-05 10:00:00+00:00,2024-01-05T10:00:00+02:00\n',
    [{ u: '2024-01-05T10:00:00Z', o: '2024-01-05T10:00:00+02:00' }]],
  ['offsets from UTC in JSON', 'a.jsonl', '{"u":"2024-01-05 10:00:00+00:00","o":"2024-01-05T10:00:00+02:00"}\n',
    [{ u: '2024-01-05T10:00:00Z', o: '2024-01-05T10:00:00+02:00' }]],
  ['a JSON text sequence', 'a.json', '\x1e{"a":\n1}\n\x1e{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['codes that look like numbers', 'a.csv', 'a,b,c,d\n0x1F,1E10,007,+49\n0x2A,2E11,010,+33\n',
    [{ a: '0x1F', b: '1E10', c: '007', d: '+49' }, { a: '0x2A', b: '2E11', c: '010', d: '+33' }]],
  ['codes that look like dates', 'a.csv', 'a,b,c\n1-1-1,12.1.20,03/04/2024\n', [{ a: '1-1-1', b: '12.1.20', c: '03/04/2024' }]],
  ['letters and words that look like booleans', 'a.csv', 'a,b,c\nF,yes,true\nT,no,FALSE\n',
    [{ a: 'F', b: 'yes', c: true }, { a: 'T', b: 'no', c: false }]],
  ['ids with trailing zeros', 'a.csv', 'arxiv,price\n2401.00010,19.90\n2312.12340,5.00\n',
    [{ arxiv: '2401.00010', price: 19.9 }, { arxiv: '2312.12340', price: 5 }]],
  ['words for missing beside numbers', 'a.csv', 'a,b\n1,NA\n-,NA\n', [{ a: 1, b: 'NA' }, { a: null, b: 'NA' }]],
  ['a byte order mark in JSON', 'a.jsonl', '\ufeff{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['objects in objects that lack members, behind a byte order mark', 'a.jsonl',
    '\ufeff{"m":{"a":1}}\n{"m":{"b":["x"]}}\n{"m":null}\n{"n":[{"k":1},{}]}\n',
    [{ m: { a: 1, b: null }, n: null }, { m: { a: null, b: ['x'] }, n: null }, { m: null, n: null }, { m: null, n: [{ k: 1 }, { k: null }] }]],
  ['JSON in UTF-16', 'a.jsonl', Buffer.from('\ufeff{"a":1}\n', 'utf16le'), [{ a: 1 }]],
  ['JSON in UTF-16 without a mark, in other letters', 'a.json', Buffer.from('[{"имя":"Анна"},{"имя":"Пётр"}]', 'utf16le'), [{ имя: 'Анна' }, { имя: 'Пётр' }]],
  ['records on one line', 'a.jsonl', '{"a":1}{"a":2}\n{"a":3}', [{ a: 1 }, { a: 2 }, { a: 3 }]],
  ['a wrapped list', 'a.json', '{"n":2,"data":[{"a":1},{"a":2}]}', [{ a: 1 }, { a: 2 }]],
  ['lists of columns', 'a.json', '{"a":[1,2],"b":["x","y"]}', [{ a: 1, b: 'x' }, { a: 2, b: 'y' }]],
  ["pandas' columns", 'a.json', '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}', [{ a: 1, b: 'x' }, { a: 2, b: 'y' }]],
  ["pandas' columns whose rows have names", 'a.json', '{"a":{"r":1,"s":2},"b":{"r":"x","s":null}}', [{ index: 'r', a: 1, b: 'x' }, { index: 's', a: 2, b: null }]],
  ["pandas' split", 'a.json', '{"columns":["a","b"],"index":[0],"data":[[1,"x"]]}', [{ a: 1, b: 'x' }]],
  ['GeoJSON', 'a.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1}}]}',
    [{ type: 'Feature', properties: { n: 1 } }]],
  ['null records', 'a.json', '[{"a":1},null]', [{ a: 1 }, { a: null }]],
  ['an array of texts', 'a.json', '["x","y"]', [{ text: 'x' }, { text: 'y' }]],
  ['an array a line', 'a.jsonl', '["x",2]\n["y",4]\n', [{ column_0: 'x', column_1: 2 }, { column_0: 'y', column_1: 4 }]],
  ['half a character', 'a.jsonl', '{"t":"\\ud83d!"}\n', [{ t: '\ufffd!' }]],
  ['pairs of decimals, exact', 'a.jsonl', '{"p":[1700000000.5,1700000042.25]}\n', [{ p: [1700000000.5, 1700000042.25] }]],
  ['lines of a file of an unknown ending', 'a.log', '2024-01-05 10:00:00,123 INFO starts\n2024-01-05 10:00:01,456 INFO ends\n',
    [{ text: '2024-01-05 10:00:00,123 INFO starts' }, { text: '2024-01-05 10:00:01,456 INFO ends' }]],
  ['a log that begins with a bracket', 'a.log', '[2024-01-05 10:00] up\n[10:01] down\n', [{ text: '[2024-01-05 10:00] up' }, { text: '[10:01] down' }]],
  ['a table of an unknown ending behind comments', 'a.vcf', '##fileformat=VCFv4.2\n##source=x\n#CHROM\tPOS\n1\t100\n1\t200\n',
    [{ '#CHROM': 1, POS: 100 }, { '#CHROM': 1, POS: 200 }]],
  ['sequences', 'a.fa', '>one first, of two\nACGT\n', [{ text: '>one first, of two' }, { text: 'ACGT' }]],
  ['a table without an ending', 'noext', 'id,v\n1,5\n', [{ id: 1, v: 5 }]],
  ["R's names of rows in a file of an unknown ending", 'a.counts', 'A\tB\ng1\t1\t2\ng2\t3\t4\n', [{ column_0: 'g1', A: 1, B: 2 }, { column_0: 'g2', A: 3, B: 4 }]],
  ['a table of an unknown ending that has no header', 'iris.data', '5.1,3.5,Iris-setosa\n7.0,3.2,Iris-versicolor\n',
    [{ column_0: 5.1, column_1: 3.5, column_2: 'Iris-setosa' }, { column_0: 7, column_1: 3.2, column_2: 'Iris-versicolor' }]],
  ['a table drawn in a text', 'table', '| a | b |\n|---|---|\n| 1 | 2 |\n', ['| a | b |', '|---|---|', '| 1 | 2 |'].map((text) => ({ text }))],
  ['JSON of an unknown ending', 'a.data', '[1, 2]\n[3, 4]\n', [{ column_0: 1, column_1: 2 }, { column_0: 3, column_1: 4 }]],
  ['nanoseconds as text', 'a.csv', 'at\n2024-01-05 10:00:00.123456789\n', [{ at: '2024-01-05 10:00:00.123456789' }]],
];

for (const [what, name, content, rows] of texts) {
  test(`reads ${what}`, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    assert.deepEqual(place.rows(name), rows);
  });
}

/// A NumPy array of doubles, its shape as Python writes it.
function npy(shape, values) {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n';
  const length = Buffer.from([1, 0, header.length, 0]);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), length, Buffer.from(header), Buffer.from(new Float64Array(values).buffer)]);
}

test('reads NumPy arrays, by themselves and in a folder', (t) => {
  const place = new Workplace(t);
  place.file('a.npy', npy('(2,)', [0.5, -2]));
  assert.deepEqual(place.rows('a.npy'), [{ value: 0.5 }, { value: -2 }]);
  place.file('d/train.npy', npy('(1, 2)', [1.5, 2]));
  place.file('d/test.npy', npy('(1, 2)', [3, 4.25]));
  place.ok('import', 'd');
  assert.deepEqual(place.rows('d', '--split', 'test'), [{ value: [3, 4.25] }]);
  place.file('cut.npy', npy('(2,)', [0.5]));
  place.fails(['import', 'cut.npy'], /cut\.npy/);
});

/// [what, files, rows by split]
const folders = [
  ['columns in another order', { 'a.csv': 'id,v\n1,5\n', 'b.csv': 'v,id\nx,2\n' }, { train: [{ id: 1, v: '5' }, { id: 2, v: 'x' }] }],
  ['a label that test lacks', { 'train.csv': 'id,y\n1,5\n', 'test.csv': 'id\n2\n' }, { train: [{ id: 1, y: 5 }], test: [{ id: 2, y: null }] }],
  ['quoted and plain headers', { 'a.csv': '"id","v"\n1,5\n', 'b.csv': 'id,v\n2,6\n' }, { train: [{ id: 1, v: 5 }, { id: 2, v: 6 }] }],
  ['types judged over all splits', { 'train.csv': 'zip\n10001\n', 'test.csv': 'zip\n02139\n' }, { train: [{ zip: '10001' }], test: [{ zip: '02139' }] }],
  ['an array and lines, plain and compressed', { 'a.json': '[{"a":1}]', 'b.json': '{"a":2}\n{"a":3}\n', 'c.json': '[{"a":4}]' },
    { train: [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }] }],
  ['an object a file', { 'a.json': '{"a":1,"l":[{"x":1}]}', 'b.json': '{"a":2}' }, { train: [{ a: 1, l: [{ x: 1 }] }, { a: 2, l: null }] }],
  ['a manifest beside data', { 'data.jsonl': '{"id":1}\n', 'manifest.json': '{"count":1}' }, { train: [{ id: 1 }] }],
  ['folders called as a column of its files', { 'ID=3/a.csv': 'id,v\n1,5\n' }, { train: [{ id: 1, v: 5 }] }],
  ['folders called name=value', { 'year=2020/m=01/a.csv': 'id\n1\n', 'year=2021/m=02/b.csv': 'id\n2\n', 'year=__HIVE_DEFAULT_PARTITION__/m=a%2Fb/c.csv': 'id\n3\n' },
    { train: [{ id: 1, year: 2020, m: '01' }, { id: 2, year: 2021, m: '02' }, { id: 3, year: null, m: 'a/b' }] }],
  ['folders called name=value above others', { 'run=3/out/a.csv': 'id\n1\n' }, { train: [{ id: 1 }] }],
  ['objects in folders called name=value', { 'a/lr=0.1/x.jsonl': '{"v":1}\n', 'b/lr=0.25/x.jsonl': '{"w":"x"}\n' },
    { train: [{ v: 1, w: null, lr: 0.1 }, { v: null, w: 'x', lr: 0.25 }] }],
];

for (const [what, files, splits] of folders) {
  test(`reads a folder with ${what}`, (t) => {
    const place = new Workplace(t);
    for (const [name, content] of Object.entries(files)) place.file(join('d', name), content);
    for (const [split, rows] of Object.entries(splits)) assert.deepEqual(place.rows(split === 'train' ? 'd' : 'local/d', '--split', split), rows);
  });
}

test('a folder of another name is another dataset, and its column is said', (t) => {
  const place = new Workplace(t);
  place.file('d/year=2020/a.csv', 'id\n1\n');
  assert.match(place.run(['import', 'd']).err, /column "year" is what folders called "year=\.\.\." say/);
  renameSync(join(place.folder, 'd/year=2020'), join(place.folder, 'd/year=2021'));
  place.ok('import', 'd');
  assert.deepEqual(JSON.parse(place.ok('rows', 'local/d', '--json')).hits.map((hit) => hit.row), [{ id: 1, year: 2021 }]);
});

test('compressed and plain files go together', (t) => {
  const place = new Workplace(t);
  place.file('d/a.csv', 'id\n1\n');
  place.file('d/b.csv.gz', gzipSync('id\n2\n'));
  assert.deepEqual(place.rows('d'), [{ id: 1 }, { id: 2 }]);
});

test('Parquet files that nearly fit, fit, and those that conflict are named', (t) => {
  const place = new Workplace(t);
  place.file('p.jsonl', '{"id":1,"v":2,"w":"x"}\n');
  place.file('q.jsonl', '{"v":0.5,"id":2}\n');
  place.file('r.jsonl', '{"id":3,"v":"text"}\n');
  for (const name of ['p', 'q', 'r']) place.ok('export', `${name}.jsonl`, '--out', `${name}.parquet`);
  place.ok('import', 'p.parquet', 'q.parquet', '--name', 'local/both');
  assert.deepEqual(place.rows('both'), [{ id: 1, v: 2, w: 'x' }, { id: 2, v: 0.5, w: null }]);
  place.fails(['import', 'p.parquet', 'r.parquet', '--name', 'local/no'], /column "v" is int64 in one and string in the other/);
});

/// [what, arguments, content, rows]
const options = [
  ['--delimiter', ['--delimiter', ','], 'a;b\n1;2\n', [{ 'a;b': '1;2' }]],
  ['--type', ['--type', 'a=string'], 'a,b\n1,2\n', [{ a: '1', b: 2 }]],
  ['--no-header', ['--no-header'], 'a,b\nc,d\n', [{ column_0: 'a', column_1: 'b' }, { column_0: 'c', column_1: 'd' }]],
  ['--date-format', ['--date-format', '%m/%d/%Y'], 'd,e\n03/04/2024,x\n', [{ d: '2024-03-04', e: 'x' }]],
  ['--skip-lines', ['--skip-lines', '1'], 'made yesterday\na,b\n1,2\n', [{ a: 1, b: 2 }]],
  ['--encoding that keeps escapes', ['--encoding', 'utf-8'], 'id,v\n1,\x1b$B$5$/$i\x1b(B\n', [{ id: 1, v: '\x1b$B$5$/$i\x1b(B' }]],
  ['--encoding of UTF-16 that does not say so', ['--encoding', 'utf-16le'], Buffer.from('имя,όνομα\nАнна,Έλλη\n', 'utf16le'), [{ имя: 'Анна', όνομα: 'Έλλη' }]],
  ['--encoding utf-16, which is little-endian', ['--encoding', 'utf-16'], Buffer.from('имя,όνομα\nАнна,Έλλη\n', 'utf16le'), [{ имя: 'Анна', όνομα: 'Έλλη' }]],
  ['--encoding', ['--encoding', 'windows-1251'], Buffer.from('a\n\xcf\xf0\xe8\n', 'latin1'), [{ a: 'При' }]],
];

for (const [what, args, content, rows] of options) {
  test(`${what} goes before evidence`, (t) => {
    const place = new Workplace(t);
    place.file('x.csv', content);
    const { status, err } = place.run(['import', 'x.csv', ...args]);
    assert.equal(status, 0, err);
    assert.doesNotMatch(err, /is kept as text/);
    assert.deepEqual(place.rows('local/x'), rows);
  });
}

test('--field and --vector settle JSON', (t) => {
  const place = new Workplace(t);
  place.file('x.json', '{"a":[{"x":1}],"b":[{"v":[0.5,1]}]}');
  place.ok('import', 'x.json', '--field', 'b', '--vector', 'v');
  assert.deepEqual(place.types('x'), { v: 'vector of 2 float32' });
});

test('a wrong value of an option is wrong usage, by the name that was typed; one of a card by its key', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a,b\n1,2\n');
  for (const [option, value, pattern] of [
    ['--skip-lines', '-1', /^--skip-lines: "-1" is no number of lines$/m],
    ['--delimiter', 'ab', /^--delimiter: "ab" is no single character$/m],
    ['--encoding', 'klingon', /^--encoding: "klingon" is no encoding: write windows-1252/m],
    ['--type', 'a', /^--type: a: write column=type/m],
    ['--type', 'a=quark', /^--type: a: "quark" is no type/m],
  ]) {
    for (const command of [['import', 'x.csv'], ['serve', 'x.csv']]) {
      const result = place.run([...command, `${option}=${value}`]);
      assert.equal(result.status, 2, result.err);
      assert.match(result.err, pattern);
    }
  }
  place.file('d/x.csv', 'a,b\n1,2\n');
  for (const [line, pattern] of [['skiprows: -1', /README\.md.*: skiprows: "-1" is no number of lines/], ['sep: ab', /README\.md.*: sep: "ab" is no single character/]]) {
    place.file('d/README.md', `---\nconfigs:\n- config_name: default\n  data_files: x.csv\n  ${line}\n---\n`);
    place.fails(['import', 'd'], pattern);
  }
  place.file('x.jsonl', '{"a":1}\n');
  assert.match(place.run(['import', 'x.jsonl', '--skip-lines', '1']).err, /the option "skiprows" \(--skip-lines\) means nothing to x\.jsonl/);
});

test('a card says how its files are read, and keys that mean nothing are said', (t) => {
  const place = new Workplace(t);
  const card = (keys) => place.file('d/README.md', `---\nconfigs:\n- config_name: default\n  data_files: x.csv\n${keys}---\n`);
  place.file('d/x.csv', 'made yesterday\n1;2\n3;4\n');
  card('  sep: ";"\n  skiprows: 1\n  header: null\n  names: [a, b]\n  frobnicate: yes\n');
  const result = place.run(['import', 'd']);
  assert.equal(result.status, 0, result.err);
  assert.match(result.err, /the key "frobnicate" of config default is not understood/);
  assert.deepEqual(place.rows('d'), [{ a: 1, b: 2 }, { a: 3, b: 4 }]);
  card('  sep: ";"\n  skiprows: 1\n  index_col: 0\n  na_values: [x]\n  nrows: 1\n  low_memory: false\n');
  const { err } = place.run(['import', 'd']);
  for (const key of ['index_col', 'na_values', 'nrows']) assert.match(err, new RegExp(`the key "${key}" of config default is not understood`));
  assert.doesNotMatch(err, /low_memory/);
  card('  sep: abc\n');
  place.fails(['import', 'd'], /README\.md line \d+: sep: "abc" is no single character/);
});

test('a declared type that a value does not have is named with the value', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'id\n1000\n');
  place.fails(['import', 'x.csv', '--type', 'id=int8'], /column "id": "1000" is no int8/);
});

test('--dry-run shows what would be imported, and imports nothing', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', Buffer.from('id;n\n1;caf\xe9\n2;NA\n', 'latin1'));
  const text = place.ok('import', 'x.csv', '--dry-run');
  for (const part of [/windows-1252/, /';' between fields/, /id +int64 +0/, /n +string/]) assert.match(text, part);
  const [config] = JSON.parse(place.ok('import', 'x.csv', '--dry-run', '--json'));
  assert.deepEqual(config.splits, [{ split: 'train', num_rows: 2 }]);
  assert.deepEqual(config.columns[0], { name: 'id', type: 'int64', num_nulls: 0, examples: ['1', '2'] });
  assert.deepEqual(place.datasets(), []);
});

test('info keeps how files were read', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'id;n\n1;2\n2;NA\n');
  place.ok('import', 'x.csv');
  const text = place.ok('info', 'x');
  for (const part of [/x\.csv: utf-8, ';' between fields, header in line 1, 2 rows/, /column "n": 1 value such as NA/]) assert.match(text, part);
  const [{ config, notices }] = JSON.parse(place.ok('info', 'x', '--json')).reading;
  assert.equal(config, 'default');
  assert.equal(notices.length, 2);
});

test('a file does not replace the dataset of another that has its name', (t) => {
  const place = new Workplace(t);
  place.file('a/train.csv', 'x\n1\n');
  place.file('b/train.csv', 'x\n2\n');
  place.ok('import', 'a/train.csv');
  place.fails(['import', 'b/train.csv'], /from another place; --name/);
  assert.deepEqual(place.rows('local/train'), [{ x: 1 }]);
  place.ok('import', 'b/train.csv', '--name', 'local/train');
  assert.deepEqual(place.rows('local/train'), [{ x: 2 }]);
});

test("paths are understood as people copy them, and the Hub's cache is read", (t) => {
  const place = new Workplace(t);
  const path = place.file('a b.csv', 'x\n1\n');
  place.ok('import', `file://${path.replaceAll(' ', '%20')}`);
  place.ok('import', `'${path}'`);
  const home = place.run(['import', '~/a b.csv', '--name', 'local/home'], { env: { HOME: place.folder } });
  assert.equal(home.status, 0, home.err);
  place.file('datasets--o--n/blobs/123', 'x\n1\n');
  mkdirSync(join(place.folder, 'datasets--o--n/snapshots/abc'), { recursive: true });
  symlinkSync('../../blobs/123', join(place.folder, 'datasets--o--n/snapshots/abc/train.csv'));
  assert.deepEqual(place.rows('datasets--o--n/snapshots/abc'), [{ x: 1 }]);
});

test('a table of an unknown ending that has no header is not said to have one', (t) => {
  const place = new Workplace(t);
  place.file('u.data', '196\t242\t3\n186\t302\t3\n');
  const said = place.ok('import', 'u.data', '--dry-run');
  assert.match(said, /its first line is data, so it has no header/);
  assert.doesNotMatch(said, /--no-header/);
});

test('that a file of an unknown ending is read by its lines is said, and --delimiter says otherwise', (t) => {
  const place = new Workplace(t);
  place.file('words.dat', 'word,translation\ncat,Katze\n');
  assert.match(place.ok('import', 'words.dat', '--dry-run'), /words\.dat: neither its name nor its lines say that it is a table/);
  place.ok('import', 'words.dat', '--name', 'a/b', '--delimiter', ',');
  assert.deepEqual(place.rows('a/b'), [{ word: 'cat', translation: 'Katze' }]);
});

test('a title above a table is told how many lines to leave out', (t) => {
  const place = new Workplace(t);
  const table = 'id,name,price\n1,a,2.5\n2,b,3.5\n';
  const rows = [{ id: 1, name: 'a', price: 2.5 }, { id: 2, name: 'b', price: 3.5 }];
  const refused = [['a title', 1, `Report of 2024\n${table}`], ['a blank line', 2, `Report of 2024\r\n\r\n${table}`], ['a comma in it', 3, `Sales, 2024\nMade in May\n\n${table}`],
    ['semicolons', 2, `Report;\n\n${table.replaceAll(',', ';').replaceAll('.', ',')}`]];
  for (const [i, [kind, lines, text]] of refused.entries()) {
    place.file(`r${i}.csv`, text);
    place.fails(['import', `r${i}.csv`], new RegExp(`its beginning is a title, most likely, with a table below it: leave it out \\(--skip-lines ${lines}\\)`));
    place.ok('import', `r${i}.csv`, '--skip-lines', String(lines));
    assert.deepEqual(place.rows(`local/r${i}`), rows, kind);
  }
  const said = [['a name over three columns', 2, `Report of 2024,,\n,,\n${table}`], ['one column', 2, `"Report, of 2024"\n\n${table.replaceAll(',', '\t')}`]];
  for (const [i, [kind, lines, text]] of said.entries()) {
    place.file(`s${i}.csv`, text);
    assert.match(place.ok('import', `s${i}.csv`, '--dry-run'), new RegExp(`its beginning may be a title: below it is a table \\(--skip-lines ${lines}\\)`), kind);
  }
  const plain = { 'a,b\nx,y,z\np,q,r\n': 'fields', 'a,b\n1,2\n1,2,3\n4,5\n': 'a broken record', 'text\na\nb, c\nd, e\n': 'texts' };
  for (const [text, kind] of Object.entries(plain)) {
    place.file('p.csv', text);
    assert.doesNotMatch(place.run(['import', 'p.csv', '--dry-run']).err, /title/, kind);
  }
  for (const text of ['text\na; b\nc; d\n', ',b,\n1,2,3\n', 'id,,\n1,2,3\n']) {
    place.file('q.csv', text);
    assert.doesNotMatch(place.ok('import', 'q.csv', '--dry-run'), /title/);
  }
});

test('what may be a table in a .txt is read by its lines, and said', (t) => {
  const place = new Workplace(t);
  place.file('a.txt', 'a word\tname\none\tx\ntwo\ty\n');
  assert.match(place.run(['import', 'a.txt', '--dry-run']).out, /look like a table .*--delimiter '\\t'/);
  place.ok('import', 'a.txt', '--delimiter', '\\t');
  place.file('lines.txt', '{"a": 1}\n\n{"a": 2}\n');
  assert.match(place.run(['import', 'lines.txt', '--dry-run']).out, /lines\.txt: its lines look like JSON, which it is read as if it is called \.jsonl/);
  assert.deepEqual(place.rows('local/a'), [{ 'a word': 'one', name: 'x' }, { 'a word': 'two', name: 'y' }]);
});

test('a .txt that is a table beyond doubt is read as one, unless another beside it is not', (t) => {
  const place = new Workplace(t);
  const stops = 'stop_id,stop_name,stop_lat\nS1,"Main St, north",45.76\nS2,Harbour,45.7\n';
  const lines = stops.trim().split('\n').map((text) => ({ text }));
  place.file('stops.txt', stops);
  assert.match(place.run(['import', 'stops.txt']).err, /stops\.txt: it is a table by its first lines \(--delimiter none makes each a row\)/);
  assert.deepEqual(place.rows('local/stops'), [{ stop_id: 'S1', stop_name: 'Main St, north', stop_lat: 45.76 }, { stop_id: 'S2', stop_name: 'Harbour', stop_lat: 45.7 }]);
  place.ok('import', 'stops.txt', '--delimiter', 'none', '--name', 'local/lines');
  assert.deepEqual(place.rows('local/lines'), lines);
  place.file('texts/a.txt', stops);
  place.file('texts/b.txt', 'A story.\n');
  assert.deepEqual(place.rows('texts'), [...lines, { text: 'A story.' }]);
  place.file('feed/agency.txt', 'agency_id,agency_name,agency_url\nA,Trains,https://example.org\n');
  place.file('feed/stops.txt', stops);
  place.fails(['import', 'feed'], /the files agency\.txt and stops\.txt do not go together: they have no column in common; import each by itself/);
});

test('10,000 columns come in, more are refused before any of them is read', (t) => {
  const place = new Workplace(t);
  const line = (count, value) => Array.from({ length: count }, (_, i) => value(i)).join(',');
  const wide = (count) => [line(count, (i) => `c${i}`), line(count, (i) => i), line(count, (i) => -i), ''].join('\n');
  place.file('wide.csv', wide(10_000));
  place.ok('import', 'wide.csv');
  assert.deepEqual(place.rows('wide').map((row) => [Object.keys(row).length, row.c0, row.c9999]), [[10_000, 0, 9999], [10_000, 0, -9999]]);
  place.file('texts.csv', [line(6_000, (i) => `c${i}`), line(6_000, (i) => `text ${i}`), ''].join('\n'));
  assert.match(place.ok('import', 'texts.csv', '--dry-run'), /c5999 +string +0 +text 5999/);
  place.ok('import', 'texts.csv');
  assert.equal(place.rows('texts')[0].c5999, 'text 5999');
  place.file('wider.csv', wide(10_001));
  place.fails(['import', 'wider.csv'], /wider\.csv has 10001 columns, more than the 10,000 that are read/);
});

test('a dump of a database has no header, be its first null far below', (t) => {
  const place = new Workplace(t);
  const rows = Array.from({ length: 30_000 }, (_, i) => `${i}\tname ${i}\t2024-01-05`);
  place.file('a.tsv', [...rows, '30000\t\\N\t\\N', ''].join('\n'));
  assert.match(place.run(['import', 'a.tsv']).err, /a\.tsv: its first line is data, so it has no header/);
  assert.match(place.ok('info', 'a'), /30,001 rows/);
  assert.deepEqual(JSON.parse(place.ok('rows', 'local/a', '--format', 'jsonl', '--limit', '1')), { column_0: 0, column_1: 'name 0', column_2: '2024-01-05' });
});

test('a table of an unknown ending that breaks off further down is lines', (t) => {
  const place = new Workplace(t);
  const lines = ['id,v', ...Array.from({ length: 3000 }, (_, i) => `${i},x`), '1,2,3'];
  place.file('a.dat', lines.join('\n'));
  place.ok('import', 'a.dat');
  assert.match(place.ok('info', 'a'), /3,002 rows/);
});

test('a refusal says what to do', (t) => {
  const place = new Workplace(t);
  for (const [name, content, pattern] of [
    ['a.json', '42', /a\.json line 1: .*one value, and no table: write records like/],
    ['b.csv', 'a,b\n1,x\0y\n', /b\.csv line 2 holds a NUL character: take it out \(tr -d/],
    ['c.jsonl', '{"a":nan}\n', /line 1: "nan" is no JSON value: .*NaN, Infinity/],
    ['d.jsonl', '{"a":inf}\n', /line 1: "inf" is no JSON value: .*NaN, Infinity/],
    ['e.jsonl', '{"a\\u0000":1}\n', /line 1: a key holds a NUL character \(\\u0000\): take it out/],
    ['f.jsonl', '{"a":'.repeat(40) + '1' + '}'.repeat(40), /line 1: nested more than 32 deep: write what lies deeper as a text/],
    ['g.csv', 'a,b\n1,2,3\n', /g\.csv line 2 has 3 fields where the header has 2: mend that line, name the delimiter .*--skip-lines/],
    ['h.ini', '[a]\nb = 1\n', /a settings file.*configparser/],
    ['i.srt', '1\n00:00:01,000 --> 00:00:02,000\nHi\n', /a file of subtitles.*pysubs2/],
    ['j.hjson', '{\n  a: 1\n}\n', /an HJSON file.*hjson\.load/],
    ['k.svm', '1 1:0.5\n', /a LIBSVM file.*load_svmlight_file/],
  ]) {
    place.file(name, content);
    place.fails(['import', name], pattern);
  }
});

test('a card that names what is not there is told what is', (t) => {
  const place = new Workplace(t);
  for (const [i, [card, pattern]] of [
    ['configs:\n- config_name: default\n  data_files: "{a,b}.csv"', /\{a,b\}\.csv, which no file matches: patterns know .* list of patterns/],
    ['configs:\n- config_name: default\n  data_files: hf://datasets/o/n/x.csv', /which no file matches: .*import that address by itself/],
    ['configs:\n- config_name: default\n  data_files: c.csv', /c\.csv, which no file matches: name files that are there, such as a\.csv/],
    ['dataset_info:\n  features:\n  - name: gone\n    dtype: string', /"gone" that the files of config default do not have: .*name it as they do \(id\)/],
    ['dataset_info:\n  features:\n  - name: id\n    dtype: int8', /"1000" is no int8, .*: declare a type that it has/],
    ['license: a: b', /line 2: the header is no valid YAML .*in quotes/],
  ].entries()) {
    place.file(`${i}/README.md`, `---\n${card}\n---\n`);
    place.file(`${i}/a.csv`, 'id\n1000\n');
    place.fails(['import', String(i)], pattern);
  }
});

test('what is no table is refused by its name', (t) => {
  const place = new Workplace(t);
  for (const [name, content, pattern] of [
    ['a.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /a Git LFS pointer.*git lfs pull/],
    ['b.csv', '<!DOCTYPE html>\n<html></html>', /an HTML page/],
    ['c.yaml', '- a: 1\n', /a YAML file.*json/],
    ['d.parquet', 'PARE\x01\x02PARE', /an encrypted Parquet file/],
    ['e.avro', 'Obj\x01\x04', /an Avro file.*read_avro/],
    ['f.csv.gz', gzipSync('<html></html>'), /an HTML page/],
    ['g.rds', gzipSync('X\n\0\0\0\x03'), /an R data file.*pyreadr/],
    ['h.zip', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /a Git LFS pointer/],
    ['i.bin', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 65, 14, 15]), /a binary file of a kind that is not read/],
    ['j.csv', Buffer.from('PK\x03\x04'), /a zip archive; give it the ending \.zip/],
  ]) {
    place.file(name, content);
    place.fails(['import', name], pattern);
  }
  place.file('models/model.pt', 'x');
  place.fails(['import', 'models'], /models holds no Parquet.*model\.pt is a PyTorch file/);
});

test('objects of many texts are columns as others are', (t) => {
  const place = new Workplace(t);
  const texts = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, `text ${i}`]));
  place.file('a.jsonl', `${JSON.stringify({ id: 1, a: texts, b: texts, many: { x: texts, y: texts } })}\n`);
  place.ok('import', 'a.jsonl');
  assert.deepEqual(place.types('a'), { id: 'int64', a: 'struct (600)', b: 'struct (600)', many: 'json' });
  assert.deepEqual(place.rows('local/a'), [{ id: 1, a: texts, b: texts, many: { x: texts, y: texts } }]);
});

test('numbers of JSON values, and those read as text, are as they were written', (t) => {
  const place = new Workplace(t);
  place.file(
    'a.jsonl',
    '{"v":0.1234567890123456789,"s":1.10,"o":{"k":[1.50,"x"],"n":2.50},"t":"x"}\n{"v":"y","s":2,"o":{"k":[1e-400, {"z":1E5}],"n":0.1},"t":"\\u00e9"}\n{"v":null,"s":null,"o":null,"t":"NaN"}\n',
  );
  place.ok('import', 'a.jsonl', '--type', 's=string');
  const text = place.ok('rows', 'local/a', '--format', 'jsonl');
  assert.deepEqual(text.trim().split('\n'), [
    '{"v":0.1234567890123456789,"s":"1.10","o":{"k":[1.50,"x"],"n":2.5},"t":"x"}',
    '{"v":"y","s":"2","o":{"k":[1e-400,{"z":1E5}],"n":0.1},"t":"é"}',
    '{"v":null,"s":null,"o":null,"t":"NaN"}',
  ]);
  assert.deepEqual(place.types('a'), { v: 'json', s: 'string', o: 'struct (2)', t: 'string' });
});

test('serve takes several files as import does: as parts of one dataset', async (t) => {
  const place = new Workplace(t);
  place.file('a.csv', 'id\n1\n');
  place.file('b.csv', 'id\n2\n');
  const server = await serve(place, 'a.csv', 'b.csv', '--name', 'both');
  await server.stop();
  place.ok('import', 'a.csv', 'b.csv', '--name', 'imported');
  assert.deepEqual(place.datasets().sort(), ['both', 'imported']);
  for (const name of place.datasets()) assert.deepEqual(place.rows(name), [{ id: 1 }, { id: 2 }]);
  const code = place.run(['serve', 'a.csv', place.file('x.jsonl', '{"t":"x"}\n'), '--port', '0']);
  assert.equal(code.status, 1);
  assert.match(code.err, /a.csv and x.jsonl must have one format; import each by itself/);
});

const vector = (row) => Array.from({ length: 16 }, (_, i) => (i - 7) * (row + 1) * 0.25);
const float32Bytes = (numbers) => Buffer.from(new Float32Array(numbers).buffer).toString('base64');
/// `form(numbers)` of each of three rows, as a column `v` of CSV or JSON Lines.
const csvOf = (form) => `v\n${[0, 1, 2].map((row) => `"${form(vector(row))}"`).join('\n')}\n`;
const linesOf = (form) => [0, 1, 2].map((row) => JSON.stringify({ v: form(vector(row)) })).join('\n');
/// [what, name, content, is it a vector by itself, its first row where --vector makes it one]
const written = [
  ['JSON in texts', 'a.csv', csvOf((v) => JSON.stringify(v)), true, vector(0)],
  ["numpy's print in texts", 'a.csv', csvOf((v) => `[ ${v.slice(0, 8).join('  ')}\n ${v.slice(8).join(' ')}]`), true, vector(0)],
  ['base64 of float32', 'a.csv', csvOf(float32Bytes), true, vector(0)],
  ['lists of one list', 'a.jsonl', linesOf((v) => [v]), true, vector(0)],
  ['JSON of few numbers in texts', 'a.csv', csvOf((v) => JSON.stringify(v.slice(0, 2))), false, vector(0).slice(0, 2)],
  ['whole numbers in texts', 'a.csv', csvOf((v) => JSON.stringify(v.map((x) => x * 4))), false, vector(0).map((x) => x * 4)],
  ['lists of integers', 'a.jsonl', linesOf((v) => v.map((x) => x * 4)), false, vector(0).map((x) => x * 4)],
  ['texts of several lengths', 'a.csv', `${csvOf((v) => JSON.stringify(v))}"[0.5]"\n`, false, null],
  ['base64 of something else', 'a.csv', csvOf((v) => Buffer.from(JSON.stringify(v).padEnd(68)).subarray(0, 68).toString('base64')), false, null],
];

for (const [what, name, content, alone, asked] of written) {
  test(`vectors as ${what}: ${alone ? 'by themselves' : asked ? 'where --vector says so' : 'never'}`, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    place.ok('import', name, '--name', 'alone');
    assert.equal(place.types('alone').v.startsWith('vector of'), alone, place.types('alone').v);
    const vectors = ['import', name, '--vector', 'v', '--name', 'asked'];
    if (!asked) return void place.fails(vectors, /--vector v: .*vectors are lists of 2 to 65,536 finite numbers, all of one length/);
    place.ok(...vectors);
    assert.equal(place.types('asked').v, `vector of ${asked.length} float32`);
    assert.deepEqual(place.rows('asked', '--columns', 'v')[0].v, asked);
  });
}

test('numbers beyond float32 in a vector written as text are kept in float64', (t) => {
  const place = new Workplace(t);
  const numbers = [...vector(0).slice(1), 8e83];
  place.file('a.csv', `v\n"${JSON.stringify(vector(1))}"\n"${JSON.stringify(numbers)}"\n`);
  place.ok('import', 'a.csv');
  assert.equal(place.types('a').v, 'vector of 16 float64');
  assert.deepEqual(place.rows('a', '--columns', 'v')[1].v, numbers);
});

test('a few numbers written as text stay text, whatever the column is called', (t) => {
  const place = new Workplace(t);
  place.file('a.csv', 'id,embedding\n1,"[0.10, 0.2]"\n2,"[0.3, 0.4]"\n');
  place.ok('import', 'a.csv', '--name', 'few');
  assert.deepEqual(place.rows('few').map((row) => row.embedding), ['[0.10, 0.2]', '[0.3, 0.4]']);
});

test('a vector written as text is kept as text by --type', (t) => {
  const place = new Workplace(t);
  place.file('a.jsonl', linesOf((v) => JSON.stringify(v)));
  const { err } = place.run(['import', 'a.jsonl']);
  assert.match(err, /column "v": its texts are read as vectors of 16 numbers; --type v=string keeps it as it is/);
  place.ok('import', 'a.jsonl', '--type', 'v=string', '--name', 'text');
  assert.deepEqual(place.rows('text')[0], { v: JSON.stringify(vector(0)) });
});
