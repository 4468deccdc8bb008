// Bad input over HTTP, for every route that /openapi.json names: each parameter wrong in every way, names that lead elsewhere, types that
// nobody can serve. Each answer is one of refusal or of use, never of failure, and none tells where on this machine anything is.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';

const rows = Array.from({ length: 25 }, (_, i) => ({ title: `Paper ${i}`, authors: [`A ${i % 3}`], year: 2020 + (i % 5), embedding: [Math.sin(i), Math.cos(i), 0.5] }));
const cleanups = [];
let place;
let server;
let operations;

before(async () => {
  place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('repo/README.md', '---\nlicense: mit\nconfigs:\n- config_name: main\n  data_files: papers.jsonl\n---\n# Papers\n');
  place.file('repo/papers.jsonl', lines(rows));
  place.ok('import', 'repo', '--name', 'acme/papers');
  server = await serve(place);
  const { paths } = await (await fetch(`${server.url}/openapi.json`)).json();
  operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })));
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

/// As the bytes of `target` are: fetch() would put a path in order first.
function ask(target, { method = 'GET', headers = {}, body } = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, fail) => {
    const outgoing = request({ hostname, port, method, path: target, headers: { ...server.bearer, ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString('latin1') }));
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/// What a person or a program can make sense of, and nothing of this machine.
function assertHarmless(answer, what) {
  assert.ok(answer.status < 500 || answer.status === 501, `${what}: ${answer.status} ${answer.body.slice(0, 300)}`);
  assert.ok(!answer.body.includes(place.folder), `${what} tells a path: ${answer.body.slice(0, 300)}`);
  assert.ok(!/root:.*:0:0:/.test(answer.body), `${what} reads a file`);
  if (answer.status < 400) return;
  // An address that is none: the page, for people, and a code for programs.
  if (answer.status === 404 && /^text\/html/.test(answer.headers['content-type']))
    return assert.equal(answer.headers['x-error-code'], 'ResponseNotFound', what);
  assert.match(answer.headers['content-type'], /^application\/json/, what);
  const { error } = JSON.parse(Buffer.from(answer.body, 'latin1').toString('utf8'));
  assert.ok(typeof error === 'string' && error.length > 0, `${what}: ${answer.body}`);
  assert.ok(answer.headers['x-error-code'], what);
}

const good = { dataset: 'acme/papers', config: 'main', split: 'train', query: 'paper', like: '1', sql: 'SELECT 1', owner: 'acme', name: 'papers', row_idx: '1', id: '7', file: '0.parquet', rest: 'main', revision: 'main', path: 'x' };
const wrong = {
  blank: '',
  negative: '-1',
  'a fraction': '1.5',
  'beyond 64 bits': '99999999999999999999999999',
  'an exponent': '1e400',
  'a number of 5,000 digits': '9'.repeat(5000),
  'not UTF-8': '%FF%FE%C0%80',
  'cut UTF-8': 'a%E8%AA',
  'a null byte': 'a%00b',
  'a line end': 'a%0d%0aX-Injected:%201',
  'half an escape': '%2',
  'quotes and brackets': '%22%27%29%5D%7D%3B--',
  'ten thousand letters': 'x'.repeat(10_000),
  'a path': '..%2f..%2f..%2fetc%2fpasswd',
  'an address': 'file:%2f%2f%2fetc%2fpasswd',
};
const safe = (operation) => operation.method === 'get' || /search|facets|recommend|paths-info|sql/.test(operation.path);

function targetOf({ path, parameters }, changes = {}) {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => changes[name] ?? good[name]);
  const query = parameters.filter((one) => one.in === 'query' && (one.required || one.name in changes)).flatMap(({ name }) => [changes[name] ?? encodeURIComponent(good[name])].flat().map((value) => `${name}=${value}`));
  return query.length > 0 ? `${address}?${query.join('&')}` : address;
}

test('every parameter of every route may be wrong', async () => {
  let asked = 0;
  for (const operation of operations.filter(safe)) {
    const body = operation.method === 'post' ? '{}' : undefined;
    for (const { name, in: place_ } of operation.parameters) {
      for (const [what, value] of Object.entries(wrong)) {
        if (place_ === 'path' && value === '') continue;
        const target = targetOf(operation, { [name]: value });
        const answer = await ask(target, { method: operation.method.toUpperCase(), body, headers: body ? { 'Content-Type': 'application/json' } : {} });
        assertHarmless(answer, `${operation.operationId}: ${name} is ${what}`);
        assert.equal(answer.headers['x-injected'], undefined);
        asked += 1;
      }
    }
  }
  assert.ok(asked > 1000, String(asked));
});

