// Kinds of values and files that people have, each as the smallest that shows it, and what must come of it. The rules behind them are
// in docs/reading.md, and have tests of their own; this is the list of what was ever asked for.
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Workplace } from './vitrine.mjs';

/// Columns of one CSV: [kind, texts, type, values where they are not the texts]. An empty text is a null.
const kText = 'string';
const columns = [
  ['versions of three parts', ['1.2.3', '10.0.1'], kText],
  ['codes with a D', ['12D5', '3D2'], kText],
  ['codes with an E', ['1E10', '2E11'], kText],
  ['short hashes', ['123e456', '9e12345'], kText],
  ['sentinel days', ['9999-12-31', '2024-01-05'], 'date32'],
  ['days of early years', ['0044-03-15', '0800-12-25'], 'date32'],
  ['days with one that is none', ['0000-00-00', '2024-01-05'], kText],
  ['days of two digits', ['12/31/99', '01/02/03'], kText],
  ['days without separators', ['20240105', '20240106'], 'int64', [20240105, 20240106]],
  ['days first', ['25/12/2024', '03/04/2024'], kText],
  ['days with dots', ['05.01.2024', '06.01.2024'], kText],
  ['days of mixed forms', ['2024-01-05', '5 Jan 2024'], kText],
  ['names of months', ['05-Jan-2024', '06-Feb-2024'], kText],
  ['months', ['2024-01', '2024-02'], kText],
  ['basic ISO 8601', ['20240105T101500Z', '20240106T101500Z'], kText],
  ['times of twelve hours', ['10:30 PM', '09:15 AM'], kText],
  ['spans beyond a day', ['26:10:00', '1:00:00'], kText],
  ['times of day', ['09:30:00', '23:59:59'], 'time64[us]'],
  ['leap seconds', ['23:59:60', '10:00:00'], kText],
  ['US moments', ['1/5/2024 10:15', '12/25/2024 23:59'], kText],
  ['money', ['19.90', '5.00'], 'float64', [19.9, 5]],
  ['countries that are called NA', ['NA', 'DE'], kText],
  ['names that are None', ['None', 'Smith'], kText],
  ['numbers with blanks around', [' 5', '6 '], 'int64', [5, 6]],
  ['milliseconds since 1970', ['1704448800000', '1704448800001'], 'int64', [1704448800000, 1704448800001]],
  ["Excel's formula for zeros", ['="00123"', '="00456"'], kText],
  ['fractions with a stroke', ['1/2', '3/4'], kText],
  ['genes that Excel takes for months', ['MARCH1', 'SEPT2'], kText],
  ['ids that are floats', ['1.0', '2.0'], 'float64', [1, 2]],
  ['infinities beside numbers', ['inf', '1.5'], 'float64', [null, 1.5]],
  ['lists of numbers with semicolons', ['1;2;3', '4;5'], kText],
  ['addresses of machines', ['10.0.0.1', '192.168.1.20'], kText],
  ['JSON in cells', ['{"a": 1}', '[1, 2]'], kText],
  ['lists as Python prints them', ["['a', 'b']", '[]'], kText],
  ['ids of forty digits', ['1234567890123456789012345678901234567890', '1'], kText],
  ['on and off', ['on', 'off'], kText],
  ['shares and prices', ['12%', '$5.00'], kText],
  ['numbers of telephones', ['+49123456', '+33123'], kText],
  ['ranges', ['1-2', '3-4'], kText],
  ['scores with a colon', ['21:15', '3:2'], kText],
  ['integers beyond int64', ['18446744073709551615', '1'], 'uint64', ['18446744073709551615', 1]],
  ['integers beyond uint64', ['123456789012345678901234567890', '1'], 'decimal128(38, 0)', ['123456789012345678901234567890', '1']],
  ['underscores in numbers', ['1_000', '2_000'], kText],
  ['binary and hexadecimal', ['0b101', '0x1F'], kText],
  ['zeros and ones', ['0', '1'], 'int64', [0, 1]],
  ['postal codes', ['02139', '10001'], kText],
  ['thousands with commas', ['1,234', '5,678'], kText],
  ['thousands with points', ['1.234,56', '12,00'], kText],
  ['identifiers of objects', ['550e8400-e29b-41d4-a716-446655440000', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'], kText],
  ['texts with blanks around', ['  a', 'b  '], kText],
  ['texts of several lines', ['a\nb', 'c\r\nd'], kText],
  ['writing from the right, and joined emoji', ['שלום', '👩‍👩‍👧'], kText],
  ['a column without values', ['', ''], kText, [null, null]],
  ['ids of nineteen digits that end in .0', ['1234567890123456789.0', '1234567890123456791.0'], kText],
  ['amounts whose whole part no double holds', ['12345678901234567.89', '1.50'], kText],
  ['numbers of social security', ['123-45-6789', '001-02-0003'], kText],
  ['nulls beside integers of nineteen digits', ['1234567890123456789', ''], 'int64', ['1234567890123456789', null]],
  ['words for missing beside days', ['2024-01-05', 'N/A'], 'date32', ['2024-01-05', null]],
];

/// Members of two records: [kind, values, type, values where they come out otherwise].
const members = [
  ['texts of digits', ['007', '08'], kText],
  ['numbers beside texts', [1, 'x'], 'json'],
  ['numbers beside texts of numbers', [1, '1'], 'json'],
  ['objects beside texts', [{ a: 1 }, 'x'], 'json'],
  ['booleans and nulls', [true, null], 'bool'],
  ['lists of lists', [[[0.5], [1.5, 2.5]], []], 'list of list of float64'],
  ['lists of nulls', [[null], [null, null]], 'list of string'],
  ['lists of different lengths', [[0.5, 1.5], [2.5]], 'list of float64'],
  ['lists of objects that lack members', [[{ a: 1 }, { b: 'x' }], []], 'list of struct (2)', [[{ a: 1, b: null }, { a: null, b: 'x' }], []]],
  ['pairs of decimals', [[-73.985656123, 40.748433456], [1.5, 2]], 'list of float64'],
  ['numbers beyond float32 in a pair', [[1e300, 0.5], [1, 2]], 'list of float64'],
  ['keys of differing case inside', [{ A: 1, a: 2 }, { A: 3, a: 4 }], 'json'],
  ['small numbers', [1e-13, 2.5e-7], 'float64'],
  ['days', ['2024-01-05', null], 'date32'],
  ['days and words', ['2024-01-05', 'soon'], kText],
  ['moments of nanoseconds', ['2024-01-05T10:00:00.123456789', '2024-01-05T10:00:00.000000001'], kText],
  ['moments without seconds', ['2024-01-05T10:00', '2024-01-06T10:00'], kText],
  ['hours up to 24', ['2024-01-05T24:00:00', '2024-01-06T00:00:00'], kText],
  ['year zero', ['0000-01-01', '2024-01-05'], kText],
  ['characters that are NUL', ['a\u0000b', 'c'], kText],
  ['pairs of surrogates', ['😀', 'é'], kText],
  ['empty objects', [{}, { a: 1 }], 'struct (1)', [{ a: null }, { a: 1 }]],
];

function csvField(text) {
  return /[",\r\n]/.test(text) || text.startsWith(' ') ? `"${text.replaceAll('"', '""')}"` : text;
}

/// Checks each column of what was imported by itself, so that one that fails does not hide the others.
async function checkColumns(t, place, cases) {
  const rows = place.rows('local/kinds');
  const types = place.types('kinds');
  const plain = (value) => (typeof value === 'bigint' ? String(value) : value);
  for (const [i, [kind, given, type, values = given]] of cases.entries()) {
    await t.test(kind, () => {
      assert.equal(types[`k${i}`], type);
      const expected = values.map((value) => (value !== '' || type !== kText ? value : null));
      const exact = expected.some((value) => typeof value === 'string' && type.includes('int64'));
      if (exact) assert.match(place.ok('rows', 'local/kinds', '--json'), new RegExp(`"k${i}":${expected[0]}[,}]`));
      else assert.deepEqual(rows.map((row) => plain(row[`k${i}`])), expected);
    });
  }
}

test('texts become what they can be had back from', async (t) => {
  const place = new Workplace(t);
  const header = columns.map((_, i) => `k${i}`).join(',');
  const lines = [0, 1].map((row) => columns.map(([, texts]) => csvField(texts[row])).join(','));
  place.file('kinds.csv', [header, ...lines, ''].join('\n'));
  place.ok('import', 'kinds.csv');
  await checkColumns(t, place, columns);
});

test('exponents without a sign are numbers beside numbers, where another column has exponents', (t) => {
  const place = new Workplace(t);
  place.file('numbers.csv', 'a,b,code\n1e-7,1E5,1E10\n2.5e3,3,2\n');
  assert.match(place.run(['import', 'numbers.csv']).err, /column "b": values such as 1E5 are read as numbers.*--type 'b=string'/);
  assert.deepEqual(place.types('numbers'), { a: 'float64', b: 'float64', code: 'string' });
  assert.deepEqual(place.rows('local/numbers').map((row) => row.b), [100000, 3]);
  place.file('alone.csv', 'b,n\n1E5,1.5\n3,2.5\n');
  place.ok('import', 'alone.csv');
  assert.deepEqual(place.types('alone'), { b: 'string', n: 'float64' });
});

test('members of JSON become what holds all of their values', async (t) => {
  const place = new Workplace(t);
  const record = (row) => JSON.stringify(Object.fromEntries(members.map(([, values], i) => [`k${i}`, values[row]])));
  place.file('kinds.jsonl', `${record(0)}\n${record(1)}\n`);
  place.ok('import', 'kinds.jsonl');
  await checkColumns(t, place, members);
});

/// A column `id` with 7, as pyarrow writes it to a file and to a stream.
const arrowFile = Buffer.from(
  'QVJST1cxAAD/////eAAAABAAAAAAAAoADAAGAAUACAAKAAAAAAEEAAwAAAAIAAgAAAAEAAgAAAAEAAAAAQAAABQAAAAQABQACAAGAAcADAAAABAAEAAAAAAAAQIQAAAAHAAAAAQAAAAAAAAAAgAAAG' +
  'lkAAAIAAwACAAHAAgAAAAAAAABIAAAAP////+IAAAAFAAAAAAAAAAMABYABgAFAAgADAAMAAAAAAMEABgAAAAIAAAAAAAAAAAACgAYAAwABAAIAAoAAAA8AAAAEAAAAAEAAAAAAAAAAAAAAAIAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAAAAAAAAAAcAAAAAAAAA/////wAAAAAQAAAADAAUAAYACAAMABAADAAAAAAABAA0AAAAJAAAAAQAAAABAAAAiA' +
  'AAAAAAAACQAAAAAAAAAAgAAAAAAAAAAAAAAAgACAAAAAQACAAAAAQAAAABAAAAFAAAABAAFAAIAAYABwAMAAAAEAAQAAAAAAABAhAAAAAcAAAABAAAAAAAAAACAAAAaWQAAAgADAAIAAcACAAAAAAA' +
  'AAEgAAAAoAAAAEFSUk9XMQ==',
  'base64',
);
const arrowStream = Buffer.from(
  '/////3gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAAECEAAAABwAAAAEAAAAAAAAAAIAAABpZAAACAAMAA' +
  'gABwAIAAAAAAAAASAAAAD/////iAAAABQAAAAAAAAADAAWAAYABQAIAAwADAAAAAADBAAYAAAACAAAAAAAAAAAAAoAGAAMAAQACAAKAAAAPAAAABAAAAABAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAAAAAAAAAAAAHAAAAAAAAAP////8AAAAA',
  'base64',
);

/// [kind, files, rows by split]; a card is `README.md`.
const card = (...lines) => ['---', ...lines, '---', ''].join('\n');
/// A card that declares columns of these names and types.
const declares = (...columns) => card('dataset_info:', '  features:', ...columns.flatMap(([name, type]) => [`  - name: ${name}`, `    dtype: ${type}`]));
const folders = [
  ['a text in one split, numbers in another', { 'train.csv': 'v\n1\n', 'test.csv': 'v\nx\n' }, { train: [{ v: '1' }], test: [{ v: 'x' }] }],
  ['integers in one shard, floats in another', { 'a.csv': 'v\n1\n', 'b.csv': 'v\n2.5\n' }, { train: [{ v: 1 }, { v: 2.5 }] }],
  ['days of two orders in two splits', { 'train.csv': 'd\n12/25/2024\n', 'test.csv': 'd\n03/04/2024\n' },
    { train: [{ d: '12/25/2024' }], test: [{ d: '03/04/2024' }] }],
  ['a column without values in test', { 'train.csv': 'd\n2024-01-05\n', 'test.csv': 'd,e\n,\n' }, { train: [{ d: '2024-01-05', e: null }], test: [{ d: null, e: null }] }],
  ['a shard that has a header alone', { 'a.csv': 'id\n', 'b.csv': 'id\n7\n' }, { train: [{ id: 7 }] }],
  ['an empty file beside a full one', { 'a.csv': 'id\n7\n', 'b.csv': '' }, { train: [{ id: 7 }] }],
  ['names that differ in case', { 'a.csv': 'Id\n1\n', 'b.csv': 'id\n2\n' }, { train: [{ Id: 1 }, { Id: 2 }] }],
  ['line ends that differ', { 'a.csv': 'id,v\r\n1,x\r\n', 'b.csv': 'id,v\n2,y\n' }, { train: [{ id: 1, v: 'x' }, { id: 2, v: 'y' }] }],
  ['plain and gzip', { 'a.csv': 'id\n1\n', 'b.csv.gz': gzipSync('id\n2\n') }, { train: [{ id: 1 }, { id: 2 }] }],
  ['what desktops leave', { 'a.csv': 'id\n1\n', '.DS_Store': 'x', 'Thumbs.db': 'x', 'desktop.ini': 'x', '.git/config': '[core]' }, { train: [{ id: 1 }] }],
  ['what Spark leaves', { 'part-00000.csv': 'id\n1\n', 'part-00001.csv': 'id\n2\n', _SUCCESS: '', '.part-00000.csv.crc': 'crc' }, { train: [{ id: 1 }, { id: 2 }] }],
  ['parts of an export without an ending', { 'part-00000': 'id,name\n1,a\n', 'part-00001': 'name,id\nb,2\n', _SUCCESS: '', 'README.md': '# Export\n' }, { train: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] }],
  ['the same without a header', { '0000_part_00': 'x|Lyon\ny|"Graz | Linz"\n', '0001_part_00': gzipSync('z|Bern\n') }, { train: [{ column_0: 'x', column_1: 'Lyon' }, { column_0: 'y', column_1: 'Graz | Linz' }, { column_0: 'z', column_1: 'Bern' }] }],
  ['the same of Hive', { '000000_0': '1\x01a\n', '000001_0': '2\x01b\n' }, { train: [{ column_0: 1, column_1: 'a' }, { column_0: 2, column_1: 'b' }] }],
  ['the same of JSON, in folders for splits', { 'train/bq-results-000000000000': '{"id":1}\n', 'test/bq-results-000000000000': '{"id":2}\n' }, { train: [{ id: 1 }], test: [{ id: 2 }] }],
  ['settings beside data', { 'data.csv': 'id\n1\n', 'a.json': '{"x":1}', 'b.json': '{"y":2}', 'c.json': '{"z":3}' }, { train: [{ id: 1 }] }],
  ['files of one name in two folders', { 'en/data.csv': 'id\n1\n', 'de/data.csv': 'id\n2\n' }, { train: [{ id: 2 }, { id: 1 }] }],
  ['Train and Test in capitals', { 'Train/a.csv': 'id\n1\n', 'Test/a.csv': 'id\n2\n' }, { train: [{ id: 2 }, { id: 1 }] }],
  ['odd endings', { 'a.jl': '{"id":1}\n', 'b.jsonlines': '{"id":2}\n', 'c.ldjson': '{"id":3}\n' }, { train: [{ id: 1 }, { id: 2 }, { id: 3 }] }],
  ['names that patterns and addresses are made of', { 'a#b%20c?{x} é–1.csv': 'id\n1\n' }, { train: [{ id: 1 }] }],
  ['shards of JSON that differ in type', { 'a.jsonl': '{"v":1}\n', 'b.jsonl': '{"v":"x","w":true}\n' }, { train: [{ v: 1, w: null }, { v: 'x', w: true }] }],
  ['keys that differ in case', { 'a.jsonl': '{"Title":"x"}\n{"title":"y"}\n' }, { train: [{ Title: 'x', title_1: null }, { Title: null, title_1: 'y' }] }],
  ['a card that says sep, names and lines to skip', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  sep: ";"', '  skiprows: 1', '  header: null', '  names: [id, v]'),
    'a.csv': 'a title\n1;x\n',
  }, { train: [{ id: 1, v: 'x' }] }],
  ['a card that says the field', { 'README.md': card('configs:', '- config_name: default', '  data_files: a.json', '  field: rows'), 'a.json': '{"v":1,"rows":[{"id":1}],"more":[{"x":2}]}' },
    { train: [{ id: 1 }] }],
  ['a card with brackets, a folder and two stars', {
    'README.md': card('configs:', '- config_name: default', '  data_files:', '  - split: train', '    path: "[ab].csv"', '  - split: test', '    path: more/', '  - split: deep', '    path: "deep/**/*.csv"'),
    'a.csv': 'id\n1\n', 'b.csv': 'id\n2\n', 'more/c.csv': 'id\n3\n', 'deep/x/y/d.csv': 'id\n4\n',
  }, { train: [{ id: 1 }, { id: 2 }], test: [{ id: 3 }], deep: [{ id: 4 }] }],
  ['a card in Windows line ends behind a byte order mark', { 'readme.md': `\ufeff${card('configs:', '- config_name: default', '  data_files: a.csv').replaceAll('\n', '\r\n')}`, 'a.csv': 'id\n1\n', 'b.csv': 'x\n1\n' },
    { train: [{ id: 1 }] }],
  ['a card that declares types', {
    'README.md': card('dataset_info:', '  features:', '  - name: id', '    dtype: string', '  - name: y', '    dtype:', '      class_label:', '        names:', "          '0': no", "          '1': yes"),
    'a.csv': 'id,y,more\n007,1,5\n008,-1,6\n',
  }, { train: [{ id: '007', y: 1, more: 5 }, { id: '008', y: -1, more: 6 }] }],
  ['a config whose files are not here', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '- config_name: other', '  data_files: gone.csv'), 'a.csv': 'id\n1\n',
  }, { train: [{ id: 1 }] }],
  ['a split with a dash in its name', { 'README.md': card('configs:', '- config_name: default', '  data_files:', '  - split: train-en', '    path: a.csv'), 'a.csv': 'id\n1\n' }, { 'train-en': [{ id: 1 }] }],
  ['numbers of JSON with exponents', { 'a.jsonl': '{"a":1E3}\n{"a":2}\n' }, { train: [{ a: 1000 }, { a: 2 }] }],
  ['keys that are paths elsewhere', { 'a.jsonl': '{"a.b":1,"a/b":2,"a~b":3,"a\\"b":4,"$ref":5,"🙂":6}\n' }, { train: [{ 'a.b': 1, 'a/b': 2, 'a~b': 3, 'a"b': 4, $ref: 5, '🙂': 6 }] }],
  ['tools of varying parameters', {
    'a.jsonl': '{"tools":[{"name":"f","parameters":{"x":{"type":"string"}}}]}\n{"tools":[{"name":"g","parameters":{"y":{"type":"number","minimum":0}}}]}\n',
  }, { train: [
    { tools: [{ name: 'f', parameters: { x: { type: 'string' }, y: null } }] },
    { tools: [{ name: 'g', parameters: { x: null, y: { type: 'number', minimum: 0 } } }] },
  ] }],
  ['a card whose configs have accents and digits for names', {
    'README.md': card('configs:', '- config_name: "français"', '  data_files: a.csv', '  default: true', '- config_name: "2.0"', '  data_files: b.csv'), 'a.csv': 'id\n1\n', 'b.csv': 'id\n2\n',
  }, { train: [{ id: 1 }] }],
  ['a card with a config of lines of text and one of Git LFS pointers', {
    'README.md': card('configs:', '- config_name: a', '  data_files: a.txt', '- config_name: b', '  data_files: b.parquet'),
    'a.txt': 'first line\n', 'b.parquet': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
  }, { train: [{ text: 'first line' }] }],
  ['a card that has a key twice and a split called all', {
    'README.md': card('license: mit', 'license: mit', 'configs:', '- config_name: default', '  data_files:', '  - split: all', '    path: a.csv'), 'a.csv': 'id\n1\n',
  }, { all: [{ id: 1 }] }],
  ['a card that declares nulls, translations and sounds by their names', {
    'README.md': card('dataset_info:', '  features:', '  - name: v', "    dtype: 'null'", '  - name: t', '    dtype:', '      translation:', '        languages: [en, fr]', '  - name: s', '    dtype: audio'),
    'a.jsonl': '{"v":null,"t":{"en":"hi","fr":"salut"},"s":"clips/a.wav"}\n',
  }, { train: [{ v: null, t: { en: 'hi', fr: 'salut' }, s: 'clips/a.wav' }] }],
  ['headers with quotes, line ends and blanks', { 'a.csv': '"a ""x""", id ,"long\nname"\n1,2,3\n' }, { train: [{ 'a "x"': 1, id: 2, 'long\nname': 3 }] }],
  ['headers that stand twice, also but for case', { 'a.csv': 'x,x,ID,id\n1,2,3,4\n' }, { train: [{ x: 1, x_1: 2, ID: 3, id_1: 4 }] }],
  ['an index that pandas wrote, with a name and without', { 'a.csv': ',Unnamed: 0,filename,rowid\n0,1,a,5\n' }, { train: [{ column_0: 0, 'Unnamed: 0': 1, filename: 'a', rowid: 5 }] }],
  ['a text that begins and a later one that ends with a quote, between tabs', { 'a.tsv': 'id\ttext\n1\t"Hello\n2\tthere\n3\tfriend"\n' },
    { train: [{ id: 1, text: '"Hello' }, { id: 2, text: 'there' }, { id: 3, text: 'friend"' }] }],
  ['the names that R writes of rows', { 'a.tsv': 'A\tB\ng1\t1\t2\ng2\t3\tNA\n' }, { train: [{ column_0: 'g1', A: 1, B: 2 }, { column_0: 'g2', A: 3, B: null }] }],
  ['a CR in a field of pandas', { 'a.csv': 'id,text\n1,a\rb\n2,c\n' }, { train: [{ id: 1, text: 'a\rb' }, { id: 2, text: 'c' }] }],
  ['two byte order marks', { 'a.csv': '\ufeff\ufeffid,v\n1,x\n' }, { train: [{ id: 1, v: 'x' }] }],
  ['an ending in capitals', { 'A.CSV': 'id\n1\n' }, { train: [{ id: 1 }] }],
  ['dataset_infos.json that declares types', { 'dataset_infos.json': '{"default":{"features":{"id":{"dtype":"string","_type":"Value"}}}}', 'a.csv': 'id\n007\n8\n' },
    { train: [{ id: '007' }, { id: '8' }] }],
  ['a card with a config of Arrow files', {
    'README.md': card('configs:', '- config_name: default', '  data_files:', '  - split: train', '    path: a.arrow', '  - split: test', '    path: b.arrow'), 'a.arrow': arrowFile, 'b.arrow': arrowStream,
  }, { train: [{ id: 7 }], test: [{ id: 7 }] }],
  ['a card that says how many rows there were, and that it wants no viewer', {
    'README.md': card('viewer: false', 'dataset_info:', '  features:', '  - name: id', '    dtype: int64', '  splits:', '  - name: train', '    num_bytes: 10', '    num_examples: 99'), 'a.csv': 'id\n1\n',
  }, { train: [{ id: 1 }] }],
  ['a card that declares labels of texts, pictures of addresses, lists and the old form of lists of objects', {
    'README.md': card('dataset_info:', '  features:', '  - name: y', '    dtype:', '      class_label:', '        names:', '          "0": neg', '          "1": pos', '  - name: pic', '    dtype: image',
      '  - name: e', '    sequence: float64', '  - name: answers', '    sequence:', '    - name: text', '      dtype: string', '    - name: start', '      dtype: int32'),
    'a.jsonl': '{"y":"pos","pic":"https://example.org/a.png","e":[0.1,0.2],"answers":{"text":["a","b"],"start":[1,2]}}\n',
  }, { train: [{ y: 1, pic: 'https://example.org/a.png', e: [0.1, 0.2], answers: { text: ['a', 'b'], start: [1, 2] } }] }],
  ['a card that names gzip of two members', {
    'README.md': card('configs:', '- config_name: a', '  data_files: "*.jsonl.gz"'), 'a.jsonl.gz': Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')]),
  }, { train: [{ a: 1 }, { a: 2 }] }],
  ['an array in gzip', { 'a.json.gz': gzipSync('[{"a":1},{"a":2}]') }, { train: [{ a: 1 }, { a: 2 }] }],
  ['the sign that ends a file of DOS', { 'a.csv': 'a,b\n1,2\n\x1a' }, { train: [{ a: 1, b: 2 }] }],
  ['a record of delimiters alone', { 'a.csv': 'a,b\n1,2\n,\n3,4\n' }, { train: [{ a: 1, b: 2 }, { a: null, b: null }, { a: 3, b: 4 }] }],
  ['no line end behind the last record', { 'a.csv': 'a,b\n1,2\n3,4' }, { train: [{ a: 1, b: 2 }, { a: 3, b: 4 }] }],
  ['a text column that holds semicolons', { 'a.csv': 'text\na; b\n"c; d; e"\n' }, { train: [{ text: 'a; b' }, { text: 'c; d; e' }] }],
  ['zeros below zero', { 'a.jsonl': '{"a":-0.0,"b":-0}\n{"a":1.5,"b":3}\n' }, { train: [{ a: -0, b: 0 }, { a: 1.5, b: 3 }] }],
  ['chats of texts and of parts', { 'a.jsonl': '{"messages":[{"role":"user","content":"hi"},{"role":"user","content":[{"type":"text","text":"yo"}]}]}\n' },
    { train: [{ messages: [{ role: 'user', content: 'hi' }, { role: 'user', content: [{ type: 'text', text: 'yo' }] }] }] }],
  ['what is not finite inside of others', { 'a.jsonl': '{"v":[NaN,1.0],"o":{"x":Infinity}}\n' }, { train: [{ v: [null, 1], o: { x: null } }] }],
  ['hidden copies that desktops make', { 'a.csv': 'id\n1\n', '._a.csv': '\0\x05\x16', '.b.csv': 'broken,x\n1\n', '__MACOSX/._a.csv': '\0\x05' }, { train: [{ id: 1 }] }],
  ['data deep inside, and parts whose numbers are not padded', { 'x/y/part-1.csv': 'id\n1\n', 'x/y/part-10.csv': 'id\n10\n', 'x/y/part-2.csv': 'id\n2\n' }, { train: [{ id: 1 }, { id: 10 }, { id: 2 }] }],
  ['a row for each of two thousand keys', { 'a.jsonl': Array.from({ length: 2000 }, (_, i) => `{"k${i}":${i}}`).join('\n') },
    { train: Array.from({ length: 2000 }, (_, row) => Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i === row ? i : null]))) }],
  ['declared types that all values have, written in other ways', {
    'README.md': card('dataset_info:', '  features:', '  - name: v', '    dtype: int64', '  - name: s', '    sequence: int32', '  - name: d', '    dtype: date32'),
    'a.jsonl': '{"v":1.0,"s":[1.0,2],"d":"2024-01-05T00:00:00"}\n{"v":"2","s":null,"d":null}\n{"v":"NA","s":[],"d":"2024-01-06"}\n',
  }, { train: [{ v: 1, s: [1, 2], d: '2024-01-05' }, { v: 2, s: null, d: null }, { v: null, s: [], d: '2024-01-06' }] }],
  ['gzip data with zeros behind it, as tapes have', { 'a.csv.gz': Buffer.concat([gzipSync('id\n1\n'), Buffer.alloc(512)]), 'b.csv.gz': Buffer.concat([gzipSync('id\n2\n'), gzipSync('3\n'), Buffer.alloc(1)]) },
    { train: [{ id: 1 }, { id: 2 }, { id: 3 }] }],
  ['the same of JSON', { 'a.jsonl.gz': Buffer.concat([gzipSync('{"id":1}\n'), Buffer.alloc(512)]) }, { train: [{ id: 1 }] }],
  ['points that group thousands, as another column shows', { 'a.csv': 'price;count;share\n1.234,56;1.000;0.125\n2.345,00;2.500;0.250\n' },
    { train: [{ price: '1.234,56', count: '1.000', share: 0.125 }, { price: '2.345,00', count: '2.500', share: 0.25 }] }],
  ['lines that a card names by their numbers, as pandas does', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  skiprows: [1]', '- config_name: front', '  data_files: b.csv', '  skiprows: [0]'),
    'a.csv': 'speed,mass\nm/s,kg\n1,2\n3,4\n', 'b.csv': 'a title\nid\n7\n',
  }, { train: [{ speed: 1, mass: 2 }, { speed: 3, mass: 4 }] }],
  ['types and columns in the words of pandas', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  usecols: [0, 2]', '  dtype: {zip: str}'), 'a.csv': 'zip,x,n\n10115,1,2\n',
  }, { train: [{ zip: '10115', n: 2 }] }],
  ['columns that a config declares itself', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  features:', '  - name: zip', '    dtype: string'), 'a.csv': 'zip\n10115\n',
  }, { train: [{ zip: '10115' }] }],
  ['a card that says decimal commas and lines to skip by their numbers', {
    'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  sep: ";"', '  decimal: ","', '  skiprows: [0, 1]'), 'a.csv': 'a title\nof two; lines\nv;w\n1,234;1.234\n5,678;2\n',
  }, { train: [{ v: 1.234, w: '1.234' }, { v: 5.678, w: '2' }] }],
  ['moments and bytes that a card declares', {
    'README.md': declares(['v', "'timestamp[us]'"], ['b', 'binary']), 'a.jsonl': '{"v":"2024-01-05T10:00:00Z","b":"\\\\x00"}\n{"v":"2024-01-05 10:00:00.123456000","b":null}\n',
  }, { train: [{ v: '2024-01-05T10:00:00', b: 'XHgwMA==' }, { v: '2024-01-05T10:00:00.123456', b: null }] }],
  ['a state.json that save_to_disk did not write', { 'train.jsonl': '{"a":1}\n', 'state.json': '{"step":1}', 'dataset_info.json': '{}' }, { train: [{ a: 1 }] }],
  ['splits that are called by years', {
    'README.md': card('configs:', '- config_name: default', '  data_files:', '  - split: "2019"', '    path: a.csv', '  - split: "2020"', '    path: b.csv'), 'a.csv': 'id\n1\n', 'b.csv': 'id\n2\n',
  }, { 2019: [{ id: 1 }], 2020: [{ id: 2 }] }],
];

