// Who may what, over HTTP: every route by every role, another account of the machine, a proxy, agents, the Hub's clients, a browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, binary, lines } from '../cli/vitrine.mjs';
import { noPython, python } from './python.mjs';
import { serve } from './serve.mjs';

const roles = { reader: [], curator: [], admin: [], team: ['--dataset', 'team/*'], gateway: [] };

/// A server over acme/papers and team/papers, with a token of each role.
async function served(t, ...options) {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one', year: 2020 }, { title: 'two', year: 2021 }]));
  place.ok('import', 'papers.jsonl', '--name', 'acme/papers');
  place.ok('import', 'papers.jsonl', '--name', 'team/papers');
  const tokens = { stranger: '', unknown: `vit_${'x'.repeat(43)}` };
  for (const [name, more] of Object.entries(roles)) {
    const role = { team: 'curator', gateway: 'proxy' }[name] ?? name;
    tokens[name] = place.ok('token', 'add', name, '--role', role, ...more).trim();
  }
  place.ok('token', 'add', 'bo@lab.org', '--role', 'curator', '--named-by-proxy');
  const server = await serve(place, ...options);
  t.after(() => server.stop());
  tokens.owner = server.token;
  const ask = async (who, target, { method = 'GET', body, headers = {} } = {}) => {
    const shown = tokens[who] ? { Authorization: `Bearer ${tokens[who]}` } : {};
    const answer = await fetch(server.url + target, { method, body, headers: { ...shown, ...headers }, redirect: 'manual' });
    const text = await answer.text();
    return { status: answer.status, code: answer.headers.get('X-Error-Code'), headers: answer.headers, text };
  };
  return { place, server, tokens, ask };
}

const changes = ['v1-import', 'v1-import-preview', 'v1-import-cancel', 'v1-upload', 'v1-upload-piece', 'v1-upload-discard', 'v1-reading-list-keep', 'v1-reading-list-drop', 'v1-label-define', 'v1-label-set', 'v1-label-remove', 'v1-remove', 'push-create', 'push-delete', 'push-preupload', 'push-commit', 'push-branch', 'push-branch-delete', 'push-tag', 'push-tag-delete', 'push-large-files', 'push-xet-session'];
const notes = ['v1-reading-list', 'v1-labels'];
const open = ['healthcheck', 'admin-healthcheck', 'ready', 'openapi', 'unknown', 'v1-imports', 'opt-in-out-urls', 'presidio-entities', 'push-validate-card', 'push-large-file', 'push-xorb', 'push-shard', 'push-xet-other'];
/// Says who asks, and 401 to whom nobody knows.
const told = 'whoami';

const values = { dataset: 'acme/papers', config: 'default', split: 'train', owner: 'acme', name: 'papers', row_idx: '1', id: '77', file: '0.parquet', rest: 'main/README.md', revision: 'main', path: 'x', field: 'title', query: 'one', sql: 'SELECT 1', label: 'verdict', identity: 'row:0', values: '0', repository: 'papers.git', transfer: '0', prefix: 'default', xorb: '0' };

/// A call of an operation. What removes names a dataset that there is not.
function callOf({ path, method, operationId, parameters = [] }) {
  const taken = operationId === 'v1-remove' ? { ...values, name: 'gone' } : values;
  const target = path.replace(/\{(\w+)(?:\.\.\.)?\}/g, (_, name) => taken[name]);
  const query = parameters.filter((one) => one.in === 'query' && one.required).map((one) => `${one.name}=${encodeURIComponent(values[one.name] ?? 'x')}`);
  const body = ['post', 'put'].includes(method) ? '{}' : undefined;
  return [`${target}${query.length ? `?${query.join('&')}` : ''}`, { method: method.toUpperCase(), body, headers: body ? { 'Content-Type': 'application/json' } : {} }];
}

