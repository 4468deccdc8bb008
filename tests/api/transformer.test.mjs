// Vectors of our own transformer against those of ONNX Runtime, on real text.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, binary, sourceRoot } from '../cli/vitrine.mjs';
import { noPython, python } from './python.mjs';

test('a column of vectors by a BERT is that of ONNX Runtime to 1e-4', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  const sample = join(sourceRoot, 'data', 'sample', 'iclr2025', 'train.jsonl');
  const result = spawnSync(python, [join(sourceRoot, 'tests', 'api', 'transformer.py'), binary, sample, place.folder], { encoding: 'utf8', timeout: 300_000 });
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /13 texts, 384 values: at most \d\.\de-0[5-9] from ONNX Runtime/);
});
