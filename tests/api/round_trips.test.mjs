// Random tables through every format and every way out: round_trips.py with the real server.
//
// VITRINE_ROUND_TRIPS says how many tables, VITRINE_ROUND_TRIP_SEED the first one's seed; 1 by default.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { finished, Workplace } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const count = process.env.VITRINE_ROUND_TRIPS ?? '200';
const seed = process.env.VITRINE_ROUND_TRIP_SEED ?? '1';

test(`${count} random tables from seed ${seed} on come out as they went in`, { skip: noPython }, async (t) => {
  const place = new Workplace(t);
  const folder = join(place.folder, 'tables');
  mkdirSync(folder);
  const server = await serve(place);
  try {
    const child = spawn(python, scriptArguments('round_trips.py', folder, count, seed), { env: { ...process.env, VITRINE_URL: server.url, VITRINE_TOKEN: server.token } });
    child.stdout.on('data', (chunk) => t.diagnostic(String(chunk).trim()));
    const { code, err } = await finished(child);
    assert.equal(code, 0, err.slice(-4000));
  } finally {
    await server.stop();
  }
});