test('every route is open to whom it should be', async (t) => {
  for (const isPrivate of [false, true]) {
    const { ask } = await served(t, ...(isPrivate ? ['--private'] : []));
    const { paths } = JSON.parse((await ask('stranger', '/openapi.json')).text);
    const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })));
    assert.ok(operations.length > 45, String(operations.length));
    for (const name of [...changes, ...notes, ...open]) assert.ok(operations.some(({ operationId }) => operationId === name), `${name} is no route`);
    for (const operation of operations) {
      const name = operation.operationId;
      const is = (list) => list.includes(name);
      const [target, options] = callOf(operation);
      for (const who of ['stranger', 'unknown', 'gateway', 'reader', 'curator', 'admin', 'team', 'owner']) {
        const isStranger = ['stranger', 'unknown', 'gateway'].includes(who);
        const answer = await ask(who, target, options);
        const what = `${isPrivate ? 'private: ' : ''}${who} ${options.method} ${target} (${name}): ${answer.status} ${answer.text.slice(0, 200)}`;
        if (name === told) assert.equal(answer.status === 401, isStranger, what);
        else if (is(open)) assert.ok(![401, 403].includes(answer.status), what);
        else if (isStranger && (is(changes) || is(notes) || isPrivate)) assert.equal(answer.status, 401, what);
        else if (who === 'reader' && (is(changes) || is(notes))) assert.equal(answer.status, 403, what);
        else if (who === 'team' && /acme/.test(decodeURIComponent(target))) assert.equal(answer.status, 404, what);
        else if (who === 'team' && name === 'v1-import') assert.equal(answer.status, 403, what);
        else assert.ok(![401, 403].includes(answer.status) || (who === 'team' && is(changes)), what);
        if (answer.status === 401 && name !== told) assert.match(answer.headers.get('WWW-Authenticate'), /^Bearer/, what);
      }
    }
  }
});

test('lists show what a token is for, and agents see no more', async (t) => {
  const { ask } = await served(t, '--private');
  const call = async (who, name, args = {}) => JSON.parse((await ask(who, '/mcp', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }) })).text);
  for (const [who, ids] of [['team', ['team/papers']], ['owner', ['acme/papers', 'team/papers']]]) {
    assert.deepEqual(JSON.parse((await ask(who, '/api/v1/datasets')).text).datasets.map(({ id }) => id), ids);
    assert.deepEqual(JSON.parse((await ask(who, '/api/datasets')).text).map(({ id }) => id), ids);
    assert.deepEqual(JSON.parse((await call(who, 'list_datasets')).result.content[0].text).datasets.map(({ id }) => id), ids);
    const resources = JSON.parse((await ask(who, '/mcp', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"resources/list"}' })).text);
    assert.equal(resources.result.resources.length, 2 * ids.length);
  }
  for (const tool of ['describe_dataset', 'search', 'sql', 'reading_list']) {
    const args = { dataset: 'acme/papers', ...(tool === 'sql' ? { query: 'SELECT 1' } : {}) };
    assert.equal((await call('team', tool, args)).result?.isError, true, tool);
  }
  const read = await ask('team', '/mcp', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"vitrine://datasets/acme/papers/card"}}' });
  assert.ok(JSON.parse(read.text).error, read.text);
  assert.equal((await call('team', 'search', { dataset: 'team/papers', query: 'one' })).result.isError ?? false, false);
});

