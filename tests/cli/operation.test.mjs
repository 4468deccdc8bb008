// A server as its operator sees it: few descriptors, signals, logs, facts.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, binary, lines } from './vitrine.mjs';

function library(t) {
  const place = new Workplace(t);
  place.file('p.jsonl', lines([{ title: 'one' }, { title: 'two' }]));
  place.ok('import', 'p.jsonl');
  return place;
}

const dataset = '/api/v1/datasets/local/p';

test('a process that may open few files serves, searches and runs SQL', async (t) => {
  const place = library(t);
  const start = (args, options) => spawn('bash', ['-c', 'ulimit -n 512 && exec "$0" "$@"', binary, ...args], { env: { ...process.env, VITRINE_HOME: place.home }, cwd: place.folder, ...options });
  const server = await serve({ start });
  for (const target of [`${dataset}/search?q=one`, `${dataset}/sql?sql=SELECT+1`, '/ready']) {
    const answer = await fetch(server.url + target);
    assert.equal(answer.status, 200, `${target}: ${await answer.text()}`);
  }
  await server.stop();
});

test('an import that may have no more memory says so, leaves nothing, and the server that ran it goes on', async (t) => {
  const place = library(t);
  const words = Array.from({ length: 4000 }, (_, i) => `word${i * 7919}`);
  const rows = Array.from({ length: 40_000 }, (_, i) => ({ i, text: Array.from({ length: 40 }, (_unused, k) => words[(i * 31 + k * k * 7) % 4000]).join(' ') }));
  place.file('big.jsonl', lines(rows));
  const limited = (kilobytes) => (args, options) => spawn('bash', ['-c', `ulimit -v ${kilobytes} && exec "$0" "$@"`, binary, ...args], { env: { ...process.env, VITRINE_HOME: place.home }, cwd: place.folder, ...options });
  const told = [];
  for (const kilobytes of [450_000, 550_000, 650_000, 750_000]) {
    const child = limited(kilobytes)(['import', 'big.jsonl', '--name', 'local/big'], {});
    let said = '';
    child.stderr.on('data', (bytes) => (said += bytes));
    const [code, signal] = await once(child, 'close');
    assert.equal(signal, null, `no signal ends it: ${said}`);
    if (code !== 0) told.push(said);
    else place.ok('remove', 'local/big');
    assert.doesNotMatch(place.ok('list'), /local\/big/);
  }
  assert.ok(told.length > 0, 'one of the limits is met');
  for (const said of told) assert.match(said, /^vitrine: [^\n]*(memory|system refuses)[^\n]*\n$/);
  const server = await serve({ start: limited(800_000) });
  const ask = async (target, options) => (await fetch(server.url + target, { headers: { ...server.bearer, 'Content-Type': 'application/json' }, ...options })).json();
  await ask('/api/v1/imports', { method: 'POST', body: JSON.stringify({ source: join(place.folder, 'big.jsonl'), name: 'local/big' }) });
  let job;
  do [job] = (await ask('/api/v1/imports')).imports;
  while (['waiting', 'running'].includes(job.state));
  assert.ok(job.state === 'done' || /memory|system refuses/.test(job.error), JSON.stringify(job));
  assert.equal((await ask(`${dataset}/search?q=one`)).total, 1);
  await server.stop();
});

test('alive and ready, and facts of the process', async (t) => {
  const server = await serve(library(t));
  assert.equal(await (await fetch(`${server.url}/healthcheck`)).text(), 'ok');
  assert.equal(await (await fetch(`${server.url}/ready`)).text(), 'ready');
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  for (const fact of ['process_resident_memory_bytes', 'process_open_fds', 'process_max_fds', 'process_threads', 'process_cpu_seconds_total', 'process_start_time_seconds', 'vitrine_request_duration_seconds_bucket{route="ready",le="+Inf"}'])
    assert.match(metrics, new RegExp(`^${fact.replace(/[{}+]/g, '\\$&')} [\\d.e+]+$`, 'm'), fact);
  await server.stop();
});

