// Who is answered: requests as a hostile web site or a careless proxy can make them, written byte by byte.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';

const routes = ['/', '/healthcheck', '/metrics', '/openapi.json', '/api/v1/datasets', '/splits?dataset=local/papers', '/api/datasets/local/papers', '/datasets/local/papers/resolve/main/README.md', '/nowhere'];

async function served(t, ...options) {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }, { title: 'two' }]));
  place.ok('import', 'papers.jsonl');
  const server = await serve(place, ...options);
  t.after(() => server.stop());
  return new URL(server.url);
}

/// The answer to `request`, whole, as {status, head, body}.
function send(url, request) {
  return new Promise((done, fail) => {
    const parts = [];
    const socket = connect(Number(url.port), url.hostname, () => socket.write(request));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', fail);
    socket.on('close', () => {
      const text = Buffer.concat(parts).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      done({ status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) });
    });
  });
}

function ask(url, target, headers, { method = 'GET', body = '' } = {}) {
  const fields = Object.entries({ Connection: 'close', ...(body ? { 'Content-Length': body.length, 'Content-Type': 'application/json' } : {}), ...headers });
  return send(url, `${method} ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

test('a foreign name is answered by no route, by any method', async (t) => {
  const url = await served(t);
  for (const target of routes) {
    for (const host of ['evil.example', `evil.example:${url.port}`, '127.0.0.1.evil.example', 'localhost.evil.example', 'x'.repeat(5000)]) {
      const answer = await ask(url, target, { Host: host });
      assert.equal(answer.status, 421, `${target} as ${host}`);
      assert.match(answer.head, /X-Error-Code: HostNotAllowed/);
      assert.match(JSON.parse(answer.body).error, /--allow-host/);
    }
    for (const host of [url.host, `localhost:${url.port}`, 'localhost', '[::1]'])
      assert.notEqual((await ask(url, target, { Host: host })).status, 421, `${target} as ${host}`);
  }
  for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'])
    assert.equal((await ask(url, '/api/v1/datasets/local/papers', { Host: 'evil.example' }, { method })).status, 421, method);
});

test('a request of HTTP/1.1 names its host exactly once', async (t) => {
  const url = await served(t);
  const head = 'GET /healthcheck HTTP/1.1\r\nConnection: close\r\n';
  assert.equal((await send(url, `${head}Host: localhost\r\n\r\n`)).status, 200);
  assert.equal((await send(url, `${head}\r\n`)).status, 400);
  assert.equal((await send(url, `${head}Host: localhost\r\nHost: localhost\r\n\r\n`)).status, 400);
  for (const host of ['\xff\xfe', 'local host', 'localhost/x', 'me@localhost']) assert.equal((await send(url, `${head}Host: ${host}\r\n\r\n`)).status, 400, host);
  assert.equal((await send(url, `${head}Host: localhost\r\nhOST: evil.example\r\n\r\n`)).status, 400);
  assert.equal((await send(url, `${head}Host : localhost\r\n\r\n`)).status, 400);
  assert.equal((await send(url, 'GET http://localhost/healthcheck HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).status >= 400, true);
  assert.equal((await send(url, 'GET /healthcheck HTTP/1.0\r\n\r\n')).status, 200);
});

test('pages of other origins may neither read nor ask', async (t) => {
  const url = await served(t);
  const headers = { Host: url.host, Origin: 'https://evil.example' };
  for (const target of routes) {
    const answer = await ask(url, target, headers);
    assert.doesNotMatch(answer.head, /Access-Control-Allow-Origin/i, target);
    assert.match(answer.head, /Cross-Origin-Resource-Policy: same-origin/, target);
    const preflight = await ask(url, target, { ...headers, 'Access-Control-Request-Method': 'POST' }, { method: 'OPTIONS' });
    assert.doesNotMatch(preflight.head, /Access-Control-Allow-Origin/i, target);
  }
  for (const origin of ['https://evil.example', 'null', `https://${url.hostname}`, 'http://localhost']) {
    const search = await ask(url, '/api/v1/datasets/local/papers/search', { ...headers, Origin: origin }, { method: 'POST', body: '{"q":"one"}' });
    assert.equal(search.status, 403, origin);
    assert.equal((await ask(url, '/api/v1/datasets/local/papers', { ...headers, Origin: origin }, { method: 'DELETE' })).status, 403, origin);
  }
  const own = await ask(url, '/api/v1/datasets/local/papers/search', { Host: url.host, Origin: url.origin }, { method: 'POST', body: '{"q":"one"}' });
  assert.equal(own.status, 200);
});

test('what was allowed is answered, and no more', async (t) => {
  const url = await served(t, '--allow-host', 'data.example.org', '--allow-origin', 'https://a.example');
  assert.equal((await ask(url, '/healthcheck', { Host: 'data.example.org' })).status, 200);
  assert.equal((await ask(url, '/healthcheck', { Host: 'sub.data.example.org' })).status, 421);
  const search = (origin) => ask(url, '/api/v1/datasets/local/papers/search', { Host: url.host, Origin: origin }, { method: 'POST', body: '{"q":"one"}' });
  const allowed = await search('https://a.example');
  assert.equal(allowed.status, 200);
  assert.match(allowed.head, /Access-Control-Allow-Origin: https:\/\/a\.example\r\n/);
  assert.match(allowed.head, /Vary: .*Origin/);
  assert.equal((await search('https://b.example')).status, 403);
  const removal = await ask(url, '/api/v1/datasets/local/papers', { Host: url.host, Origin: 'https://a.example' }, { method: 'DELETE' });
  assert.equal(removal.status, 403);
});

test('--read-only takes changes from nobody', async (t) => {
  const url = await served(t, '--read-only');
  for (const [method, target, body] of [['DELETE', '/api/v1/datasets/local/papers', ''], ['POST', '/api/v1/imports', '{"source":"x"}'], ['PUT', '/api/v1/datasets/local/papers/reading-list/0', '{}']]) {
    const answer = await ask(url, target, { Host: url.host }, { method, body });
    assert.equal(answer.status, 403, `${method} ${target}: ${answer.body}`);
    assert.match(answer.head, /X-Error-Code: ChangesNotAllowed/);
  }
  assert.equal((await ask(url, '/api/v1/datasets/local/papers', { Host: url.host })).status, 200);
});

test('queries of any size are answered or refused in words', async (t) => {
  const url = await served(t);
  const search = '/api/v1/datasets/local/papers/search';
  for (const [query, status] of [[`q=${'x'.repeat(7000)}`, 200], [`q=${'x'.repeat(9000)}`, 414], [`${'limit=1&'.repeat(900)}q=one`, 200], [`where=${'('.repeat(4000)}`, 422]]) {
    const answer = await ask(url, `${search}?${query}`, { Host: url.host });
    assert.equal(answer.status, status, `${query.slice(0, 40)}: ${answer.body.slice(0, 200)}`);
    if (status > 200) assert.ok(JSON.parse(answer.body).error.length < 500);
  }
  for (const [body, status] of [[JSON.stringify({ q: 'word '.repeat(100_000) }), 200], ['['.repeat(200_000), 422], [JSON.stringify({ like: Array.from({ length: 100_000 }, (_, i) => i) }), 422]]) {
    const answer = await ask(url, search, { Host: url.host }, { method: 'POST', body });
    assert.ok(answer.status < 500, `${body.slice(0, 40)}: ${answer.status} ${answer.body.slice(0, 200)}`);
    assert.equal(answer.status, status, `${body.slice(0, 40)}: ${answer.body.slice(0, 200)}`);
  }
});