for (const [kind, files, splits] of folders) {
  test(`a folder with ${kind}`, (t) => {
    const place = new Workplace(t);
    for (const [name, content] of Object.entries(files)) place.file(join('d', name), content);
    place.ok('import', 'd');
    for (const [split, rows] of Object.entries(splits)) assert.deepEqual(place.rows('local/d', '--split', split), rows);
  });
}

test('links to files, and the layout of the Hub clients’ cache', (t) => {
  const place = new Workplace(t);
  place.file('hub/blobs/0a1b', 'id\n1\n');
  mkdirSync(join(place.folder, 'hub/snapshots/rev'), { recursive: true });
  symlinkSync('../../blobs/0a1b', join(place.folder, 'hub/snapshots/rev/train.csv'));
  place.ok('import', 'hub/snapshots/rev', '--name', 'local/cached');
  assert.deepEqual(place.rows('local/cached'), [{ id: 1 }]);
  symlinkSync('hub/blobs/0a1b', join(place.folder, 'link.csv'));
  assert.deepEqual(place.rows('link.csv'), [{ id: 1 }]);
  linkSync(join(place.folder, 'hub/blobs/0a1b'), join(place.folder, 'hard.csv'));
  assert.deepEqual(place.rows('hard.csv'), [{ id: 1 }]);
});

