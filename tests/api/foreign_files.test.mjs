// Files of other libraries, value by value: foreign_files.py writes them, and compares what the server sends of
// them, as Parquet and as JSON, with what those libraries hold.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

test('files of pyarrow, pandas, polars, numpy, openpyxl and sqlite3 give the values that those libraries hold', { skip: noPython }, async (t) => {
  const place = new Workplace(t);
  const folder = join(place.folder, 'files');
  mkdirSync(folder);
  const run = (url, ...args) => {
    const { status, stderr } = spawnSync(python, scriptArguments('foreign_files.py', ...args),
      { encoding: 'utf8', timeout: 300_000, env: { ...process.env, VITRINE_URL: url } });
    assert.equal(status, 0, stderr.slice(-3000));
  };
  run('', 'make', folder);
  const files = readdirSync(folder);
  assert.ok(files.length >= 35, files.join());
  for (const file of files) place.ok('import', join(folder, file), '--name', `local/${file.split('.')[0]}`);
  run('', 'make-refused', place.folder);
  place.fails(['import', 'twice.arrow'], /twice\.arrow.*person: it is a struct with the fields "Age" and "age", whose names differ in case alone/);
  const server = await serve(place);
  try {
    run(server.url, 'check');
  } finally {
    await server.stop();
  }
});