test('--metrics serves them at an address of their own and hides them beside the page', async (t) => {
  const place = library(t);
  const server = await serve(place, '--private', '--metrics', '127.0.0.1:0');
  const [, url] = /^metrics are at (http:\/\/127\.0\.0\.1:\d+\/metrics)$/m.exec(server.told());
  assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
  assert.equal((await fetch(`${server.url}/metrics`, { headers: server.bearer })).status, 404);
  await fetch(`${server.url}${dataset}`, { headers: server.bearer });
  assert.match(await (await fetch(url)).text(), /^vitrine_requests_total\{route="v1-dataset",status="200"\} 1$/m);
  assert.equal((await fetch(new URL(dataset, url))).status, 404, 'nothing else is there');
  const asAnother = await new Promise((done) => request(url, { headers: { Host: 'evil.example' } }, (answer) => done(answer.statusCode)).end());
  assert.equal(asAnother, 421);
  const taken = new URL(url).host;
  place.fails(['serve', '--port', '0', '--metrics', taken], new RegExp(`port ${taken.split(':')[1]} on 127\\.0\\.0\\.1 is already in use.*with --metrics$`));
  for (const wrong of ['9100', ':9100', '127.0.0.1:', '127.0.0.1:x', '127.0.0.1:70000', '::1:9100', ''.padEnd(300, 'a')]) place.fails(['serve', '--port', '0', '--metrics', wrong], /--metrics takes a host and a port, such as 127\.0\.0\.1:9100, not "/);
  await server.stop();
});

test('--log json is a line a request, with the id that the answer has', async (t) => {
  const place = library(t);
  // serve() asks for a quiet server; the later option is not there to undo it, so this one is started by hand.
  const child = place.start(['serve', '--port', '0', '--log', 'json'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  const line = (pattern) => new Promise((done) => {
    const look = () => { const match = pattern.exec(told); if (match) done(match); };
    child.stderr.on('data', (chunk) => { told += chunk; look(); });
    look();
  });
  const [, url, token] = await line(/(http:\/\/127\.0\.0\.1:\d+)\/\?token=(\S+) /);
  const answer = await fetch(`${url}${dataset}?a=b`, { headers: { Authorization: `Bearer ${token}`, 'X-Request-Id': 'mine-1' } });
  assert.equal(answer.headers.get('X-Request-Id'), 'mine-1');
  const [text] = await line(/^\{"id":"mine-1".*\}$/m);
  const entry = JSON.parse(text);
  assert.deepEqual([entry.who, entry.method, entry.target, entry.route, entry.status], ['owner', 'GET', `${dataset}?a=b`, 'v1-dataset', 200]);
  assert.ok(entry.ms >= 0 && entry.bytes > 0);
  child.kill('SIGTERM');
  await new Promise((done) => child.once('close', done));
});

test('SIGTERM lets a query under way end, and answers 503 to others meanwhile', async (t) => {
  const server = await serve(library(t), '--stop-seconds', '2');
  // Each on a connection of its own: an idle one is closed by the signal, perhaps while it is taken again.
  const ask = (target) => new Promise((done) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path: target, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => done([answer.statusCode, answer.headers['x-error-code'], answer.headers['retry-after']]));
    }).on('error', (error) => done([0, error.code])).end();
  });
  const endless = ask(`${dataset}/sql?sql=${encodeURIComponent('SELECT count(*) FROM range(100000000000) a, range(1000) b')}`);
  // At work once the counter of requests in flight says so.
  for (let busy = false; !busy; ) busy = /^vitrine_requests_in_flight 2$/m.test(await (await fetch(`${server.url}/metrics`)).text());
  const stopped = server.stop();
  let meanwhile = await ask(dataset);
  while (meanwhile[0] === 200) meanwhile = await ask(dataset);
  assert.deepEqual(meanwhile, [503, 'ShuttingDown', '1']);
  assert.deepEqual(await ask('/healthcheck').then(([status]) => status), 200);
  assert.deepEqual(await endless, [503, 'ShuttingDown', '1']);
  await stopped;
});