/// [kind, name, content, what is said]
const refused = [
  ['a pointer of Git LFS', 'a.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', /git lfs pull/],
  ['a page that asks to log in', 'a.csv', '<!DOCTYPE html>\n<html><body>Log in</body></html>\n', /an HTML page/],
  ['YAML', 'a.yaml', '- a: 1\n', /a YAML file.*python -c/],
  ['a Markdown text', 'a.md', '# Title\n\nText\n', /a Markdown text/],
  ['an Avro file', 'a.csv', 'Obj\x01\x04\x14avro.codec', /an Avro file.*read_avro/],
  ['an encrypted Parquet file', 'a.parquet', 'PARE\x00\x01\x02\x03PARE', /an encrypted Parquet file/],
  ['a Parquet file that was cut short', 'a.parquet', 'PAR1\x15\x04\x15', /cut short/],
  ['a text that is called a database', 'a.db', 'a,b\n1,2\n', /is not a SQLite database/],
  ['halves of characters in UTF-8', 'a.csv', Buffer.from('id,t\n1,\xED\xA0\xBD\xED\xB8\x80\n2,caf\xC3\xA9\n', 'latin1'), /a\.csv line 2 is not valid UTF-8/],
  ['a NUL in a table', 'a.csv', 'a,b\n1,x\0y\n', /a\.csv line 2 holds a NUL character/],
  ['a record that has fewer fields', 'a.csv', 'a,b\n1\n', /a\.csv line 2 has 1 field where the header has 2/],
  ['a comment in JSON', 'a.json', '[\n// c\n{"a":1}]', /a comment/],
  ['a text in single quotes', 'a.jsonl', "{'a': 1}\n", /single quotes/],
  ['a comma too many', 'a.jsonl', '{"a":1,}\n', /line 1: .*comma/],
  ['an escape that JSON does not have', 'a.jsonl', '{"a":"x"}\n{"a":"C:\\Users"}\n', /a\.jsonl line 2: broken JSON: a text has a backslash that begins no escape/],
  ['a control character in JSON', 'a.jsonl', '{"a":"x\ty"}\n', /control character/],
  ['a list that does not end', 'a.json', '[{"a":1}', /a\.json/],
  ['a table of Markdown', 'a.csv', '| a | b |\n|---|---|\n| 1 | 2 |\n', /a\.csv is a table drawn in text.*python -c/],
  ['what psql prints', 'a.csv', ' id | name \n----+------\n  1 | x\n(1 row)\n', /a\.csv is a table drawn in text.*python -c/],
  ['what mysql prints', 'a.tsv', '+----+---+\n| id | n |\n+----+---+\n|  1 | x |\n+----+---+\n', /a\.tsv is a table drawn in text.*python -c/],
  ['a PDF document', 'a.pdf', '%PDF-1.4\n', /a PDF document/],
  ['a notebook', 'a.ipynb', '{"cells":[{"cell_type":"code","source":[]}],"nbformat":4}', /a Jupyter notebook.*python -c/],
  ['a number alone', 'a.json', '5', /a\.json line 1: the document is one value, and no table/],
  ['nan in small letters', 'a.jsonl', '{"v":nan}\n', /a\.jsonl line 1: "nan" is no JSON value/],
  ['inf as Python prints it', 'a.jsonl', '{"v":inf}\n', /a\.jsonl line 1: "inf" is no JSON value/],
  ['a NUL in a key', 'a.jsonl', '{"a\\u0000b":1}\n', /a\.jsonl line 1: a key holds a NUL character/],
  ['JSON in a program', 'a.js', 'var rows = [{"a":1}];\n', /JSON inside of a JavaScript program.*python -c/],
];