const untimed = (body) => body.replace(/"took_ms":[0-9.]+/, '"took_ms":0');

test('a parameter that is missing is named; of a repeated one the last counts', async () => {
  for (const operation of operations.filter((one) => one.method === 'get')) {
    for (const { name, required } of operation.parameters.filter((one) => one.in === 'query')) {
      const repeated = await ask(targetOf(operation, { [name]: ['%00', 'x', encodeURIComponent(good[name] ?? '1')] }));
      assertHarmless(repeated, `${operation.operationId}: ${name} repeated`);
      if (!required) continue;
      const missing = await ask(targetOf(operation, { [name]: [] }));
      assert.equal(missing.status, 422, `${operation.operationId} without ${name}`);
      assert.equal(missing.headers['x-error-code'], 'MissingRequiredParameter');
      assert.match(missing.body, new RegExp(`'${name}'`));
      const whole = await ask(targetOf(operation));
      const last = await ask(targetOf(operation, { [name]: ['nonsense', encodeURIComponent(good[name])] }));
      assert.deepEqual([last.status, untimed(last.body)], [whole.status, untimed(whole.body)], `${operation.operationId}: the last ${name} counts`);
    }
  }
});

const ways = ['..', '.', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%2fetc%2fpasswd', '..%5c..%5cetc', '....//', '%00', 'passwd%00.parquet', '%252e%252e%252f', '~', '*', 'CON', `${'a/'.repeat(500)}b`, 'x'.repeat(300), '%c0%ae%c0%ae%2f', '0.parquet%2f..%2f..'];

test('no name of a dataset, config, split or file leads elsewhere', async () => {
  for (const operation of operations.filter((one) => one.method === 'get' && /\{/.test(one.path) && one.operationId !== 'unknown')) {
    for (const [, name] of operation.path.matchAll(/\{(\w+)\}/g)) {
      for (const way of ways) {
        for (const value of [way, `main%2f${way}`, `main/${way}`, `main/main/train/${way}`]) {
          const answer = await ask(targetOf(operation, { [name]: value }));
          assertHarmless(answer, `${operation.operationId}: ${name} is ${value.slice(0, 60)}`);
        }
      }
    }
  }
  for (const operation of operations.filter((one) => one.method === 'get' && one.parameters.some((parameter) => parameter.name === 'dataset'))) {
    for (const way of ways) {
      for (const value of [way, `acme/${way}`, `${way}/papers`]) {
        const answer = await ask(targetOf(operation, { dataset: value }));
        assertHarmless(answer, `${operation.operationId}: dataset is ${value.slice(0, 60)}`);
        assert.notEqual(answer.status, 200, `${operation.operationId}: ${value}`);
      }
      for (const name of ['config', 'split'].filter((one) => operation.parameters.some((parameter) => parameter.name === one))) {
        const answer = await ask(targetOf(operation, { [name]: way }));
        assertHarmless(answer, `${operation.operationId}: ${name} is ${way.slice(0, 60)}`);
        // /is-valid without a config asks about the dataset, as on the Hub.
        if (operation.operationId !== 'is-valid') assert.notEqual(answer.status, 200, `${operation.operationId}: ${name} ${way}`);
      }
    }
  }
});

test('an Accept that nobody can serve is answered as if there were none', async () => {
  const split = '?dataset=acme/papers&config=main&split=train';
  for (const accept of ['image/png', 'application/vnd.none', 'text/html;q=0', '*/*;q=0', ';;;', ',', 'a'.repeat(4000), 'application/json;q=x', 'text/csv;q=0, application/json;q=0']) {
    for (const target of [`/rows${split}`, '/api/v1/datasets', `/splits${split}`, '/api/datasets/acme/papers']) {
      const answer = await ask(target, { headers: { Accept: accept } });
      assert.equal(answer.status, 200, `${target} with ${accept.slice(0, 40)}`);
      assert.match(answer.headers['content-type'], /^application\/json/, `${target} with ${accept.slice(0, 40)}`);
      JSON.parse(answer.body);
    }
  }
});

/// Values of every JSON type, and texts that are hard to take.
const wrongValues = [null, true, -1, 1.5, 1e300, 2 ** 63, '', 'x', '-1', '../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', 'a\u0000b', '\ud800', 'x'.repeat(100_000), [], [[]], ['x'], [-1], [1e99], {}, { q: {} }, Array.from({ length: 20_000 }, (_, i) => i)];
const json = { 'Content-Type': 'application/json' };

test('every member of a JSON body may be of every type', async () => {
  for (const operation of operations.filter((one) => one.method === 'post' && one.requestBody.content['application/json'])) {
    for (const name of Object.keys(operation.requestBody.content['application/json'].schema.properties)) {
      for (const value of wrongValues) {
        const answer = await ask(targetOf(operation), { method: 'POST', headers: json, body: JSON.stringify({ [name]: value }) });
        assertHarmless(answer, `${operation.operationId}: ${name} is ${JSON.stringify(value).slice(0, 60)}`);
      }
    }
  }
  const list = '/api/v1/datasets/acme/papers/reading-list/1';
  for (const name of ['title', 'note', 'status', 'rating', 'config', 'split']) {
    for (const value of wrongValues) assertHarmless(await ask(list, { method: 'PUT', headers: json, body: JSON.stringify({ [name]: value }) }), `reading list: ${name} is ${JSON.stringify(value).slice(0, 60)}`);
  }
  for (const body of ['', '[', '[]', '"x"', 'null', '{"q":', '\xff\xfe', `${'['.repeat(50_000)}`, `{"q": "${'\\u0000'.repeat(1000)}"}`]) {
    for (const target of ['/api/v1/datasets/acme/papers/search', '/api/v1/datasets/acme/papers/sql', '/api/v1/imports', list.replace('/1', '/2'), '/api/datasets/acme/papers/paths-info/main']) {
      const method = target.includes('reading-list') ? 'PUT' : 'POST';
      assertHarmless(await ask(target, { method, headers: json, body: Buffer.from(body, 'latin1') }), `${target} with ${body.slice(0, 20)}`);
    }
  }
});

test('every argument of every tool of MCP may be of every type', async () => {
  const call = async (method, params) => JSON.parse(Buffer.from((await ask('/mcp', { method: 'POST', headers: { ...json, Accept: 'application/json, text/event-stream' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })).body, 'latin1').toString('utf8'));
  const { tools } = (await call('tools/list')).result;
  assert.ok(tools.length >= 8);
  const right = { dataset: 'acme/papers', query: 'paper', row_idx: 1, rows: [1], like: [1], sql: 'SELECT 1', columns: ['title'] };
  for (const { name, inputSchema } of tools) {
    const properties = Object.keys(inputSchema.properties ?? {});
    for (const property of [...properties, 'no_such_argument']) {
      for (const value of wrongValues) {
        const given = Object.fromEntries(properties.filter((one) => one in right).map((one) => [one, right[one]]));
        const answer = await call('tools/call', { name, arguments: { ...given, [property]: value } });
        const what = `${name}: ${property} is ${JSON.stringify(value).slice(0, 60)}`;
        const text = JSON.stringify(answer);
        assert.ok(answer.result || answer.error, what);
        assert.ok(!text.includes(place.folder) && !/root:.*:0:0:/.test(text), `${what}: ${text.slice(0, 300)}`);
        assert.ok(!answer.error || answer.error.code !== -32603, `${what}: ${text.slice(0, 300)}`);
      }
    }
    for (const value of [undefined, null, 7, 'x', []]) {
      const answer = await call('tools/call', { name, arguments: value });
      assert.ok(answer.result || answer.error, `${name} with ${JSON.stringify(value)}`);
    }
  }
  for (const value of wrongValues) {
    for (const method of ['resources/read', 'prompts/get', 'tools/call']) {
      const answer = await call(method, { uri: value, name: value });
      assert.ok(answer.error ? answer.error.code !== -32603 : answer.result, `${method} of ${JSON.stringify(value).slice(0, 60)}`);
      assert.ok(!JSON.stringify(answer).includes(place.folder));
    }
  }
  assert.deepEqual((await call('ping')).result, {});
});

test('headers and bodies without end are refused, and the next request is answered', async () => {
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`X-Flood-${i}`, 'x'.repeat(50)]));
  assert.equal((await ask('/healthcheck', { headers: many })).status, 431);
  assert.equal((await ask(`/rows?dataset=${'x'.repeat(200_000)}`)).status, 414);
  const flood = await ask('/api/v1/datasets/acme/papers/search', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ q: 'x'.repeat(30_000_000) }) }).catch((error) => ({ status: error.code }));
  assert.ok([413, 'EPIPE', 'ECONNRESET'].includes(flood.status), String(flood.status));
  assert.equal((await ask('/healthcheck')).status, 200);
});
