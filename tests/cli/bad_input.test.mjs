// Every way in which a source can be wrong is one sentence, exit code 1, and leaves the library alone.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, lines } from './vitrine.mjs';

const gz = gzipSync('{"a":1}\n'.repeat(50_000));

const refusals = [
  ['a missing file', 'absent.csv', null, /no file or folder absent\.csv/],
  ['an empty file', 'e.jsonl', '', /e\.jsonl is empty/],
  ['nothing but blanks', 'b.jsonl', ' \n\n', /nothing but blanks/],
  ['a binary file', 'b.csv', Buffer.from('a,b\n\0\x01'), /binary file/],
  ['a table of 0xFF bytes', 'ff.csv', Buffer.alloc(5000, 0xff), /ff\.csv is no text: it holds the byte 0xFF over and over/],
  ['a text of 0xFF bytes', 'ff.txt', Buffer.alloc(5000, 0xff), /ff\.txt is no text/],
  ['a compressed file without the ending', 'c.jsonl', gz, /is compressed/],
  ['a table of HTML that is called a workbook', 'a.xls', '<table><tr><td>a</td></tr></table>', /a\.xls is an HTML page/],
  ['a file compressed twice', 'c.csv.gz.gz', gzipSync(gzipSync('a,b\n1,2\n')), /c\.csv\.gz\.gz is compressed twice .*gzip -dc < c\.csv\.gz\.gz > c\.csv\.gz/],
  ['a gzip ending without gzip data', 'd.csv.gz', 'a,b\n1,2\n', /not gzip data/],
  ['gzip data that is cut short', 'e.jsonl.gz', gz.subarray(0, gz.length / 2), /e\.jsonl\.gz: .*cut short/],
  ['a Parquet ending without Parquet data', 'a.parquet', 'hello there', /not a Parquet file/],
  ['a Parquet file that is cut short', 'b.parquet', 'PAR1xxxxxxxxxxxxxxxx', /cut short/],
  ['a Parquet file with a damaged footer', 'c.parquet', 'PAR1xxxxxxxxPAR1', /c\.parquet/],
  ['broken JSON, with its line', 'f.jsonl', '{"a":1}\n{"a":2}\n{"a":\n{"a":4}\n', /f\.jsonl line 3: broken JSON/],
  ['a last line that is cut short', 'g.jsonl', '{"a":1}\n{"a":2', /g\.jsonl line 2/],
  ['an array that is cut short', 'h.json', '[{"a":1},\n{"a":', /h\.json line 2: the file ends inside/],
  ['a document that is no object', 'i.json', '42\n', /line 1: the document is one value, and no table: write records/],
  ['JSON in UTF-8 but for a byte', 'j.jsonl', Buffer.from([...Buffer.from('{"a":"ü é'), 0xff, ...Buffer.from('"}\n')]), /line 1: .*UTF-8/],
  ['JSON nested too deeply', 'k.jsonl', `{"a":${'['.repeat(100)}${']'.repeat(100)}}\n`, /line 1: .*deep/],
  ['a key twice in one object', 'l.jsonl', '{"a":1,"a":2}\n', /l\.jsonl line 1: the key "a" stands twice in one record/],
  ['no records at all', 'm.json', '[]', /no records/],
  ['a CSV row with too few fields', 'n.csv', 'a,b\n1,2\n3\n4,5\n', /n\.csv line 3 has 1 field where the header has 2/],
  ['a CSV row with too many fields', 'o.csv', 'a,b\n1,2\n3,4,5\n', /o\.csv line 3 has 3 fields/],
  ['a CSV quote that never closes', 'p.csv', 'a,b\n1,"x\n2,"3,4"\n', /p\.csv line 3 has text behind a quote/],
  ['a CSV in UTF-8 but for a byte', 'q.csv', Buffer.from([...Buffer.from('a,b\nü,é\n'), 233, 44, 50, 10]), /q\.csv line 3 is not valid UTF-8/],
  ['a CSV in UTF-16 but for half of a character', 'r.csv', Buffer.from('\ufeffa,b\n1,2\n3,\ud800\n', 'utf16le'), /r\.csv line 3 is not valid utf-16: mend it/],
  ['escapes of ISO-2022-JP in other letters', 'j.csv', 'id,v\n1,é\n2,\x1b$B$5$/$i\x1b(B\n', /j\.csv line 3 changes alphabets as ISO-2022-JP does: name the encoding \(--encoding iso-2022-jp, or utf-8 to keep the escapes\)/],
  ['JSON in UTF-16 but for half of a character', 'r.jsonl', Buffer.from('\ufeff{"a":1}\n{"a":"\udc00"}\n', 'utf16le'), /r\.jsonl line 2 is not valid utf-16: mend it/],
  ['a text in UTF-16 that lacks its last byte', 's.txt', Buffer.from('\ufeffone\ntwo\n', 'utf16le').subarray(0, -1), /s\.txt line 2 is not valid utf-16: the file ends inside of a character/],
  ['an hf:// name that is none', 'hf://owner', null, /write hf:\/\/owner\/name/],
];

for (const [what, name, content, pattern] of refusals) {
  test(`refuses ${what}`, (t) => {
    const place = new Workplace(t);
    if (content !== null) place.file(name, content);
    place.fails(['import', name], pattern);
    assert.deepEqual(place.datasets(), []);
  });
}

