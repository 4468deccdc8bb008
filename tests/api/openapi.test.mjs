// The API's description against live answers of every route: openapi.py with the real server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Workplace, finished, lines } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const rows = Array.from({ length: 40 }, (_, i) => ({
  title: i % 7 === 3 ? `Reward models, part ${i}` : `Paper ${i}`,
  authors: [`Author ${i % 4}`],
  year: 2020 + (i % 6),
  embedding: [Math.sin(i), Math.cos(i), 0.5],
}));
const card = '---\nlicense: mit\ntags: [iclr]\nconfigs:\n- config_name: main\n  data_files: papers.jsonl\n---\n# Papers\n';
const cleanups = [];
let server;

before(async () => {
  const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('repo/README.md', card);
  place.file('repo/papers.jsonl', lines(rows));
  place.ok('import', 'repo', '--name', 'acme/papers');
  place.ok('import', 'repo/papers.jsonl', '--name', 'acme/spare');
  place.file('pictures/a.png', 'no picture, but called one');
  place.file('pictures/README.md', '![a plot](plot.svg)\n');
  place.file('pictures/plot.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  place.ok('import', 'pictures', '--name', 'acme/pictures');
  server = await serve(place);
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

test('every route answers as /openapi.json says', { skip: noPython }, async () => {
  const child = spawn(python, scriptArguments('openapi.py'), { env: { ...process.env, VITRINE_URL: server.url, VITRINE_TOKEN: server.token }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  assert.equal(code, 0, err.slice(-3000) + out);
  assert.match(out, /^\d+ operations/);
});

test('every array of the description says what it holds, and every operation whose it is', async () => {
  const description = await (await fetch(`${server.url}/openapi.json`)).json();
  const silent = [];
  const look = (value, path) => {
    if (typeof value !== 'object' || value === null) return;
    if ([value.type].flat().includes('array') && !('items' in value)) silent.push(path);
    for (const [key, member] of Object.entries(value)) look(member, `${path}/${key}`);
  };
  look(description, '');
  assert.deepEqual(silent, []);
  const tags = description.tags.map(({ name }) => name);
  for (const operations of Object.values(description.paths)) {
    for (const { operationId, tags: its } of Object.values(operations)) assert.ok(tags.includes(its[0]), operationId);
  }
});
