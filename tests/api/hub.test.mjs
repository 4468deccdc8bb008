// The Hub's dataset-viewer API over real HTTP: what a client of the Hub relies on. Facts, not our code, give
// the expected values: the rows below are written here, and their figures were worked out by hand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';

const rows = [
  { id: 0, flag: 0, title: 'Alpha; one', words: ['a', 'b'], score: 0.1, year: '2019', note: null },
  { id: 1, flag: 1, title: "beta's 3D", words: [], score: -2.5, year: '2021', note: null },
  { id: 2, flag: 1, title: 'gamma model', words: null, score: null, year: '2021', note: null },
  { id: 3, flag: 0, title: 'models of GPT-4', words: ['c'], score: 4, year: '2024', note: null },
];

let base;
let server;
const cleanups = [];

before(async () => {
  const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('t.jsonl', lines(rows));
  place.file('one.jsonl', '{"n":7}\n');
  place.file('wide.jsonl', lines(Array.from({ length: 250 }, (_, i) => ({ i, text: 'x'.repeat(3000) }))));
  for (const file of ['t.jsonl', 'one.jsonl', 'wide.jsonl']) place.ok('import', file);
  server = await serve(place);
  base = server.url;
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

const split = (name) => ({ dataset: `local/${name}`, config: 'default', split: 'train' });
async function get(route, parameters) {
  const response = await fetch(`${base}/${route}?${new URLSearchParams(parameters)}`);
  return { status: response.status, headers: response.headers, code: response.headers.get('x-error-code'), body: await response.json() };
}
const ids = (answer) => answer.body.rows.map((item) => item.row_idx);

test('/rows gives features, rows and totals', async () => {
  const { status, body, headers } = await get('rows', { ...split('t'), offset: 1, length: 2 });
  assert.equal(status, 200);
  assert.equal(headers.get('access-control-allow-origin'), null, 'the server was told of no origin');
  assert.deepEqual(Object.keys(body), ['features', 'rows', 'num_rows_total', 'num_rows_per_page', 'partial']);
  assert.equal(body.num_rows_total, 4);
  assert.equal(body.num_rows_per_page, 100);
  assert.equal(body.partial, false);
  assert.deepEqual(body.features[3], { feature_idx: 3, name: 'words', type: { feature: { dtype: 'string', _type: 'Value' }, _type: 'List' } });
  assert.deepEqual(body.rows, [1, 2].map((row_idx) => ({ row_idx, row: rows[row_idx], truncated_cells: [] })));
});

test('pages past the end and of length 0 are empty', async () => {
  assert.deepEqual(ids(await get('rows', { ...split('t'), offset: 99 })), []);
  assert.deepEqual(ids(await get('rows', { ...split('t'), length: 0 })), []);
});

for (const [what, route, parameters, status, code, message] of [
  ['a missing dataset parameter', 'statistics', { config: 'default', split: 'train' }, 422, 'MissingRequiredParameter', /Parameters 'dataset', 'config' and 'split' are required/],
  ['a blank dataset', 'splits', { dataset: '  ' }, 422, 'MissingRequiredParameter', /Parameter 'dataset' is required/],
  ['an unknown dataset', 'splits', { dataset: 'local/absent' }, 404, 'DatasetNotFoundError', /absent/],
  ['an unknown split', 'rows', { ...split('t'), split: 'nope' }, 404, 'ResponseNotFound', /./],
  ['a length above 100', 'rows', { ...split('t'), length: 101 }, 422, 'InvalidParameter', /must not be greater than 100/],
  ['a negative offset', 'rows', { ...split('t'), offset: -1 }, 422, 'InvalidParameter', /Parameter 'offset'/],
  ['an offset that is no number', 'rows', { ...split('t'), offset: 'x' }, 422, 'InvalidParameter', /must be integer/],
  ['a search without a query', 'search', split('t'), 422, 'MissingRequiredParameter', /Parameter 'query' is required/],
  ['a condition with ;', 'filter', { ...split('t'), where: `"title"='Alpha; one'` }, 422, 'InvalidParameter', /contains errors or invalid symbols/],
  ['a condition on no column', 'filter', { ...split('t'), where: '"absent"=1' }, 422, 'InvalidParameter', /A query parameter is invalid/],
  ['path traversal', 'rows', { ...split('t'), dataset: '../../etc' }, 404, 'DatasetNotFoundError', /./],
]) {
  test(`refuses ${what}`, async () => {
    const answer = await get(route, parameters);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.equal(answer.code, code);
    assert.match(answer.body.error, message);
  });
}

test('/filter speaks the grammar', async () => {
  const filter = async (where, more = {}) => ids(await get('filter', { ...split('t'), where, ...more }));
  assert.deepEqual(await filter('"id">1'), [2, 3]);
  assert.deepEqual(await filter(`"title"='beta''s 3D'`), [1]);
  assert.deepEqual(await filter('"score" IS NULL'), [2]);
  assert.deepEqual(await filter('"words.length" > 0'), [0, 3]);
  assert.deepEqual(await filter('("id"=0 OR "id"=3) AND "flag"=0'), [0, 3]);
  assert.deepEqual(await filter('"id">=0', { orderby: '"score" desc' }), [3, 0, 1, 2], 'nulls last');
  assert.deepEqual(ids(await get('filter', { ...split('t'), orderby: '"score"' })), [1, 0, 3, 2]);
});

test('/search ranks, counts and keeps digits', async () => {
  const search = async (query) => get('search', { ...split('t'), query });
  assert.deepEqual(ids(await search('3D')), [1]);
  assert.deepEqual(ids(await search('GPT-4')), [3]);
  const models = await search('model');
  assert.deepEqual(ids(models).sort(), [2, 3], 'models and model share a stem');
  assert.equal(models.body.num_rows_total, 2);
  assert.equal((await search('zzz')).body.num_rows_total, 0);
});

test('/statistics are exact, also where the Hub fails', async () => {
  const { body } = await get('statistics', split('t'));
  const column = Object.fromEntries(body.statistics.map((entry) => [entry.column_name, entry]));
  assert.equal(body.num_examples, 4);
  assert.deepEqual(body.statistics.map((entry) => entry.column_name), Object.keys(rows[0]).sort());
  assert.equal(column.flag.column_type, 'int');
  assert.deepEqual(column.flag.column_statistics, {
    nan_count: 0, nan_proportion: 0, min: 0, max: 1, mean: 0.5, median: 0.5, std: 0.57735, histogram: { hist: [4], bin_edges: [0, 1] },
  });
  assert.equal(column.words.column_type, 'list');
  assert.deepEqual(
    [column.words.column_statistics.nan_count, column.words.column_statistics.min, column.words.column_statistics.max, column.words.column_statistics.mean],
    [1, 0, 2, 1],
  );
  assert.equal(column.score.column_statistics.median, 0.1);
  assert.equal(column.year.column_type, 'datetime', 'four digits are a year');
  assert.deepEqual(column.note.column_statistics, {
    nan_count: 4, nan_proportion: 1, no_label_count: 0, no_label_proportion: 0, n_unique: 0, frequencies: {},
  });
  const single = (await get('statistics', split('one'))).body.statistics[0].column_statistics;
  assert.deepEqual([single.min, single.max, single.std, single.histogram.hist], [7, 7, null, [1]]);
});

test('/first-rows cuts to 200 kB', async () => {
  const { body } = await get('first-rows', split('wide'));
  assert.ok(JSON.stringify(body).length < 201_000);
  assert.ok(body.rows.length >= 10 && body.rows.length < 100);
  assert.equal(body.truncated, true);
  assert.equal((await get('first-rows', split('t'))).body.truncated, false);
});

test('/is-valid, /splits, /info and /size describe a dataset', async () => {
  assert.deepEqual((await get('is-valid', { dataset: 'local/t' })).body, { preview: true, viewer: true, search: true, filter: true, statistics: true });
  assert.equal((await get('is-valid', { dataset: 'local/one' })).body.search, false, 'no text');
  assert.deepEqual((await get('splits', { dataset: 'local/t' })).body, { splits: [split('t')], pending: [], failed: [] });
  const info = (await get('info', { dataset: 'local/t', config: 'default' })).body;
  assert.equal(info.dataset_info.splits.train.num_examples, 4);
  assert.deepEqual(info.dataset_info.features.words, [{ dtype: 'string', _type: 'Value' }], 'the old form of a list');
  const size = (await get('size', { dataset: 'local/t' })).body;
  assert.equal(size.size.splits[0].num_rows, 4);
  assert.equal(size.size.dataset.num_columns, undefined);
});

test('/parquet leads to files that can be had in parts', async () => {
  const { body } = await get('parquet', { dataset: 'local/t' });
  const [file] = body.parquet_files;
  assert.equal(file.filename, '0000.parquet');
  const whole = await fetch(file.url);
  const bytes = Buffer.from(await whole.arrayBuffer());
  assert.equal(bytes.length, file.size);
  assert.equal(bytes.subarray(0, 4).toString() + bytes.subarray(-4).toString(), 'PAR1PAR1');
  const part = await fetch(file.url, { headers: { Range: 'bytes=-8' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes ${file.size - 8}-${file.size - 1}/${file.size}`);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(-8));
  const again = await fetch(file.url, { headers: { 'If-None-Match': whole.headers.get('etag') } });
  assert.equal(again.status, 304);
  const outside = await fetch(`${base}/datasets/local/t/resolve/refs%2Fconvert%2Fparquet/default/train/..%2F..%2Fmanifest.json`);
  assert.equal(outside.status, 404);
});

// Documents: the same with a program that draws them, and without.

/// A PDF of one empty page.
function pdf() {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 60]>>'];
  let out = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = out.length;
    out += `${index + 1} 0 obj${object} endobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  return Buffer.from(`${out}xref\n0 4\n0000000000 65535 f \n${places.join('')}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${out.length}\n%%EOF\n`);
}

/// The first two cells of a dataset with a document in a row, and damaged ones in the next, on a server that finds programs in `path`.
async function documents(t, path) {
  const place = new Workplace(t);
  const cell = (bytes) => ({ paper: { bytes: bytes.toString('base64'), path: 'a.pdf' } });
  place.file('papers/rows.jsonl', lines([cell(pdf()), cell(Buffer.from('%PDF-1.4 and no more'))]));
  place.file('papers/README.md', '---\ndataset_info:\n  features:\n  - name: paper\n    dtype: pdf\n---\n');
  place.ok('import', 'papers');
  const kept = process.env.PATH;
  process.env.PATH = path;
  const its = await serve(place).finally(() => (process.env.PATH = kept));
  t.after(() => its.stop());
  const answer = await fetch(`${its.url}/rows?${new URLSearchParams(split('papers'))}`);
  return { url: its.url, cells: (await answer.json()).rows.map(({ row }) => row.paper) };
}

test('a document that a row holds is shown by its address and a thumbnail', async (t) => {
  const { cells: [whole, damaged] } = await documents(t, process.env.PATH);
  const file = await fetch(whole.src);
  assert.equal(file.headers.get('content-type'), 'application/pdf');
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), pdf());
  assert.equal(whole.size_bytes, pdf().length);
  assert.deepEqual([whole.thumbnail.height, whole.thumbnail.width], [null, null]);
  const small = await fetch(whole.thumbnail.src);
  assert.equal(small.status, 200);
  assert.equal(small.headers.get('content-type'), 'image/webp');
  const refused = await fetch(damaged.thumbnail.src);
  assert.equal(refused.status, 422);
  assert.match((await refused.json()).error, /damaged, or has a password/);
});

test('a server that finds nothing to draw documents with shows them without, and says what is missing', async (t) => {
  const { url, cells: [whole] } = await documents(t, '/nowhere');
  assert.deepEqual(Object.keys(whole), ['src', 'size_bytes']);
  const refused = await fetch(`${url}/api/v1/datasets/local/papers/rows/0/thumbnail?field=paper`);
  assert.equal(refused.status, 415);
  assert.match((await refused.json()).error, /pdftoppm, which the server does not find: install poppler/);
});