test('a failed import leaves the earlier snapshot', (t) => {
  const place = new Workplace(t);
  place.file('x.jsonl', '{"a":1}\n');
  place.ok('import', 'x.jsonl');
  place.file('x.jsonl', '{"a":1}\n{"a":\n');
  place.fails(['import', 'x.jsonl'], /line 2/);
  assert.deepEqual(place.rows('local/x'), [{ a: 1 }]);
});

test('files of one split must agree', (t) => {
  const place = new Workplace(t);
  place.file('csv/one.csv', 'a,b\n1,2\n');
  place.file('csv/two.csv', 'c,d\n1,2\n');
  place.fails(['import', 'csv'], /one\.csv and two\.csv do not go together: they have no column in common/);
  place.file('p.jsonl', '{"a":1}\n');
  place.file('q.jsonl', '{"a":"x"}\n');
  for (const name of ['p', 'q']) place.ok('export', `${name}.jsonl`, '--out', `${name}.parquet`);
  place.fails(['import', 'p.parquet', 'q.parquet'], /column "a" is int64 in one and string in the other/);
});

test('a folder is held to its card', (t) => {
  const place = new Workplace(t);
  const card = (features) => `---\ndataset_info:\n  features:\n${features}---\n`;
  place.file('d/train.jsonl', '{"kind":"Talk"}\n');
  place.file('d/README.md', card('  - name: kind\n    dtype:\n      class_label:\n        names: [Oral]\n'));
  place.fails(['import', 'd'], /"Talk" is none of the classes/);
  place.file('d/README.md', card('  - name: absent\n    dtype: string\n'));
  place.fails(['import', 'd'], /declares a column "absent"/);
  place.file('d/README.md', card('  - name: kind\n    dtype: int7\n'));
  place.fails(['import', 'd'], /int7/);
  place.file('d/README.md', card('  - name: kind\n    list: image\n'));
  place.fails(['import', 'd'], /"kind" is list of Image, in the files it is string/);
  place.file('d/README.md', card('  - name: kind\n    struct:\n    - name: x\n      dtype: image\n'));
  place.fails(['import', 'd'], /in the files it is string/);
  place.file('d/README.md', '---\na: [1\n---\n');
  place.fails(['import', 'd'], /README\.md line \d+: .*YAML/);
  place.file('d/README.md', '---\nconfigs:\n- config_name: c\n  data_files: ../*.csv\n---\n');
  place.fails(['import', 'd'], /outside the folder/);
});

test('links out of a folder are not followed', (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.folder, 'd'));
  place.file('secret.csv', 'a\n1\n');
  symlinkSync('../secret.csv', join(place.folder, 'd', 'x.csv'));
  place.fails(['import', 'd'], /holds no Parquet/);
});

test('odd column names are kept, or renamed aloud', (t) => {
  const place = new Workplace(t);
  const long = 'x'.repeat(400);
  const row = { '': 1, 'a"b': 2, 'c.d': 3, 'e f': 4, [long]: 5, A: 6, a: 7, "'; DROP TABLE t; --": 8, file_row_number: 9 };
  place.file('n.jsonl', lines([row]));
  const result = place.run(['import', 'n.jsonl']);
  assert.equal(result.status, 0, result.err);
  assert.match(result.err, /column 1 \(""\) is called "column_0"/);
  assert.deepEqual(place.rows('n'), [
    { column_0: 1, 'a"b': 2, 'c.d': 3, 'e f': 4, [long]: 5, A: 6, a_1: 7, "'; DROP TABLE t; --": 8, file_row_number_1: 9 },
  ]);
  assert.equal(place.rows('n', '--where', '"a""b" = 2 AND "c.d" = 3', '--sort', '"e f" desc').length, 1);
});

test('file names may hold anything', (t) => {
  const place = new Workplace(t);
  const name = "odd [1]*?'q \"x\".jsonl";
  place.file(name, '{"a":1}\n');
  assert.deepEqual(place.rows(name), [{ a: 1 }]);
});

test('two thousand columns work', (t) => {
  const place = new Workplace(t);
  const row = (r) => Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`c${i}`, i % 2 ? i * r : `t${i} ${r}`]));
  place.file('w.jsonl', lines([row(1), row(2)]));
  assert.deepEqual(place.rows('w.jsonl'), [row(1), row(2)]);
  assert.equal(Object.keys(place.types('w')).length, 2000);
});

for (const [format, text] of [
  ['jsonl', (big) => JSON.stringify({ t: big, n: 1 }) + '\n{"t":"small","n":2}\n'],
  ['csv', (big) => `t,n\n"${big}",1\nsmall,2\n`],
]) {
  test(`a row of 50 MB in ${format} is imported and read back`, (t) => {
    const place = new Workplace(t);
    const big = 'z'.repeat(50_000_000);
    place.file(`h.${format}`, text(big));
    place.ok('import', `h.${format}`);
    assert.equal(place.rows('h', '--columns', 'n').length, 2);
    assert.deepEqual(JSON.parse(place.ok('rows', 'h', '--json', '--offset', '1')).hits[0].row, { t: 'small', n: 2 });
    const out = JSON.parse(place.run(['rows', 'h', '--json', '--limit', '1', '--columns', 't']).out);
    assert.equal(out.hits[0].row.t.length, big.length);
  });
}