test('a blocked dataset is closed on every route, in lists, to agents and to clients of the Hub', async (t) => {
  const { ask, server, tokens } = await served(t, '--block', 'acme/*');
  const { paths } = JSON.parse((await ask('stranger', '/openapi.json')).text);
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })));
  let asked = 0;
  for (const operation of operations) {
    const [target, options] = callOf(operation);
    if (!decodeURIComponent(target).includes('acme/papers') || open.includes(operation.operationId)) continue;
    asked += 1;
    for (const who of ['curator', 'stranger']) {
      const answer = await ask(who, target, options);
      const what = `${who} ${target}: ${answer.status} ${answer.text.slice(0, 200)}`;
      if (answer.status === 401) assert.equal(who, 'stranger', what);
      else assert.ok(['DatasetBlocked', 'DisabledRepo', 'DatasetInBlockListError'].includes(answer.code), what);
    }
    if (options.method === 'GET') assert.notEqual((await ask('owner', target, options)).code, 'DatasetBlocked', target);
  }
  assert.ok(asked > 40, String(asked));
  const call = async (who, name, args = {}) => JSON.parse((await ask(who, '/mcp', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }) })).text).result;
  for (const [who, ids] of [['stranger', ['team/papers']], ['curator', ['team/papers']], ['admin', ['acme/papers', 'team/papers']]]) {
    assert.deepEqual(JSON.parse((await ask(who, '/api/v1/datasets')).text).datasets.map(({ id }) => id), ids);
    assert.deepEqual(JSON.parse((await ask(who, '/api/datasets')).text).map(({ id }) => id), ids);
    assert.deepEqual(JSON.parse((await call(who, 'list_datasets')).content[0].text).datasets.map(({ id }) => id), ids);
    assert.deepEqual(JSON.parse((await ask(who, '/api/v1/copies')).text).datasets.map(({ id }) => id), ids);
  }
  assert.equal((await call('curator', 'search', { dataset: 'acme/papers', query: 'one' })).isError, true);
  if (noPython) return;
  const script = `
from huggingface_hub import HfApi
from huggingface_hub.errors import DisabledRepoError
api = HfApi(endpoint="${server.url}", token="${tokens.reader}")
for ask in (lambda: api.dataset_info("acme/papers"), lambda: api.list_repo_files("acme/papers", repo_type="dataset")):
    try:
        ask()
        print("answered")
    except DisabledRepoError:
        print("disabled")
print(api.dataset_info("team/papers").id)`;
  const { stdout, stderr } = spawnSync(python, ['-c', script], { encoding: 'utf8', timeout: 120_000 });
  assert.deepEqual(stdout.trim().split('\n'), ['disabled', 'disabled', 'team/papers'], stderr);
});

test('notes are their reader\'s alone, also over MCP', async (t) => {
  const { ask } = await served(t);
  const list = '/api/v1/datasets/acme/papers/reading-list';
  assert.equal((await ask('owner', `${list}/0`, { method: 'PUT', body: '{"note":"a secret thought"}' })).status, 200);
  const agent = (who) => ask(who, '/mcp', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'reading_list', arguments: { dataset: 'acme/papers' } } }) });
  for (const who of ['stranger', 'reader']) {
    assert.doesNotMatch((await ask(who, list)).text, /secret thought/, who);
    assert.doesNotMatch((await agent(who)).text, /secret thought/, who);
  }
  for (const who of ['curator', 'owner']) {
    assert.match((await ask(who, list)).text, /secret thought/, who);
    assert.match((await agent(who)).text, /secret thought/, who);
  }
});

test('another account of the machine changes nothing', { skip: process.getuid() === 0 ? false : 'needs root to become another account' }, async (t) => {
  const { place, server } = await served(t);
  const secret = place.file('secret.csv', 'a\n1\n');
  chmodSync(secret, 0o600);
  chmodSync(place.folder, 0o755);
  const script = `
    const url = ${JSON.stringify(server.url)};
    const said = [];
    for (const [method, target, body] of [['POST', '/api/v1/imports', ${JSON.stringify(JSON.stringify({ source: secret }))}], ['DELETE', '/api/v1/datasets/acme/papers'], ['GET', '/api/v1/datasets/acme/papers']])
      said.push((await fetch(url + target, { method, body })).status);
    try { (await import('node:fs')).readFileSync(${JSON.stringify(join(place.home, 'owner-token'))}); said.push('read'); } catch (error) { said.push(error.code); }
    console.log(JSON.stringify(said));`;
  const nobody = spawnSync(process.execPath, ['--input-type=module', '-e', script], { uid: 65534, gid: 65534, encoding: 'utf8', cwd: '/', timeout: 60_000 });
  if (nobody.error || nobody.status !== 0) return t.skip(`this Node cannot be run by another account: ${nobody.error ?? nobody.stderr}`);
  assert.deepEqual(JSON.parse(nobody.stdout), [401, 401, 200, 'EACCES']);
});

