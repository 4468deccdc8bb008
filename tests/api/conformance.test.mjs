// The conformance suite (conformance.py) against the real server: it speaks HTTP only and can be pointed at any
// other that holds the same datasets.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Workplace, finished } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const script = join(import.meta.dirname, 'conformance.py');
const names = [...readFileSync(script, 'utf8').matchAll(/^def (\w+)\(\):/gm)].map((match) => match[1]);

describe('conformance to the Hub', { skip: noPython }, () => {
  const cleanups = [];
  let server;
  let answers;

  before(async () => {
    const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
    const data = join(place.folder, 'data');
    const made = spawnSync(python, scriptArguments('conformance_data.py', data), { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    for (const name of readdirSync(data)) place.ok('import', join(data, name), '--name', `conformance/${name}`);
    server = await serve(place, '--allow-origin', '*');
    const child = spawn(python, scriptArguments('conformance.py', server.url, data), { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    const { code, err } = await finished(child);
    assert.equal(code, 0, err.slice(-2000));
    answers = new Map(out.trim().split('\n').map((line) => JSON.parse(line)).map(({ check, error }) => [check, error]));
  });

  after(async () => {
    await server?.stop();
    for (const cleanup of cleanups) cleanup();
  });

  for (const name of names) test(name.replaceAll('_', ' '), () => assert.equal(answers.get(name), null, answers.get(name) ?? 'was not run'));
});
