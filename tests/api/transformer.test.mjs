// Vectors of our own transformer against those of ONNX Runtime, on real text.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { smallModel } from '../cli/small_model.mjs';
import { Workplace, binary, lines, sourceRoot } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';

test('a column of vectors by a BERT is that of ONNX Runtime to 1e-4', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  const sample = join(sourceRoot, 'data', 'sample', 'iclr2025', 'train.jsonl');
  const result = spawnSync(python, scriptArguments('transformer.py', binary, sample, place.folder), { encoding: 'utf8', timeout: 300_000 });
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /13 texts, 384 values: at most \d\.\de-0[5-9] from ONNX Runtime/);
});

test("the metadata of a file's field name the model that made it", { skip: noPython }, (t) => {
  const place = new Workplace(t);
  for (const [path, content] of Object.entries(smallModel())) place.file(join('acme', 'papers', path), content);
  const texts = Array.from({ length: 40 }, (_, i) => ({ number: i, abstract: `deep graph networks, paper ${[...i.toString(3)].join(' ')}.` }));
  place.ok('import', place.file('made.jsonl', lines(texts)), '--embed', join(place.folder, 'acme', 'papers'));
  place.ok('export', 'made', '--out', join(place.folder, 'made.parquet'));
  const files = join(place.folder, 'files');
  const written = spawnSync(python, scriptArguments('model_metadata.py', join(place.folder, 'made.parquet'), files), { encoding: 'utf8' });
  assert.equal(written.status, 0, written.stderr);

  for (const name of ['parquet', 'arrow']) {
    place.ok('import', join(files, `${name}.${name}`));
    assert.match(place.ok('info', name), /vectors of embedding: made by acme\/papers, as the dataset says/);
  }
  const path = place.run(['import', join(files, 'path.parquet')]);
  assert.match(path.err, /the files' metadata say that \/etc\/model made the column "embedding", which is no model of the Hub: it is not used/);
  assert.doesNotMatch(place.ok('info', 'path'), /made by/);
  const shards = place.run(['import', join(files, 'shards')]);
  assert.match(shards.err, /say that acme\/other made the column "embedding" and that acme\/papers did: neither is used/);
  assert.doesNotMatch(place.ok('info', 'shards'), /made by/);
  const card = '---\nembedding_models:\n  embedding: acme/other\n---\n';
  place.file(join('files', 'shards', 'README.md'), card);
  place.ok('import', join(files, 'shards'));
  assert.match(place.ok('info', 'shards'), /made by acme\/other, as the dataset says/);
});