test('a proxy names its users by its token, and nobody else does', async (t) => {
  const { ask, tokens } = await served(t, '--private');
  const as = (user, secret) => ask('stranger', '/api/v1/imports', { headers: { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-User': user, ...(secret ? { 'X-Vitrine-Proxy-Token': secret } : {}) } });
  assert.equal(JSON.parse((await as('bo@lab.org', tokens.gateway)).text).allowed, true);
  assert.equal(JSON.parse((await as('eve@lab.org', tokens.gateway)).text).allowed, false);
  for (const secret of ['', tokens.admin, tokens.owner, tokens.unknown]) assert.equal(JSON.parse((await as('bo@lab.org', secret)).text).allowed, false);
});

test('a browser that opens the address is let in, and the address loses the token', async (t) => {
  const { ask, server } = await served(t);
  const opened = await ask('stranger', `/?token=${server.token}`);
  assert.equal(opened.status, 303);
  assert.equal(opened.headers.get('Location'), '/');
  const cookie = opened.headers.get('Set-Cookie').split(';')[0];
  assert.ok(!cookie.includes(server.token));
  assert.equal(JSON.parse((await ask('stranger', '/api/v1/imports', { headers: { Cookie: cookie } })).text).allowed, true);
  const foreign = { Cookie: cookie, Origin: 'http://127.0.0.1:1', 'Content-Type': 'text/plain' };
  assert.equal((await ask('stranger', '/api/v1/imports', { method: 'POST', body: '{"source":"/etc/passwd"}', headers: foreign })).status, 403);
  assert.equal((await ask('stranger', '/?token=vit_wrong')).status, 401);
});

test('who is revoked is out at once, and SIGHUP says what was read', async (t) => {
  const { place, server, ask } = await served(t, '--private');
  assert.equal((await ask('reader', '/api/v1/datasets')).status, 200);
  place.ok('token', 'revoke', 'reader');
  assert.equal((await ask('reader', '/api/v1/datasets')).status, 401);
  assert.doesNotMatch(place.ok('token', 'list'), /^reader/m);
  const said = (pattern) => new Promise((done) => {
    const look = () => pattern.test(server.told()) && done();
    server.child.stderr.on('data', look);
    look();
  });
  server.child.kill('SIGHUP');
  await said(/read again who may what/);
  writeFileSync(join(place.home, 'tokens'), 'nonsense\n');
  server.child.kill('SIGHUP');
  await said(/line 1: needs a name, a role and a token; until it is mended/);
  assert.equal((await ask('admin', '/api/v1/datasets')).status, 401);
  assert.equal((await ask('owner', '/api/v1/datasets')).status, 200);
});

test('each attempt to change something is a line of the audit log, without a token', async (t) => {
  const { place, ask, tokens } = await served(t, '--audit-log', 'audit.jsonl');
  await ask('team', '/api/v1/datasets/team/papers', { method: 'DELETE' });
  await ask('stranger', '/api/v1/datasets/acme/papers', { method: 'DELETE' });
  await ask('owner', '/api/v1/imports', { method: 'POST', body: JSON.stringify({ source: join(place.folder, 'papers.jsonl'), name: 'acme/again' }) });
  const file = join(place.folder, 'audit.jsonl');
  const entries = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)).filter(({ what }) => what !== 'import-ended');
  assert.deepEqual(entries.map(({ who, what, status }) => [who, what, status]), [['team', 'v1-remove', 200], ['', 'v1-remove', 401], ['owner', 'v1-import', 202]]);
  assert.equal(entries[0].about, 'team/papers');
  assert.match(entries[2].about, /acme\/again from .*papers\.jsonl/);
  // The folder is removed behind this test: not under the import.
  const running = async () => JSON.parse((await ask('owner', '/api/v1/imports')).text).imports.some(({ state }) => state === 'waiting' || state === 'running');
  while (await running());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const token of Object.values(tokens)) assert.ok(!token || !readFileSync(file, 'utf8').includes(token));
});

test('how an import ended is a line of the audit log, with who asked for it', async (t) => {
  const { server, place, ask } = await served(t);
  const ended = (name) => new Promise((done) => {
    const look = () => {
      const lines = server.told().split('\n').filter((line) => line.startsWith('audit ')).map((line) => JSON.parse(line.slice('audit '.length)));
      const found = lines.find(({ what, about }) => what === 'import-ended' && about.endsWith(name));
      if (found) done(found);
    };
    server.child.stderr.on('data', look);
    look();
  });
  const start = (name, source) => ask('owner', '/api/v1/imports', { method: 'POST', body: JSON.stringify({ source: join(place.folder, source), name }) });
  await start('acme/again', 'papers.jsonl');
  const { who, state, error } = await ended(': acme/again');
  assert.deepEqual([who, state, error], ['owner', 'done', undefined]);
  writeFileSync(join(place.folder, 'broken.jsonl'), '{"a": 1\n{"a": \n');
  await start('acme/broken', 'broken.jsonl');
  const failed = await ended(': acme/broken');
  assert.equal(failed.state, 'failed');
  assert.match(failed.error, /broken\.jsonl/);
});

