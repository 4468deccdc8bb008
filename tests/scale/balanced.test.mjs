// Three copies behind the balancers of docs/scale.md, as it has them, while one is killed, one comes back and the data changes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipCaddy, skipNginx, startCaddy, startNginxOf } from '../cli/proxies.mjs';
import { finished, lines, sourceRoot } from '../cli/vitrine.mjs';
import { Server, freePort, startWholeCopy } from './copies.mjs';

const rows = 400;
/// Rows that all say which import they are of.
const importOf = (version) => lines(Array.from({ length: rows + version }, (_, i) => ({ title: `planning with reward model ${i}`, version, year: 2000 + (i % 20) })));

/// The block of docs/scale.md in that language, with the addresses of this machine filled in.
function documented(language, copies, port) {
  const page = readFileSync(join(sourceRoot, 'docs/scale.md'), 'utf8');
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)[1];
  copies.forEach((copy, i) => assert.ok(block.includes(`10.0.0.1${i + 1}:7860`)));
  return copies.reduce((text, copy, i) => text.replace(`10.0.0.1${i + 1}:7860`, `127.0.0.1:${copy.port}`), block).replace('listen 80;', `listen 127.0.0.1:${port};`);
}

/// An origin with the first import, and three copies of it.
async function threeCopies(t) {
  const origin = new Server(t);
  origin.place.file('papers.jsonl', importOf(1));
  origin.place.ok('import', 'papers.jsonl');
  await origin.start();
  const copies = await Promise.all([1, 2, 3].map(() => startWholeCopy(t, origin.url, '--allow-host', 'data.example.org', '--trusted-proxy', '127.0.0.1')));
  return { origin, copies };
}

/// A person at the balancer, with a connection and a browser of their own.
class Person {
  constructor(port, number) {
    this.port = port;
    this.headers = { Host: 'data.example.org', 'User-Agent': `browser ${number}` };
    this.agent = new Agent({ keepAlive: true });
    this.versions = [];
  }

  ask(target, { method = 'GET', body } = {}) {
    return new Promise((done, fail) => {
      const headers = body ? { ...this.headers, 'Content-Type': 'application/json' } : this.headers;
      const sent = request({ host: '127.0.0.1', port: this.port, path: target, method, headers, agent: this.agent }, async (answer) => {
        const cookie = answer.headers['set-cookie']?.[0].split(';')[0];
        if (cookie) this.headers.Cookie = cookie;
        let text = '';
        for await (const piece of answer) text += piece;
        done({ status: answer.statusCode, revision: answer.headers['x-revision'], text });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  }

  /// One question, and that its answer is of one import.
  async read(number) {
    const search = '/api/v1/datasets/local/papers/search';
    const offset = (number * 37) % 300;
    const asked = [
      [`${search}?q=reward&limit=40&offset=${offset}`],
      [`/rows?dataset=local/papers&config=default&split=train&offset=${offset}&length=40`],
      [search, { method: 'POST', body: JSON.stringify({ where: 'year >= 2003', limit: 40, facets: ['version'] }) }],
    ][number % 3];
    const answer = await this.ask(...asked);
    assert.equal(answer.status, 200, `${asked[0]}: ${answer.text}`);
    const body = JSON.parse(answer.text);
    const found = (body.hits ?? body.rows).map(({ row }) => row.version);
    assert.ok(found.length > 0);
    const [version] = found;
    assert.ok(found.every((one) => one === version), 'rows of two imports in one answer');
    if (body.facets?.version) assert.equal(body.facets.version.distinct ?? body.facets.version.values.length, 1);
    assert.equal(body.num_rows ?? body.num_rows_total, rows + version, 'and the number of rows');
    this.versions.push(version);
    revisions.set(answer.revision, version);
  }
}
const revisions = new Map();

/// People who read until stop() is called; it resolves once each has read so many more pages.
function readers(port, many) {
  const people = Array.from({ length: many }, (_, i) => new Person(port, i));
  let more = Infinity;
  const reading = people.map(async (person) => {
    for (let i = 0, last = 0; last < more; i += 1) {
      await person.read(i);
      if (more !== Infinity) last += 1;
    }
  });
  const all = Promise.all(reading);
  all.catch(() => {}); // told by stop()
  return {
    people,
    async stop(last) {
      more = last;
      await all;
      for (const { agent } of people) agent.destroy();
    },
  };
}

async function importAgain(origin, version) {
  origin.place.file('papers.jsonl', importOf(version));
  const imported = await finished(origin.place.start(['import', 'papers.jsonl'], { stdio: ['ignore', 'ignore', 'pipe'] }));
  assert.equal(imported.code, 0, imported.err);
}

/// What every copy answers, without what differs from answer to answer.
async function answers(server) {
  const { body, headers } = await server.json('/api/v1/datasets/local/papers/search?q=reward+planning&limit=100&facets=year');
  delete body.took_ms;
  const file = await fetch(`${server.url}/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`);
  return { body, revision: headers.get('x-revision'), etag: file.headers.get('etag'), bytes: (await file.arrayBuffer()).byteLength };
}

test('nginx: one copy is killed, the data changes, the copy comes back, and nobody notices', { skip: skipNginx }, async (t) => {
  const { origin, copies } = await threeCopies(t);
  const port = await freePort();
  await startNginxOf(t, join(origin.place.folder, 'nginx'), documented('nginx', copies, port));
  const reading = readers(port, 9);
  await copies[0].kill();
  const followed = copies.slice(1).map((copy) => copy.saysNext(/copied local\/papers/));
  await importAgain(origin, 2);
  await Promise.all(followed);
  await copies[0].start();
  await copies[0].says(/copied local\/papers/);
  await reading.stop(10);
  for (const { versions } of reading.people) {
    assert.deepEqual(versions, versions.toSorted(), 'a person who saw the new rows sees no old ones again');
    assert.equal(versions.at(-1), 2);
  }
  assert.ok(reading.people.some(({ versions }) => versions[0] === 1));
  assert.equal(revisions.size, 2);
  const expected = await answers(origin);
  for (const copy of copies) assert.deepEqual(await answers(copy), expected);
});

test('Caddy: a copy is killed while people read', { skip: skipCaddy }, async (t) => {
  const { origin, copies } = await threeCopies(t);
  const port = await freePort();
  await startCaddy(t, join(origin.place.folder, 'caddy'), documented('caddyfile', copies, port).replace('data.example.org', `http://data.example.org:${port}`));
  const reading = readers(port, 6);
  await copies[1].kill();
  await reading.stop(20);
  assert.ok(reading.people.every(({ versions }) => versions.length > 3));
});

test('a copy that is not whole yet is asked by nobody, though nginx does not probe', { skip: skipNginx }, async (t) => {
  const { origin, copies } = await threeCopies(t);
  const port = await freePort();
  await startNginxOf(t, join(origin.place.folder, 'nginx'), documented('nginx', copies, port));
  await copies[2].kill();
  // In its place one whose origin nobody reaches.
  const empty = new Server(t, '--replica-of', `http://127.0.0.1:${await freePort()}`, '--allow-host', 'data.example.org');
  empty.port = copies[2].port;
  await empty.start();
  assert.equal((await fetch(`${empty.url}/ready`)).status, 503);
  assert.equal((await empty.json('/api/v1/datasets/local/papers')).status, 503);
  assert.equal((await fetch(`${empty.url}/healthcheck`)).status, 200);
  const reading = readers(port, 9);
  await reading.stop(5);
});
