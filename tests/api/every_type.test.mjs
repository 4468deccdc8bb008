// Arrow IPC streams and Croissant of rows of every type: every_type.py with the real server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

test('rows of every type are read by pyarrow, polars, datasets and mlcroissant', { skip: noPython }, async (t) => {
  const place = new Workplace(t);
  const file = join(place.folder, 'types.parquet');
  const run = (mode, url) => {
    const { status, stderr } = spawnSync(python, scriptArguments('every_type.py', mode, file), { encoding: 'utf8', timeout: 300_000, env: { ...process.env, VITRINE_URL: url } });
    assert.equal(status, 0, stderr.slice(-3000));
  };
  run('make', '');
  place.ok('import', 'types.parquet');
  const server = await serve(place);
  try {
    run('check', server.url);
  } finally {
    await server.stop();
  }
});
