// What is exported, read by the libraries that it is for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const rows = Array.from({ length: 30 }, (_, i) => ({
  id: i,
  title: `Paper ${i}: "ünïcode" 語`,
  authors: Array.from({ length: i % 3 }, (_, k) => `Author ${k}`),
  type: i % 3,
  place: i % 4 ? { city: `City ${i}`, at: [i, i + 1] } : { city: null, at: [] },
  embedding: [0.5, i, -i],
}));
const card = `---
license: mit
unknown_key: {kept: [1, 2]}
configs:
- config_name: main
  data_files:
  - {split: train, path: papers.jsonl}
  - {split: test, path: more.jsonl}
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
`;

function check(...args) {
  return checkAt(undefined, ...args);
}

function checkAt(url, ...args) {
  const env = url ? { ...process.env, VITRINE_URL: url } : process.env;
  const run = spawnSync(python, scriptArguments('exports.py', ...args), { env, encoding: 'utf8', timeout: 300_000 });
  assert.equal(run.status, 0, run.stderr.slice(-3000));
}

test('media and other types that are only kept go through, and in again', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  const file = join(place.folder, 'media.parquet');
  check('make', file);
  place.ok('export', 'media.parquet', '--format', 'folder', '--out', 'out');
  check('media', join(place.folder, 'out'), file);
  place.ok('import', 'out');
  assert.deepEqual(place.types('out'), place.types('media'));
  assert.deepEqual(place.rows('out'), place.rows('media'));
});

test('the types that a file declares come back from what is exported', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  check('declare', place.folder);
  for (const [name, file] of [['kept', 'kept.parquet'], ['written', 'written.arrow']]) {
    place.ok('export', file, '--format', 'folder', '--out', name);
    check('types', join(place.folder, name), join(place.folder, 'written.arrow'));
    // The card declares no lengths; that all rows have one is seen again.
    place.ok('import', name);
    const types = place.types(name);
    assert.equal(types.emb, 'vector of 2 float32');
    assert.equal(types['one length'], 'vector of 16 float64');
  }
});

test('and from a server, as load_dataset and /info have them', { skip: noPython }, async (t) => {
  const place = new Workplace(t);
  check('declare', place.folder);
  place.ok('import', 'kept.parquet');
  place.ok('import', 'written.arrow');
  const server = await serve(place);
  try {
    for (const name of ['kept', 'written']) checkAt(server.url, 'types', `local/${name}`, join(place.folder, 'written.arrow'));
  } finally {
    await server.stop();
  }
});

test('datasets.load_dataset(folder) has the types and rows', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  place.file('repo/README.md', card);
  place.file('repo/papers.jsonl', lines(rows));
  place.file('repo/more.jsonl', lines(rows.slice(0, 5)));
  place.file('repo/notes.csv', 'n,note\n1,first\n2,second\n');
  place.ok('import', 'repo');
  place.ok('export', 'repo', '--format', 'folder', '--out', 'out');
  const file = place.file('rows.json', JSON.stringify(rows));
  check('rows', join(place.folder, 'out'), file);
});