test('a server that others reach says what they may', async (t) => {
  const place = library(t);
  for (const [options, says] of [[['--host', '0.0.0.0'], true], [['--host', '0.0.0.0', '--private'], false], [['--host', '127.0.0.1'], false]]) {
    const child = place.start(['serve', '--port', '0', '--quiet', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    const begun = new Promise((done) => child.stderr.on('data', (chunk) => { if (/ends it\)/.test(told += chunk)) done(); }));
    const ended = new Promise((done) => child.once('close', done));
    await begun;
    child.kill('SIGTERM');
    await ended;
    assert.equal(/everybody who reaches 0\.0\.0\.0 may read every dataset; --private asks for a token/.test(told), says, `${options}: ${told}`);
  }
});

test('--end-with-input ends the server with the program that holds its input', async (t) => {
  const place = library(t);
  const child = place.start(['serve', '--port', '0', '--quiet', '--end-with-input'], { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('close', (code) => done(code)));
  const url = await new Promise((done) => child.stderr.on('data', (chunk) => {
    const match = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(String(chunk));
    if (match) done(match[1]);
  }));
  child.stdin.write('anything at all');
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  child.stdin.end();
  assert.equal(await ended, 0);
});

/// Of a child's stderr the next line that a pattern fits, each time that it is asked.
function linesOf(child) {
  let told = '';
  return (pattern) => new Promise((done, failed) => {
    const look = () => {
      const match = pattern.exec(told);
      if (!match) return;
      told = told.slice(match.index + match[0].length);
      child.stderr.off('data', take);
      done(match);
    };
    const take = (chunk) => { told += chunk; look(); };
    child.stderr.on('data', take);
    child.once('close', (code) => failed(new Error(`it ended with ${code}: ${told}`)));
    look();
  });
}

test('--watch imports again what has changed, and serves on what was there where that fails', async (t) => {
  const place = new Workplace(t);
  const source = place.file('w.csv', 'name,count\none,1\n');
  const child = place.start(['serve', source, '--watch', '--port', '0', '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const line = linesOf(child);
  const [, url, token] = await line(/(http:\/\/127\.0\.0\.1:\d+)\/\?token=(\S+) /);
  const rows = async () => (await (await fetch(`${url}/api/v1/datasets/local/w/search`, { headers: { Authorization: `Bearer ${token}` } })).json()).hits.map(({ row }) => row);
  assert.deepEqual(await rows(), [{ name: 'one', count: 1 }]);

  place.file('w.csv', 'name,count\none,1\ntwo,2\n');
  await line(/local\/w: imported 2 rows/);
  assert.equal((await rows()).length, 2);

  place.file('w.csv', '<!DOCTYPE html><html><body>502</body></html>');
  const [complaint] = await line(/vitrine: .*what was imported before is served on/);
  assert.match(complaint, /w\.csv/);
  assert.equal((await rows()).length, 2);

  place.file('w.csv', 'name,count\nthree,3\n');
  await line(/local\/w: imported 1 row,/);
  assert.deepEqual(await rows(), [{ name: 'three', count: 3 }]);
  child.kill('SIGTERM');
  await new Promise((done) => child.once('close', done));
});

/// What makes a command one of a user whom permissions stop: root is told everything.
const asSomebody = process.getuid() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

test('--watch says once that a folder cannot be listed any more, serves on, and follows it when it can be again', { skip: spawnSync('setpriv', ['--version']).status !== 0 && 'there is no setpriv' }, async (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.folder, 'data'));
  place.file('data/w.csv', 'name\none\n');
  const folder = join(place.folder, 'data');
  if (asSomebody.length > 0) for (const path of ['.', 'data', 'data/w.csv']) chownSync(join(place.folder, path), 65534, 65534);
  const [program, ...args] = [...asSomebody, binary, 'serve', folder, '--watch', '--port', '0', '--quiet'];
  const child = spawn(program, args, { env: { ...process.env, VITRINE_HOME: place.home }, stdio: ['ignore', 'ignore', 'pipe'] });
  const line = linesOf(child);
  const [, url] = await line(/(http:\/\/127\.0\.0\.1:\d+)\//);
  chmodSync(folder, 0);
  await line(/cannot look whether the sources have changed: .*data.*; what was imported is served on\n/);
  assert.equal((await fetch(`${url}/api/v1/datasets/local/data/rows/0`)).status, 200);
  chmodSync(folder, 0o755);
  place.file('data/w.csv', 'name\none\ntwo\n');
  await line(/local\/data: imported 2 rows/);
  child.kill('SIGTERM');
  await new Promise((done) => child.once('close', done));
});

test('a folder of which a part cannot be listed is refused, and its files can be named', { skip: spawnSync('setpriv', ['--version']).status !== 0 && 'there is no setpriv' }, (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.folder, 'data/closed'), { recursive: true });
  place.file('data/w.csv', 'name\none\n');
  place.file('data/closed/x.csv', 'name\ntwo\n');
  if (asSomebody.length > 0) for (const path of ['.', 'data', 'data/w.csv', 'data/closed', 'data/closed/x.csv']) chownSync(join(place.folder, path), 65534, 65534);
  chmodSync(join(place.folder, 'data/closed'), 0);
  const imported = (source) => {
    const [program, ...args] = [...asSomebody, binary, 'import', source, '--name', 'local/part'];
    return spawnSync(program, args, { cwd: place.folder, env: { ...process.env, VITRINE_HOME: place.home }, encoding: 'utf8' });
  };
  const [whole, named] = [imported('data'), imported('data/*.csv')];
  chmodSync(join(place.folder, 'data/closed'), 0o755); // or it cannot be removed
  assert.equal(whole.status, 1);
  assert.match(whole.stderr, /cannot list \S*data\/closed: .*; to leave it out, name the files that are meant: '\S*data\/\*\.csv'/);
  assert.equal(named.status, 0);
  assert.deepEqual(place.rows('local/part'), [{ name: 'one' }]);
});

test('--watch follows files of this machine alone', (t) => {
  const place = new Workplace(t);
  place.fails(['serve', '--watch'], /--watch needs a source to follow/);
  for (const source of ['hf://owner/name', 'https://example.org/a.csv?key=secret', '-']) {
    const sentence = place.fails(['serve', '--watch', source], /only files and folders of this machine can be followed, and \S+ is none/);
    assert.doesNotMatch(sentence, /secret/);
  }
});

test('an import that reaches its memory says so, and --memory gives it more, of the page too', async (t) => {
  const place = new Workplace(t);
  place.file('heavy.jsonl', lines([0, 1, 2, 3].map((id) => ({ id, text: `word${id} `.repeat(700_000) }))));
  place.fails(['import', 'heavy.jsonl', '--memory', '16MiB'], /more memory than the 16\.0 MiB that it may: give it more with --memory 1GiB, of vitrine import, or of vitrine serve/);
  const imported = async (...options) => {
    const server = await serve(place, ...options);
    const asked = await fetch(`${server.url}/api/v1/imports`, { method: 'POST', headers: server.bearer, body: JSON.stringify({ source: join(place.folder, 'heavy.jsonl') }) });
    const { id } = await asked.json();
    for (;;) {
      const { imports } = await (await fetch(`${server.url}/api/v1/imports`, { headers: server.bearer })).json();
      const job = imports.find((one) => one.id === id);
      if (job.state === 'waiting' || job.state === 'running') continue;
      await server.stop();
      return job;
    }
  };
  assert.match((await imported('--memory', '16MiB')).error, /--memory 1GiB/);
  assert.equal((await imported('--memory', '1GiB')).state, 'done');
  assert.deepEqual(place.rows('local/heavy').map((row) => row.text.length), [4_200_000, 4_200_000, 4_200_000, 4_200_000]);
});
