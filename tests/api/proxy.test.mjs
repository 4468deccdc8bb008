// Behind nginx that has its users signed in elsewhere, set up as docs/access.md says: the block of that page is what runs here.
// Who signs in is said by a service that answers as oauth2-proxy does to `auth_request`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipNginx, startNginx } from '../cli/proxies.mjs';
import { Workplace, lines, sourceRoot } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';

const skip = skipNginx;

/// 202 and the address of who has a session, else 401: https://oauth2-proxy.github.io/oauth2-proxy/configuration/integration
async function signInService(t) {
  const service = createServer((asked, answer) => {
    const user = /(?:^|; )_oauth2_proxy=([^;]+)/.exec(asked.headers.cookie ?? '')?.[1];
    if (asked.url === '/oauth2/auth') answer.writeHead(user ? 202 : 401, user ? { 'X-Auth-Request-Email': user } : {});
    else answer.writeHead(200, { 'Content-Type': 'text/html' }).write('sign in');
    answer.end();
  });
  await new Promise((done) => service.listen(0, '127.0.0.1', done));
  t.after(() => service.close());
  return service.address().port;
}

/// The server block of docs/access.md, with what differs from place to place filled in.
function documented(port, signInPort, token) {
  const page = readFileSync(join(sourceRoot, 'docs/access.md'), 'utf8');
  const block = /```nginx\n([\s\S]*?)```/.exec(page)[1];
  const filled = block.replaceAll('127.0.0.1:7860', `127.0.0.1:${port}`).replaceAll('127.0.0.1:4180', `127.0.0.1:${signInPort}`).replaceAll('vit_...', token);
  assert.notEqual(filled, block);
  return filled;
}

/// nginx at a socket; `ask` goes through it as a client elsewhere would.
async function behindNginx(t, place, locations) {
  const socket = join(place.folder, 'socket');
  await startNginx(t, join(place.folder, 'nginx'), `unix:${socket}`, locations);
  return (target, { method = 'GET', headers = {}, user, body } = {}) => new Promise((done, fail) => {
    const cookie = user ? { Cookie: `_oauth2_proxy=${user}` } : {};
    const sent = request({ socketPath: socket, path: target, method, headers: { Host: 'data.example.org', ...cookie, ...headers } }, async (answer) => {
      const pieces = [];
      for await (const piece of answer) pieces.push(piece);
      done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

async function behindProxy(t) {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }, { title: 'two' }]));
  place.ok('import', 'papers.jsonl');
  const token = place.ok('token', 'add', 'gateway', '--role', 'proxy').trim();
  place.ok('token', 'add', 'bo@lab.org', '--role', 'admin', '--named-by-proxy');
  place.ok('token', 'add', '*', '--role', 'reader', '--named-by-proxy');
  const server = await serve(place, '--private', '--allow-host', 'data.example.org');
  t.after(() => server.stop());
  const port = new URL(server.url).port;
  const ask = await behindNginx(t, place, documented(port, await signInService(t), token));
  return { place, server, ask };
}

const rows = '/api/v1/datasets/local/papers/search';

test('nobody comes through who is not signed in', { skip }, async (t) => {
  const { server, ask } = await behindProxy(t);
  const answer = await ask(rows);
  assert.equal(answer.status, 302);
  assert.match(answer.headers.location, /\/oauth2\/sign_in\?rd=/);
  assert.equal((await ask('/oauth2/sign_in')).body.toString(), 'sign in');
  assert.equal((await fetch(server.url + rows)).status, 401, 'and past the proxy neither');
});

test('who is signed in may what their line says, under their own name', { skip }, async (t) => {
  const { server, ask } = await behindProxy(t);
  const removal = { method: 'DELETE', headers: { Origin: 'https://data.example.org' } };
  assert.equal((await ask(rows, { user: 'cy@lab.org' })).status, 200);
  assert.equal((await ask('/api/v1/datasets/local/papers', { ...removal, user: 'cy@lab.org' })).status, 403);
  const removed = await ask('/api/v1/datasets/local/papers', { ...removal, user: 'bo@lab.org' });
  assert.equal(removed.status, 200, removed.body.toString());
  assert.match(server.told(), /"who":"bo@lab.org","from":"127\.0\.0\.1","what":"v1-remove","about":"local\/papers","status":200/);
});

test('no client names another user, the proxy’s token or this machine', { skip }, async (t) => {
  const { place, server, ask } = await behindProxy(t);
  const asBo = { 'X-Forwarded-User': 'bo@lab.org', 'X-Vitrine-Proxy-Token': 'x', Origin: 'https://data.example.org' };
  assert.equal((await ask('/api/v1/datasets/local/papers', { method: 'DELETE', headers: asBo, user: 'cy@lab.org' })).status, 403);
  assert.equal((await ask('/api/v1/datasets/local/papers', { method: 'DELETE', headers: asBo })).status, 302);
  const path = { method: 'POST', headers: { Origin: 'https://data.example.org' }, user: 'bo@lab.org', body: JSON.stringify({ source: join(place.folder, 'papers.jsonl') }) };
  assert.equal((await ask('/api/v1/imports', path)).status, 403, 'an admin elsewhere names no files of the machine');
  assert.equal((await fetch(`${server.url}/api/v1/imports`, { method: 'POST', body: path.body })).status, 401);
});

test('a file is sent, imported and downloaded in ranges through the proxy', { skip }, async (t) => {
  const { server, ask } = await behindProxy(t);
  const user = 'bo@lab.org';
  const headers = { Origin: 'https://data.example.org' };
  const text = Array.from({ length: 200_000 }, (_, i) => `${i},${'x'.repeat(30)}\n`).join('');
  const upload = JSON.parse((await ask('/api/v1/uploads?name=big.csv', { method: 'POST', headers, user })).body);
  const piece = await ask(`/api/v1/uploads/${upload.upload}?offset=0`, { method: 'PUT', headers, user, body: `a,b\n${text}` });
  assert.equal(piece.status, 200, piece.body.toString());
  const ended = new Promise((done) => server.child.stderr.on('data', () => /"what":"import-ended".*"state":"done"/.test(server.told()) && done()));
  const started = await ask('/api/v1/imports', { method: 'POST', headers, user, body: JSON.stringify({ upload: upload.upload, name: 'local/big' }) });
  assert.equal(started.status, 202, started.body.toString());
  await ended;
  const file = '/datasets/local/big/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet';
  const whole = await ask(file, { user });
  const part = await ask(file, { user, headers: { Range: 'bytes=100-199' } });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, whole.body.subarray(100, 200));
});

test('a proxy that rewrites Host and shows no token gives nobody a right', { skip }, async (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }]));
  place.ok('import', 'papers.jsonl');
  const server = await serve(place);
  t.after(() => server.stop());
  const ask = await behindNginx(t, place, `location / { proxy_pass ${server.url}; }`);
  assert.equal((await ask(rows)).status, 200);
  assert.equal((await ask('/api/v1/datasets/local/papers', { method: 'DELETE' })).status, 401);
  assert.equal((await ask('/api/v1/imports', { method: 'POST', body: JSON.stringify({ source: '/etc/hostname' }) })).status, 401);
});