for (const [kind, name, content, pattern] of refused) {
  test(`refuses ${kind}`, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    place.fails(['import', name], pattern);
    assert.deepEqual(place.datasets(), []);
  });
}

/// [kind, files, what is said]
const refusedFolders = [
  ['a card with braces', { 'README.md': card('configs:', '- config_name: default', '  data_files: "{a,b}.csv"'), 'a.csv': 'id\n1\n' }, /write what stands in braces as a list of patterns/],
  ['a card that names an address of the Hub', { 'README.md': card('configs:', '- config_name: default', '  data_files: hf://datasets/a/b/x.csv'), 'a.csv': 'id\n1\n' },
    /import that address by itself/],
  ['a card with a tab', { 'README.md': card('configs:', '\t- config_name: default'), 'a.csv': 'id\n1\n' }, /README\.md line 3: .*indent by blanks, not tabs/],
  ['a card that declares whole numbers over fractions', { 'README.md': declares(['v', 'int64']), 'a.csv': 'v,w\n1,x\n1.5,y\n' }, /column "v": "1\.5" is no int64/],
  ['a value that is refused, by its line', { 'README.md': declares(['v', 'int8']), 'a.csv': 'v,w\n1,"two\nlines"\n\n300,x\n' }, /a\.csv line 5: column "v": "300" is no int8/],
  ['the same in the second file of JSON', { 'README.md': declares(['v', 'int8']), 'a.jsonl': '{"v":1}\n', 'b.jsonl': '\n{"v":2}\n{"v":300}\n' }, /b\.jsonl line 3: column "v": "300" is no int8/],
  ['the same in an array of JSON', { 'README.md': declares(['v', 'int8']), 'a.json': '[{"v":1},{"v":300}]' }, /a\.json row 2: column "v": "300" is no int8/],
  ['whole numbers inside that declared float32 would round', { 'README.md': card('dataset_info:', '  features:', '  - name: v', '    list: float32'), 'a.jsonl': '{"v":[0.1]}\n{"v":[0.5,16777217]}\n' },
    /a\.jsonl line 2: column "v": "\[0\.5, 16777217\.0\]" is no list of float32/],
  ['fractions beside words in a list that is declared to have whole numbers', { 'README.md': card('dataset_info:', '  features:', '  - name: v', '    list: int32'), 'a.jsonl': '{"v":[1,"2"]}\n{"v":[1.5]}\n' },
    /a\.jsonl line 2: column "v": "\[1\.5\]" is no list of int32/],
  ['lists that are declared to be numbers', { 'README.md': declares(['v', 'int64']), 'a.jsonl': '{"v":[1]}\n' }, /column "v" is list of int64, and no int64, which the card or --type declares/],
  ['a label that the card does not name', { 'README.md': card('dataset_info:', '  features:', '  - name: y', '    dtype:', '      class_label:', '        names: [cat, dog]'), 'a.csv': 'y\ncat\nbird\n' },
    /a\.csv line 3: column "y": "bird" is none of the classes/],
  ['several lines of a header', { 'README.md': card('configs:', '- config_name: default', '  data_files: a.csv', '  header: [0, 1]'), 'a.csv': 'a\nb\n1\n' }, /several lines of a header are not read/],
  ['the same in JSON', { 'README.md': declares(['v', 'uint8']), 'a.jsonl': '{"v":1}\n{"v":1.5}\n' }, /column "v": "1\.5" is no uint8/],
  ['a number too large for its declared type in JSON', { 'README.md': declares(['v', 'uint8']), 'a.jsonl': '{"v":1}\n{"v":-1}\n' }, /column "v": "-1" is no uint8/],
  ['a declared list of whole numbers that has a fraction', { 'README.md': card('dataset_info:', '  features:', '  - name: v', '    sequence: int32'), 'a.jsonl': '{"v":[1,1.5]}\n' }, /column "v": "\[1\.0, 1\.5\]" is no list of int32/],
  ['declared days that have a time', { 'README.md': declares(['v', 'date32']), 'a.csv': 'v,w\n2024-01-05,1\n2024-01-05T10:30:00,2\n' }, /"2024-01-05T10:30:00" is no date32/],
  ['declared decimals of fewer digits', { 'README.md': declares(['v', "'decimal128(5, 1)'"]), 'a.jsonl': '{"v":1.5}\n{"v":1.25}\n' }, /"1\.25" is no decimal128\(5, 1\)/],
  ['whole numbers that the declared floats would round', { 'README.md': declares(['v', 'float64']), 'a.csv': 'v\n9007199254740993\n' }, /"9007199254740993" is no float64/],
  ['declared moments of a microsecond that have nanoseconds', { 'README.md': declares(['v', "'timestamp[us]'"]), 'a.csv': 'v\n2024-01-05 10:00:00.123456789\n' }, /123456789" is no timestamp\[us\]/],
  ['declared moments without a zone that have another distance from UTC', { 'README.md': declares(['v', "'timestamp[us]'"]), 'a.jsonl': '{"v":"2024-01-05T10:00:00+02:00"}\n' }, /\+02:00" is no timestamp\[us\]/],
  ['words where JSON is declared to have moments', { 'README.md': declares(['v', "'timestamp[us]'"]), 'a.jsonl': '{"v":"yesterday"}\n' }, /column "v": "yesterday" is no timestamp\[us\]/],
  ['numbers beside declared booleans', { 'README.md': declares(['v', 'bool']), 'a.jsonl': '{"v":true}\n{"v":2}\n' }, /"2" is no bool/],
  ['a card that declares a column which is not there', { 'README.md': card('dataset_info:', '  features:', '  - name: gone', '    dtype: int64'), 'a.csv': 'id\n1\n' },
    /a column "gone" that the files of config default do not have/],
  ['two tables of JSON', { 'data.jsonl': '{"a":1}\n{"a":2}\n', 'metadata.jsonl': '{"x":1}\n' }, /metadata\.jsonl:? has no column in common with the files before it: import each by itself/],
  ['two tables', { 'orders.csv': 'order,total\n1,2\n', 'users.csv': 'user,name\n1,Ana\n' }, /orders\.csv and users\.csv do not go together: they have no column in common/],
  ['texts without an ending that may be anything', { 'news/sci/53068': 'From: a\n\nhello, world\n', 'news/pol/178': 'x\n' }, /files without an ending, such as news\/pol\/178, are read if they are named: 'd\/news\/\*\*\/\*'/],
  ['parts of exports in two formats', { 'part-00000': 'id,name\n1,a\n', 'part-00001': '{"id":1}\n' }, /mixes formats: part-00000 and part-00001/],
  ['a Delta table', { '_delta_log/00000000000000000000.json': '{"add":{}}', 'part-0.parquet': 'PAR1' }, /a Delta table.*python -c/],
];

for (const [kind, files, pattern] of refusedFolders) {
  test(`refuses a folder with ${kind}`, (t) => {
    const place = new Workplace(t);
    for (const [name, content] of Object.entries(files)) place.file(join('d', name), content);
    place.fails(['import', 'd'], pattern);
    assert.deepEqual(place.datasets(), []);
  });
}

test('parts of an export that are named by a pattern are one table', (t) => {
  const place = new Workplace(t);
  place.file('x/part-00000', 'name,city\nAna,Graz\n');
  place.file('x/part-00001', 'name,city\nBob,Linz\n');
  place.file('x/_SUCCESS', '');
  assert.match(place.ok('import', 'x/part-*', '--dry-run'), /fields are parted by ',', and their first lines are the header \(--delimiter/);
  place.ok('import', 'x/part-*', '--name', 'local/x');
  assert.deepEqual(place.rows('local/x'), [{ name: 'Ana', city: 'Graz' }, { name: 'Bob', city: 'Linz' }]);
  place.ok('import', 'x', '--name', 'local/lines', '--delimiter', 'none');
  assert.equal(place.rows('local/lines').length, 4);
});

test('a word behind thousands of days keeps all of them as text', (t) => {
  const place = new Workplace(t);
  const days = Array.from({ length: 5000 }, (_, i) => new Date(Date.UTC(2000, 0, i + 1)).toISOString().slice(0, 10));
  place.file('days.csv', `${['d', ...days, 'unknown'].join('\n')}\n`);
  place.ok('import', 'days.csv');
  assert.deepEqual(place.types('days'), { d: 'string' });
  assert.deepEqual(place.rows('local/days').map((row) => row.d), [...days, 'unknown']);
});

test('what pandas takes in a card is obeyed, or said', async (t) => {
  const read = (t, ...lines) => {
    const place = new Workplace(t);
    place.file('d/README.md', card('configs:', '- config_name: default', '  data_files: "*.csv"', ...lines.map((line) => `  ${line}`)));
    place.file('d/a.csv', 'a,b\n1,2\n3,4\n5,6\n');
    const result = place.run(['import', 'd', '--name', 'local/d']);
    assert.equal(result.status, 0, result.err);
    return { rows: place.rows('local/d'), said: result.out + result.err };
  };
  const cases = [
    ['skiprows: [1]', [{ a: 3, b: 4 }, { a: 5, b: 6 }]],
    ['skiprows: [0]', [{ 1: 3, 2: 4 }, { 1: 5, 2: 6 }]],
    ['skiprows: [1, 3]', [{ a: 3, b: 4 }]],
    ['skiprows: 1', [{ 1: 3, 2: 4 }, { 1: 5, 2: 6 }]],
    ['dtype: str', [{ a: '1', b: '2' }, { a: '3', b: '4' }, { a: '5', b: '6' }]],
    ['dtype: {a: str}', [{ a: '1', b: 2 }, { a: '3', b: 4 }, { a: '5', b: 6 }]],
    ['usecols: [1]', [{ b: 2 }, { b: 4 }, { b: 6 }]],
  ];
  for (const [line, rows] of cases) await t.test(line, (t) => assert.deepEqual(read(t, line).rows, rows));
  for (const line of ['index_col: 0', 'on_bad_lines: skip', 'na_values: "-1"', 'nrows: 2'])
    await t.test(line, (t) => assert.match(read(t, line).said, new RegExp(`the key "${line.split(':')[0]}" of config default is not understood`)));
  for (const line of ['field: rows', 'drop_labels: true', 'drop_metadata: true'])
    await t.test(line, (t) => assert.match(read(t, line).said, new RegExp(`the option "${line.split(':')[0]}" means nothing to a.csv`)));
});

test('decimals of Arrow that no type holds are text, which is said', (t) => {
  const place = new Workplace(t);
  // A table of w: decimal256(40, 0) and n: decimal128(5, -2), as pyarrow writes it.
  const stream = [
    '/////7AAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAIAAABMAAAABAAAAMz///8AAAEHEAAAABwAAAAEAAAAAAAAAAEA',
    'AABuAAAACAAMAAQACAAIAAAABQAAAP7///8QABQACAAGAAcADAAAABAAEAAAAAAAAQcQAAAAHAAAAAQAAAAAAAAAAQAAAHcACgAMAAQAAAAIAAoAAAAoAAAA',
    'AAEAAP////+4AAAAFAAAAAAAAAAMABYABgAFAAgADAAMAAAAAAMEABgAAAAwAAAAAAAAAAAACgAYAAwABAAIAAoAAABcAAAAEAAAAAEAAAAAAAAAAAAAAAQA',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAgAAAAAAAAABAAAAAAAAAAAAAAAAIAAAABAAAAAAAAAAAAAAAAAAAA',
    'AQAAAAAAAAAAAAAAAAAAANIKP86WX7ysuPPbwHUgyaADAAAAAAAAAAAAAAAAAAAADAAAAAAAAAAAAAAAAAAAAP////8AAAAA',
  ];
  place.file('d.arrows', Buffer.from(stream.join(''), 'base64'));
  const result = place.run(['import', 'd.arrows']);
  assert.match(result.out + result.err, /column "w" is kept as text: its decimals have more than 38 digits/);
  assert.match(result.out + result.err, /column "n" is kept as text: its decimals have a negative scale/);
  assert.deepEqual(place.rows('local/d'), [{ w: '1234567890123456789012345678901234567890', n: '1200' }]);
});

test('times of day of Arrow that have nanoseconds are text, and refused inside of others by file, row and column', (t) => {
  const place = new Workplace(t);
  // t: time64[ns] of 0, 45296123456789 and a null, and l: lists of time64[ns], [0] and [1500], as pyarrow writes them.
  const times = [
    '/////3gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAAEJEAAAABwAAAAE',
    'AAAAAAAAAAEAAAB0AAAACAAMAAYACAAIAAAAAAADAEAAAAD/////iAAAABQAAAAAAAAADAAWAAYABQAIAAwADAAAAAADBAAYAAAAIAAAAAAAAAAAAAoAGAAMAAQA',
    'CAAKAAAAPAAAABAAAAADAAAAAAAAAAAAAAACAAAAAAAAAAAAAAABAAAAAAAAAAgAAAAAAAAAGAAAAAAAAAAAAAAAAQAAAAMAAAAAAAAAAQAAAAAAAAADAAAAAAAA',
    'AAAAAAAAAAAAFS1ZUzIpAAAAAAAAAAAAAP////8AAAAA',
  ];
  const lists = [
    '/////6gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAEAAAA1P///wAAAQwUAAAAHAAAAAQAAAABAAAAJAAAAAEAAABs',
    'AAAABAAEAAQAAAAQABQACAAGAAcADAAAABAAEAAAAAAAAQkQAAAAIAAAAAQAAAAAAAAABAAAAGl0ZW0AAAAACAAMAAYACAAIAAAAAAADAEAAAAD/////uAAAABQA',
    'AAAAAAAADAAWAAYABQAIAAwADAAAAAADBAAYAAAAIAAAAAAAAAAAAAoAGAAMAAQACAAKAAAAXAAAABAAAAACAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAA',
    'AAAAAAAAAAAADAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAAAAAAA',
    'AQAAAAIAAAAAAAAAAAAAAAAAAADcBQAAAAAAAP////8AAAAA',
  ];
  place.file('t.arrows', Buffer.from(times.join(''), 'base64'));
  assert.match(place.ok('import', 't.arrows', '--dry-run'), /column "t" is kept as text: its times of day have nanoseconds/);
  place.ok('import', 't.arrows');
  assert.deepEqual(place.rows('local/t'), [{ t: '00:00:00.000000000' }, { t: '12:34:56.123456789' }, { t: null }]);
  place.file('d/b.arrows', Buffer.from(lists.join(''), 'base64'));
  place.fails(['import', 'd'], /b\.arrows: row 2, column "l": a value cannot be stored: .*finer than microseconds/);
});

test('a type that cannot be named, and a column that is not there, are refused where they are said', (t) => {
  const place = new Workplace(t);
  place.file('a.csv', 'a,b\n1,2\n');
  const refused = (...args) => {
    const result = place.run(['import', ...args]);
    assert.equal(result.status, 1);
    return result.err;
  };
  const unnamed = place.run(['import', 'a.csv', '--type', 'b=list<int64>']);
  assert.equal(unnamed.status, 2);
  assert.match(unnamed.err, /--type: b: "list<int64>" is no type that can be named so: write bool, .*dataset_info declares lists/);
  assert.match(refused('a.csv', '--type', 'c=int64'), /--type: the files of config default have no column "c" \(a, b\)/);
  place.file('d/a.csv', 'a,b\n1,2\n');
  place.file('d/README.md', card('configs:', '- config_name: default', '  data_files: "*.csv"', '  dtype: {a: str, c: str}'));
  assert.match(refused('d'), /README\.md line 5: dtype: the files of config default have no column "c" \(a, b\)/);
});

test('a value that does not fit its declared type is named by file, line and column', async (t) => {
  const declares = (dtype) => card('dataset_info:', '  features:', '  - name: v', `    ${dtype}`);
  const cases = [
    ['dtype: float32', 'a.jsonl', '{"v":0.5}\n\n{"v":16777217}\n', /a\.jsonl line 3: column "v": "16777217\.0" is no float32/],
    ['sequence: float32', 'a.jsonl', '{"v":[0.1]}\n{"v":[16777217,0.1]}\n', /a\.jsonl line 2: column "v": "\[16777217\.0, 0\.1\]" is no list of float32/],
    ['sequence: float32', 'a.jsonl', '{"v":[1,16777217]}\n', /a\.jsonl line 1: column "v"/],
    ['struct: [{name: x, dtype: float32}]', 'a.jsonl', '{"v":{"x":0.1}}\n{"v":{"x":16777217.0}}\n', /a\.jsonl line 2: column "v"/],
    ['dtype: int8', 'a.csv', 'v,w\n1,"a\nb"\n300,c\n', /a\.csv line 4: column "v": "300" is no int8, which the card or --type declares/],
    ['sequence: int64', 'a.jsonl', '{"v":[1]}\n{"v":["3",2.5]}\n', /a\.jsonl line 2: column "v": .*2\.5.* is no list of int64/],
    ['sequence: int8', 'a.json', '[\n{"v":[1]},\n{"v":[300]}]\n', /a\.json row 2: column "v": "\[300\]" is no list of int8/],
    ['dtype: {class_label: {names: [neg, pos]}}', 'a.csv', 'v\npos\nmeh\n', /a\.csv line 3: column "v": "meh" is none of the classes/],
  ];
  for (const [dtype, name, content, said] of cases) {
    await t.test(`${dtype} of ${name}`, (t) => {
      const place = new Workplace(t);
      place.file('d/README.md', declares(dtype));
      place.file(`d/${name}`, content);
      place.fails(['import', 'd'], said);
      place.fails(['import', 'd', '--dry-run'], said);
    });
  }
  await t.test('what float32 holds, and fractions, come in', (t) => {
    const place = new Workplace(t);
    place.file('d/README.md', declares('sequence: float32'));
    place.file('d/a.jsonl', '{"v":[16777216,0.5]}\n{"v":[0.1]}\n');
    place.ok('import', 'd');
    assert.deepEqual(place.rows('local/d')[0], { v: [16777216, 0.5] });
  });
  await t.test('in the second of two files', (t) => {
    const place = new Workplace(t);
    place.file('a.csv', 'v\n1\n2\n');
    place.file('b.csv', 'v\n3\nx\n');
    place.fails(['import', 'a.csv', 'b.csv', '--name', 'local/d', '--type', 'v=int64'], /b\.csv line 3: column "v": "x" is no int64/);
  });
});