test('tokens are made, shown once and kept as hashes', (t) => {
  const place = new Workplace(t);
  const token = place.ok('token', 'add', 'ana', '--role', 'curator', '--dataset', 'team/*').trim();
  assert.match(token, /^vit_[\w-]{43}$/);
  const file = join(place.home, 'tokens');
  assert.ok(!readFileSync(file, 'utf8').includes(token));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(place.ok('token', 'list'), 'ana  curator  team/*\n');
  place.fails(['token', 'add', 'ana'], /there is a line for "ana" already/);
  place.fails(['token', 'add', 'a b'], /letters, digits/);
  place.fails(['token', 'add', 'owner'], /cannot have a token/);
  place.fails(['token', 'revoke', 'bo'], /no token of the name bo/);
  assert.equal(place.ok('token', 'owner'), place.ok('token', 'owner'));
  chmodSync(join(place.home, 'owner-token'), 0o644);
  place.fails(['token', 'owner'], /other accounts of this machine may read/);
  place.fails(['serve', '--port', '0'], /other accounts of this machine may read/);
});

test('the Hub\'s own client reads a private dataset with HF_TOKEN, and is told as by the Hub without', { skip: noPython }, async (t) => {
  const { server, tokens } = await served(t, '--private');
  const script = `
import os, sys
from huggingface_hub import HfApi
from huggingface_hub.utils import RepositoryNotFoundError
api = HfApi(endpoint=sys.argv[1], token=os.environ.get("HF_TOKEN") or False)
for repo in ["acme/papers", "team/papers"]:
    try:
        print(api.dataset_info(repo).id)
    except RepositoryNotFoundError as error:
        print(error.response.status_code)
`;
  const seen = (token) => {
    const run = spawnSync(python, ['-c', script, server.url], { encoding: 'utf8', timeout: 120_000, env: { ...process.env, HF_TOKEN: token, HF_HUB_DISABLE_TELEMETRY: '1' } });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout.trim().split('\n');
  };
  assert.deepEqual(seen(''), ['401', '401']);
  assert.deepEqual(seen(tokens.team), ['404', 'team/papers']);
  assert.deepEqual(seen(tokens.reader), ['acme/papers', 'team/papers']);
});

test('limits are options, variables of the environment and settings of a file', async (t) => {
  const place = new Workplace(t);
  const help = place.ok('serve', '--help');
  for (const name of ['max-connections', 'max-connections-per-client', 'max-queued', 'max-queued-per-client', 'slow-threads', 'answer-memory', 'answer-files', 'answer-seconds', 'idle-seconds', 'write-seconds', 'stop-seconds']) {
    assert.match(help, new RegExp(`--${name} `), name);
    assert.match(help, new RegExp(`VITRINE_${name.toUpperCase().replaceAll('-', '_')}`), name);
  }
  const refuses = async (server) => {
    const answer = await fetch(`${server.url}/api/v1/datasets/local/p/search?q=one`);
    await answer.text();
    return answer.status === 503 && answer.headers.get('X-Error-Code') === 'TooManyRequests' && answer.headers.get('Retry-After') === '1';
  };
  place.file('p.jsonl', lines([{ title: 'one' }]));
  place.ok('import', 'p.jsonl');
  const file = place.file('vitrine.toml', '[serve]\nmax-queued-per-client = 0\n');
  for (const [options, env, expected] of [[[], {}, false], [['--max-queued-per-client', '0'], {}, true], [[], { VITRINE_MAX_QUEUED_PER_CLIENT: '0' }, true], [['--settings', file], {}, true]]) {
    const started = { ...process.env, ...env };
    const server = await serve({ start: (args, more) => place.start(args, { ...more, env: { ...started, VITRINE_HOME: place.home } }) }, ...options);
    assert.equal(await refuses(server), expected, JSON.stringify([options, env]));
    await server.stop();
  }
  assert.ok(binary);
});
