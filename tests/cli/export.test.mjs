// What leaves the library: files and folders, what they may replace, and what an interruption leaves.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, finished, lines } from './vitrine.mjs';

const papers = Array.from({ length: 30 }, (_, i) => ({
  id: i,
  title: `Paper ${i}: "ünïcode" 語`,
  authors: Array.from({ length: i % 3 }, (_, k) => `Author ${k}`),
  type: i % 3,
  place: i % 4 ? { city: `City ${i}`, at: [i, i + 1] } : null,
  embedding: [0.5, i, -i],
}));
const card = `---
license: cc-by-4.0
unknown_key: {kept: [1, 2]}   # as it is
configs:
- config_name: main
  default: true
  data_files:
  - split: train
    path: papers.jsonl
  - split: test
    path: more.jsonl
- config_name: notes
  data_files: notes.csv
dataset_info:
- config_name: main
  features:
  - {name: id, dtype: int32}
  - {name: title, dtype: string}
  - {name: authors, list: string}
  - name: type
    dtype:
      class_label:
        names: {'0': Oral, '1': Spotlight, '2': Poster}
  - name: place
    struct:
    - {name: city, dtype: string}
    - {name: at, list: int16}
  - {name: embedding, list: float32, length: 3}
---
# Papers

Text with --- in it.
`;

function workplace(t) {
  const place = new Workplace(t);
  place.file('repo/README.md', card);
  place.file('repo/papers.jsonl', lines(papers));
  place.file('repo/more.jsonl', lines(papers.slice(0, 5)));
  place.file('repo/notes.csv', 'n,note\n1,first\n2,second\n');
  place.ok('import', 'repo');
  return place;
}

/// Everything that a dataset says of one split.
function told(place, name, ...split) {
  const { columns } = JSON.parse(place.ok('stats', name, '--json', ...split));
  return { rows: place.rows(name, ...split), features: columns.map((one) => [one.name, one.feature]) };
}

test('a folder imports again as the same dataset', (t) => {
  const place = workplace(t);
  place.ok('export', 'repo', '--format', 'folder', '--out', 'out');
  assert.deepEqual(readdirSync(join(place.folder, 'out'), { recursive: true }).sort(), [
    'README.md',
    'main',
    'main/test-00000-of-00001.parquet',
    'main/train-00000-of-00001.parquet',
    'notes',
    'notes/train-00000-of-00001.parquet',
  ]);
  const text = readFileSync(join(place.folder, 'out', 'README.md'), 'utf8');
  assert.match(text, /^---\nlicense: cc-by-4.0\nunknown_key: \{kept: \[1, 2\]\} {3}# as it is\n/);
  assert.ok(text.endsWith('---\n# Papers\n\nText with --- in it.\n'));
  place.ok('import', 'out');
  for (const split of [['--config', 'main'], ['--config', 'main', '--split', 'test'], ['--config', 'notes']])
    assert.deepEqual(told(place, 'out', ...split), told(place, 'repo', ...split));
  // Once more: what was exported of an export is that export.
  place.ok('export', 'out', '--format', 'folder', '--out', 'again');
  for (const file of readdirSync(join(place.folder, 'out'), { recursive: true }).filter((name) => /\./.test(name)))
    assert.deepEqual(readFileSync(join(place.folder, 'again', file)), readFileSync(join(place.folder, 'out', file)), file);
});

test('a dataset without a card gets one', (t) => {
  const place = new Workplace(t);
  place.file('p.jsonl', lines(papers));
  place.ok('export', 'p.jsonl', '--format', 'folder', '--out', 'out');
  const text = readFileSync(join(place.folder, 'out', 'README.md'), 'utf8');
  assert.match(text, /^---\nsize_categories:\n- "n<1K"\ndataset_info:\n {2}features:\n/);
  assert.match(text, /path: "data\/train-\*"\n---\n\n# p\n$/);
  place.ok('import', 'out');
  assert.deepEqual(told(place, 'out'), told(place, 'p'));
});

test('nothing is replaced without --overwrite, and nothing foreign with it', (t) => {
  const place = workplace(t);
  for (const name of ['a.csv', 'a.jsonl', 'a.parquet']) {
    place.ok('export', 'repo', '--out', name);
    place.fails(['export', 'repo', '--out', name], /exists already: --overwrite replaces it/);
    place.ok('export', 'repo', '--out', name, '--overwrite');
  }
  const folder = ['export', 'repo', '--format', 'folder', '--out', 'out'];
  place.ok(...folder);
  place.fails(folder, /is not empty/);
  place.ok(...folder, '--overwrite');
  place.file('out/.git/HEAD', 'ref');
  place.fails([...folder, '--overwrite'], /holds \.git\/HEAD, which no export wrote/);
  assert.equal(readFileSync(join(place.folder, 'out/.git/HEAD'), 'utf8'), 'ref');
  place.fails(['export', 'repo', '--format', 'folder'], /needs a name: --out FOLDER/);
  place.fails([...folder, '--split', 'test'], /holds the whole dataset/);
  place.fails(['export', 'repo', '--format', 'folder', '--out', 'no/where'], /cannot create/);
  assert.deepEqual(readdirSync(place.folder).filter((name) => name.includes('partial')), []);
});

test('an interrupted export leaves no trace', async (t) => {
  const place = new Workplace(t);
  place.ok('sample', '--rows', '20000', '--out', 'many');
  place.ok('import', 'many');
  const child = place.start(['export', 'many', '--out', 'many.jsonl'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = finished(child);
  const under_way = () => readdirSync(place.folder).some((name) => name.startsWith('many.jsonl'));
  await place.until(under_way, child);
  child.kill('SIGINT');
  const { code, err } = await end;
  if (code === 0) {
    assert.ok(existsSync(join(place.folder, 'many.jsonl'))); // it was the faster
  } else {
    assert.equal(code, 1, err);
    assert.match(err, /vitrine: stopped/);
    assert.deepEqual(readdirSync(place.folder).filter((name) => name.startsWith('many.jsonl')), []);
  }
});

test('labels are columns of what is exported, shown and filtered', async (t) => {
  const place = new Workplace(t);
  place.file('notes.jsonl', '{"text":"a"}\n{"text":"b"}\n');
  place.ok('import', 'notes.jsonl');
  const server = await serve(place);
  const put = async (path, body) => {
    const answer = await fetch(`${server.url}/api/v1/datasets/local/notes/labels/${path}`, { method: 'PUT', headers: { ...server.bearer, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  };
  await put('verdict', { kind: 'choice', choices: ['good', 'bad'] });
  await put('verdict/rows/1', { value: 'bad', was: null });
  await server.stop();
  assert.equal(place.ok('export', 'notes', '--format', 'csv'), 'text,verdict\na,\nb,bad\n');
  assert.deepEqual(place.ok('export', 'notes', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line).verdict), [null, 'bad']);
  assert.match(place.ok('rows', 'notes', '--where', "verdict = 'bad'"), /\bb\b/);
  place.ok('export', 'notes', '--out', 'notes.parquet');
  place.ok('import', 'notes.parquet', '--name', 'again');
  assert.equal(place.ok('export', 'again', '--format', 'csv'), 'text,verdict\na,\nb,bad\n');
});
