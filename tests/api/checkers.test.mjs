// What the checkers of others say of a real server: redocly and schemathesis of its description, mcpcheck and MCP's own conformance
// scenarios of what it says to agents.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Workplace, finished, lines } from '../cli/vitrine.mjs';
import { noPython, python } from './python.mjs';
import { serve } from './serve.mjs';

const here = import.meta.dirname;
const cleanups = [];
let place;
let changed;
let server;

before(async () => {
  place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('repo/README.md', '---\nconfigs:\n- config_name: main\n  data_files: papers.jsonl\n---\n# Papers\n');
  place.file('repo/papers.jsonl', lines(Array.from({ length: 40 }, (_, i) => ({ title: `Paper ${i}`, authors: [`Author ${i % 4}`], year: 2020 + (i % 6) }))));
  place.ok('import', 'repo', '--name', 'acme/papers');
  server = await serve(place);
  changed = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

/// Runs a checker, which must be content; returns what it said.
async function content(program, ...args) {
  const child = spawn(program, args, { cwd: place.folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off', NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  assert.equal(code, 0, `${out.slice(-6000)}${err.slice(-2000)}`);
  return out;
}
const module = (name, ...path) => join(here, 'node_modules', name, ...path);
const tool = (name) => join(dirname(python), name);

test('redocly finds no error in /openapi.json', async () => {
  const description = join(place.folder, 'openapi.json');
  writeFileSync(description, await (await fetch(`${server.url}/openapi.json`)).text());
  await content(process.execPath, module('@redocly/cli', 'bin', 'cli.js'), 'lint', '--format=summary', description);
});

// One worker: threads that parse Python at once fail each other in CPython before 3.11.8 (gh-106905).
async function schemathesis(url, ...args) {
  const said = await content(tool('st'), '--config-file', join(here, 'schemathesis.toml'), 'run', `${url}/openapi.json`, '--seed', '7', '--max-examples', '4', '--phases', 'coverage,fuzzing', '--generation-database', 'none', '--no-color', ...args);
  return { said, generated: Number(/(\d+) generated/.exec(said)[1]) };
}

test('schemathesis finds nothing that /openapi.json does not say', { skip: noPython }, async () => {
  const { said, generated } = await schemathesis(server.url);
  assert.ok(generated > 1000, said.slice(-1000));
});

test('schemathesis finds nothing more where it may change what there is', { skip: noPython }, async () => {
  const here = await serve(changed);
  try {
    const auth = { Authorization: `Bearer ${here.token}` };
    const post = (path, body) => fetch(here.url + path, { method: 'POST', body, headers: auth });
    for (const name of ['papers', 'doomed']) {
      assert.equal((await post('/api/repos/create', JSON.stringify({ type: 'dataset', name, organization: 'acme' }))).status, 200);
      const lines = [{ key: 'header', value: { summary: 'first' } }, { key: 'file', value: { path: 'README.md', content: '# Papers', encoding: 'utf-8' } }];
      assert.equal((await post(`/api/datasets/acme/${name}/commit/main`, lines.map((line) => JSON.stringify(line)).join('\n'))).status, 200);
    }
    const { said, generated } = await schemathesis(here.url, '--include-method-regex', 'POST|PUT|DELETE', '-H', `Authorization: Bearer ${here.token}`);
    assert.ok(generated > 300, said.slice(-1000));
    assert.doesNotMatch(said, /Authentication failed/);
  } finally {
    await here.stop();
  }
});

test('mcpcheck is content with /mcp', { skip: noPython }, async () => {
  assert.match(await content(tool('jbt-mcpcheck'), `${server.url}/mcp`), /All 8 checks passed/);
});

for (const scenario of ['server-initialize', 'ping', 'tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection']) {
  test(`MCP's conformance scenario ${scenario}`, async () => {
    const said = await content(process.execPath, '--import', join(here, 'conformance_on_node20.mjs'), module('@modelcontextprotocol/conformance', 'dist', 'index.js'), 'server', '--url', `${server.url}/mcp`, '--scenario', scenario);
    assert.match(said, /Passed: (\d+)\/\1, 0 failed, 0 warnings/);
  });
}
