// The Hub's write API by the Hub's own clients, unmodified: huggingface_hub and datasets in pushes.py, @huggingface/hub here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Workplace, finished } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const noNode = existsSync(join(import.meta.dirname, 'node_modules', 'hyparquet')) ? false : 'npm packages of tests/api are not installed';
const cleanups = [];
let place;
let server;

before(async () => {
  place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  server = await serve(place);
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

/// Runs one part of pushes.py, which has a folder of its own.
async function push(part, env = {}) {
  const folder = mkdtempSync(join(place.folder, 'push-'));
  const child = spawn(python, scriptArguments('pushes.py', part, folder), {
    env: { ...process.env, VITRINE_URL: server.url, HF_TOKEN: server.token, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, err } = await finished(child);
  assert.equal(code, 0, err.slice(-3000));
}

/// The imports of the library, once none waits or runs.
async function settledImports(at = server) {
  for (;;) {
    const { imports } = await (await fetch(`${at.url}/api/v1/imports`, { headers: at.bearer })).json();
    if (imports.every(({ state }) => state !== 'waiting' && state !== 'running')) return imports;
  }
}

describe('Python clients', { skip: noPython }, () => {
  test('a folder comes back byte by byte, sent in chunks (Xet)', () => push('folders_come_back_as_they_were'));

  test('and sent whole (large-file storage)', async () => {
    const gone = await fetch(`${server.url}/api/repos/delete`, {
      method: 'DELETE',
      headers: { ...server.bearer, 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'dataset', name: 'folder', organization: 'team' }),
    });
    assert.equal(gone.status, 200, await gone.text());
    await push('folders_come_back_as_they_were', { HF_HUB_DISABLE_XET: '1' });
  });

  test('commits, branches and tags', () => push('commits_branches_and_tags'));

  test('cards are looked at and pushed', () => push('cards_are_pushed'));

  test('datasets load what they pushed, at each revision', () => push('datasets_load_what_they_pushed'));

  test('and the page shows its latest', async () => {
    const imports = await settledImports();
    const last = imports.filter(({ dataset }) => dataset === 'team/rows').at(-1);
    assert.equal(last.state, 'done', last.error);
    assert.match(last.source, /^rows@[0-9a-f]{7}$/);
    await push('an_import_is_what_was_pushed');
  });
});

describe('@huggingface/hub', { skip: noNode }, () => {
  const repo = { type: 'dataset', name: 'js/toy' };
  // This client shows no token that does not begin like the Hub's.
  const more = () => ({ hubUrl: server.url, accessToken: `hf_${server.token}` });

  test('creates, uploads, deletes', async () => {
    const hub = await import('@huggingface/hub');
    await hub.createRepo({ repo, ...more() });
    const large = new Blob([new Uint8Array(300_000).fill(7)]);
    await hub.uploadFiles({
      repo,
      files: [
        { path: 'a.jsonl', content: new Blob(['{"x":1}\n{"x":2}\n']) },
        { path: 'large.bin', content: large },
      ],
      ...more(),
    });
    const got = await hub.downloadFile({ repo, path: 'large.bin', hubUrl: server.url });
    assert.deepEqual(new Uint8Array(await got.arrayBuffer()), new Uint8Array(await large.arrayBuffer()));
    await hub.deleteFile({ repo, path: 'large.bin', ...more() });
    const paths = [];
    for await (const entry of hub.listFiles({ repo, hubUrl: server.url })) paths.push(entry.path);
    assert.deepEqual(paths, ['a.jsonl']);
    await settledImports();
    const rows = await (await fetch(`${server.url}/rows?dataset=js/toy&config=default&split=train`)).json();
    assert.deepEqual(rows.rows.map(({ row }) => row.x), [1, 2]);
  });
});

describe('who may', () => {
  const json = { 'Content-Type': 'application/json' };
  const post = (path, body, headers = server.bearer) =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: { ...headers, ...json }, body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('a stranger pushes nothing, and is told before the body is read', async () => {
    assert.equal((await post('/api/repos/create', { type: 'dataset', name: 'x' }, {})).status, 401);
    assert.equal((await fetch(`${server.url}/api/whoami-v2`)).status, 401);
    for (const path of ['/api/datasets/team/x/commit/main', '/api/datasets/team/x/preupload/main', '/datasets/team/x.git/info/lfs/objects/batch']) {
      const answer = await post(path, '{}', {});
      assert.equal(answer.status, 401, path);
    }
    assert.match(server.told(), /"who":"","from":"[^"]+","what":"push-commit","about":"team\/x","status":401/, 'the attempt is in the audit log');
    const address = `/api/large-files/${'0'.repeat(64)}`;
    const answer = await fetch(`${server.url}${address}`, { method: 'PUT', body: 'x' });
    assert.equal(answer.status, 404);
    assert.match((await answer.json()).error, /Nobody waits for this content/);
    assert.equal((await fetch(`${server.url}/api/xet/${'0'.repeat(64)}/v1/shards`, { method: 'POST', body: 'x' })).status, 404);
  });

  test('a token pushes to its own datasets alone', async () => {
    const owner = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
    const token = owner.ok('token', 'add', 'ana', '--role', 'curator', '--dataset', 'mine/*').match(/vit_[\w-]{43}/)[0];
    const other = await serve(owner);
    const ask = (path, body) => fetch(`${other.url}${path}`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, ...json }, body: JSON.stringify(body) });
    assert.equal((await ask('/api/repos/create', { type: 'dataset', name: 'a', organization: 'mine' })).status, 200);
    assert.equal((await ask('/api/repos/create', { type: 'dataset', name: 'a', organization: 'theirs' })).status, 404);
    const batch = { operation: 'upload', objects: [{ oid: 'a'.repeat(64), size: 1 }] };
    assert.equal((await ask('/datasets/mine/a.git/info/lfs/objects/batch', batch)).status, 200);
    assert.equal((await ask('/datasets/theirs/a.git/info/lfs/objects/batch', batch)).status, 404);
    const me = await (await fetch(`${other.url}/api/whoami-v2`, { headers: { Authorization: `Bearer ${token}` } })).json();
    assert.equal(me.name, 'ana');
    await other.stop();
  });

  test('nothing is pushed to a read-only server, and nothing over what was imported', async () => {
    const reader = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
    reader.file('papers.jsonl', '{"x":1}\n');
    reader.ok('import', 'papers.jsonl');
    const closed = await serve(reader, '--read-only');
    const create = (at) => fetch(`${at.url}/api/repos/create`, { method: 'POST', headers: { ...at.bearer, ...json }, body: '{"type":"dataset","name":"x"}' });
    assert.equal((await create(closed)).status, 403);
    await closed.stop();
    const open = await serve(reader);
    const answer = await fetch(`${open.url}/api/datasets/local/papers/commit/main`, { method: 'POST', headers: open.bearer, body: '{}' });
    assert.equal(answer.status, 409);
    assert.match((await answer.json()).error, /was imported from files, not pushed/);
    assert.equal((await create(open)).status, 200);
    await open.stop();
    reader.file('x.jsonl', '{"x":1}\n');
    reader.fails(['import', 'x.jsonl'], /holds what clients of the Hub pushed to it/);
  });
});

describe('what is sent wrongly', () => {
  const send = (path, body, method = 'POST') => fetch(`${server.url}${path}`, { method, headers: server.bearer, body });
  const refusal = async (answer) => `${answer.status} ${(await answer.json()).error}`;
  const commit = (...lines) => send('/api/datasets/wrong/toy/commit/main', lines.map((line) => JSON.stringify(line)).join('\n'));
  const header = { key: 'header', value: { summary: 'x' } };

  before(async () => {
    assert.equal((await send('/api/repos/create', '{"type":"dataset","name":"toy","organization":"wrong"}')).status, 200);
  });

  test('has a sentence each', async () => {
    const cases = [
      [() => send('/api/repos/create', '{"type":"model","name":"x"}'), /501 .*datasets alone/],
      [() => send('/api/repos/create', '{"type":"dataset","name":"../x"}'), /400 /],
      [() => send('/api/repos/create', '[]'), /400 .*one JSON object/],
      [() => commit({ key: 'file', value: { path: 'a', content: 'eA==', encoding: 'base64' } }), /400 .*line "header"/],
      [() => commit(header, { key: 'file', value: { path: 'a', content: '!', encoding: 'base64' } }), /400 .*no base64/],
      [() => commit(header, { key: 'file', value: { path: '../a', content: 'eA==', encoding: 'base64' } }), /400 .*no path/],
      [() => commit(header, { key: 'lfsFile', value: { path: 'a', oid: 'b'.repeat(64), size: 3 } }), /400 .*was not sent/],
      [() => commit(header, { key: 'poem', value: {} }), /400 .*no lines "poem"/],
      [() => send('/api/datasets/wrong/toy/commit/main', 'not json'), /400 /],
      [() => send('/datasets/wrong/toy.git/info/lfs/objects/batch', '{"operation":"download","objects":[]}'), /422 .*Only uploads/],
      [() => send('/api/datasets/wrong/toy/branch/a%20b', '{}'), /400 .*cannot be the name/],
      [() => send('/api/datasets/wrong/toy/tag/nope', '{"tag":"v1"}'), /404 .*no revision/],
    ];
    for (const [ask, expected] of cases) assert.match(await refusal(await ask()), expected);
  });

  test('a content that is another, or longer, is not kept', async () => {
    const oid = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'; // of "hello"
    const batch = JSON.stringify({ operation: 'upload', objects: [{ oid, size: 5 }] });
    const address = async () => (await (await send('/datasets/wrong/toy.git/info/lfs/objects/batch', batch)).json()).objects[0].actions?.upload.href;
    const href = await address();
    assert.match(await refusal(await fetch(href, { method: 'PUT', body: 'hellp' })), /400 .*SHA-256/);
    assert.match(await refusal(await fetch(href, { method: 'PUT', body: 'hello!' })), /413 .*larger than was announced/);
    assert.equal((await fetch(href, { method: 'PUT', body: 'hello' })).status, 200);
    assert.equal(await address(), undefined, 'it is there');
    assert.equal((await fetch(href, { method: 'PUT', body: 'hello' })).status, 404, 'the address has ended');
    assert.deepEqual(readdirSync(join(place.home, 'tmp')).filter((name) => name.startsWith('body-')), []);
  });
});

test('what was pushed to a server that ended at once is imported by the next', { skip: noPython }, async () => {
  const later = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  const first = await serve(later);
  const send = (path, body) => fetch(`${first.url}${path}`, { method: 'POST', headers: first.bearer, body });
  await send('/api/repos/create', '{"type":"dataset","name":"kept","organization":"team"}');
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},text number ${i}`).join('\n');
  const lines = [
    { key: 'header', value: { summary: 'all' } },
    { key: 'file', value: { path: 'a.csv', content: `id,text\n${rows}\n` } },
  ];
  assert.equal((await send('/api/datasets/team/kept/commit/main', lines.map((line) => JSON.stringify(line)).join('\n'))).status, 200);
  first.child.kill('SIGKILL');
  await new Promise((done) => first.child.once('exit', done));
  const pending = join(later.home, 'datasets', 'team', 'kept', 'pushed', 'pending');
  if (existsSync(pending)) assert.match(readFileSync(pending, 'utf8'), /^[0-9a-f]{40}$/);
  const second = await serve(later);
  await settledImports(second);
  const page = await (await fetch(`${second.url}/rows?dataset=team/kept&config=default&split=train&length=1`)).json();
  assert.equal(page.num_rows_total, 20_000);
  assert.equal(existsSync(pending), false);
  await second.stop();
});
