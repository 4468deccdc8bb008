// An engine that is gone, is something else, takes nothing, was changed by hand, or dies while rows are loaded: the old or the new, and never a wrong answer.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, finished, lines } from '../cli/vitrine.mjs';
import { Between, startOther } from './between.mjs';
import { noEngine, noOption, nodesFor } from './nodes.mjs';

const skip = noEngine;
const dataset = '/api/v1/datasets/local/papers';
const hub = 'dataset=local/papers&config=default&split=train';
const paper = (version) => (_, i) => ({ title: `planning with reward model ${i}`, number: i, version, year: i % 7 === 0 ? null : 2000 + (i % 20), embedding: Array.from({ length: 16 }, (_, k) => ((i * 31 + k * 17) % 101) / 7 - 7) });
const papers = (version, count = 300) => lines(Array.from({ length: count }, paper(version)));

async function json(url, method, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  return { status: answer.status, body: await answer.json() };
}
const text = async (url) => (await fetch(url)).text();

/// A library of its own whose rows are in the engine at `engine`.
class Library extends Workplace {
  constructor(t, engine) {
    super(t);
    this.engine = engine;
  }
  startImport(version, count, more = {}) {
    this.file('papers.jsonl', papers(version, count));
    return this.start(['import', 'papers.jsonl', '--engine', this.engine], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, VITRINE_HOME: this.home, ...more } });
  }
  async import(version, count, more) {
    return finished(this.startImport(version, count, more));
  }
  /// What a command prints. Not as ok(): what stands between runs in this process.
  async prints(...args) {
    const child = this.start(args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    const { code, err } = await finished(child);
    assert.equal(code, 0, err);
    return out;
  }
  async imported(version, count) {
    const { code, err } = await this.import(version, count);
    assert.equal(code, 0, err);
    return this;
  }
}

/// The versions that all rows of an answer have; one, where it is of one import.
const versions = (body) => [...new Set(body.hits.map(({ row }) => row.version))];
/// The names of all indexes that any library of ours has in the engine.
const indexes = async (nodes) => (await json(`${nodes.url(1)}/_cat/indices/vitrine-*?format=json&h=index`)).body.map(({ index }) => index).sort();
/// The indexes of the engine that were not there before.
const made = async (nodes, before) => (await indexes(nodes)).filter((one) => !before.includes(one));

test('an engine that is gone: what stands in Parquet is answered, the rest says so by name, and all is well when it is back', { skip }, async (t) => {
  const between = await new Between(t, await nodesFor(t)).open();
  const library = await new Library(t, between.url).imported(1);
  const server = await serve(library);
  t.after(() => server.stop());
  const asked = [`${dataset}/search?q=reward&limit=5`, `${dataset}/search?where=year%3D2004&limit=5`, `${dataset}/facets?facets=year`, `${dataset}/rows/3/similar`];
  const here = [`/statistics?${hub}`, `/info?dataset=local/papers`, `/size?dataset=local/papers`, `/parquet?dataset=local/papers`, `${dataset}/columns`, `${dataset}/sql?sql=${encodeURIComponent('SELECT count(*) AS n, sum(number) AS s FROM train')}`, '/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet'];
  const withoutTime = (body) => body.replace(/"took_ms":[\d.e+-]+/, '');
  const before = new Map();
  for (const target of [...asked, ...here]) {
    const answer = await fetch(server.url + target);
    before.set(target, withoutTime(await answer.text()));
    assert.equal(answer.status, 200, before.get(target));
  }
  await between.close();
  for (const target of here) {
    const answer = await fetch(server.url + target);
    assert.equal(withoutTime(await answer.text()), before.get(target), target);
  }
  // All at once: each is given up after the same time.
  const refused = await Promise.all(asked.map((target) => json(server.url + target)));
  for (const [i, { status, body }] of refused.entries()) {
    assert.equal(status, 503, asked[i]);
    assert.ok(body.error.includes(between.url.slice('http://'.length)) || /longer than/.test(body.error), `${asked[i]}: ${body.error}`);
  }
  await between.open();
  for (const target of asked) assert.equal(withoutTime(await text(server.url + target)), before.get(target), target);
});

test('a server starts while the engine is gone, and finds it when it comes', { skip }, async (t) => {
  const between = await new Between(t, await nodesFor(t)).open();
  const library = await new Library(t, between.url).imported(1);
  await between.close();
  const server = await serve(library);
  t.after(() => server.stop());
  assert.equal((await fetch(`${server.url}/ready`)).status, 200);
  assert.equal((await json(`${server.url}/statistics?${hub}`)).body.num_examples, 300);
  await between.open();
  assert.equal((await json(`${server.url}${dataset}/search?q=reward&limit=3`)).body.total, 300);
});

const others = {
  'a page for people': [{ status: 200, type: 'text/html', body: '<html><body>Welcome to nginx</body></html>' }, /is no OpenSearch.*Welcome to nginx/],
  Elasticsearch: [{ status: 200, body: '{"name":"n1","version":{"number":"8.19.0","build_flavor":"default"},"tagline":"You Know, for Search"}' }, /another product 8\.19\.0.*OpenSearch 3/],
  'OpenSearch 2': [{ status: 200, body: '{"name":"n1","version":{"distribution":"opensearch","number":"2.19.1"}}' }, /opensearch 2\.19\.1.*OpenSearch 3/],
  'a server of files': [{ status: 404, type: 'text/plain', body: 'not here' }, /is no OpenSearch/],
  'one that lets nobody in': [{ status: 401, type: 'text/plain', body: 'Unauthorized' }, /VITRINE_ENGINE_USER.*VITRINE_ENGINE_TOKEN/],
};
for (const [what, [answer, sentence]] of Object.entries(others))
  test(`no engine: ${what}`, { skip: noOption }, async (t) => {
    const other = await startOther(t, answer);
    const library = new Library(t, other.url);
    const { code, err } = await library.import(1);
    assert.equal(code, 1, err);
    assert.match(err.trim().split('\n').at(-1), sentence);
    assert.deepEqual(library.staging(), []);
    assert.equal(library.run(['list']).out.includes('local/papers'), false);
  });

test('user, password and token come from the environment and are in no message', { skip }, async (t) => {
  const between = await new Between(t, await nodesFor(t)).open();
  const asked = new Set();
  between.instead = (line, body, headers) => {
    asked.add(headers.authorization);
    return undefined;
  };
  const library = new Library(t, between.url);
  const byLogin = await library.import(1, 20, { VITRINE_ENGINE_USER: 'vitrine', VITRINE_ENGINE_PASSWORD: 'geheim:wort' });
  assert.equal(byLogin.code, 0, byLogin.err);
  assert.deepEqual([...asked], [`Basic ${Buffer.from('vitrine:geheim:wort').toString('base64')}`]);
  asked.clear();
  const byToken = await library.import(2, 20, { VITRINE_ENGINE_TOKEN: 'geheimnis' });
  assert.equal(byToken.code, 0, byToken.err);
  assert.deepEqual([...asked], ['Bearer geheimnis']);
  between.instead = () => ({ status: 403, body: '{"error":"no permissions"}' });
  const refused = await library.import(3, 20, { VITRINE_ENGINE_TOKEN: 'geheimnis' });
  assert.equal(refused.code, 1);
  assert.doesNotMatch(byLogin.err + byToken.err + refused.err, /geheim/);
  const inAddress = library.run(['import', 'papers.jsonl', '--engine', 'http://vitrine:geheim@127.0.0.1:1']);
  assert.equal(inAddress.status, 1);
  assert.match(inAddress.err, /VITRINE_ENGINE_USER/);
  assert.doesNotMatch(inAddress.err, /geheim/);
});

test('over TLS, who cannot prove to be the host that was named is sent nothing', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  /// A key and the certificate by which it vouches for itself, of a host.
  const certified = (place, host) => {
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${host}.key`, '-out', `${host}.pem`, '-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=IP:${host}`], { cwd: place.folder, encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    return { key: readFileSync(join(place.folder, `${host}.key`)), cert: readFileSync(join(place.folder, `${host}.pem`)) };
  };
  const library = new Library(t, '');
  const vouched = (host) => ({ SSL_CERT_FILE: join(library.folder, `${host}.pem`), VITRINE_ENGINE_TOKEN: 'geheimnis' });
  const right = await new Between(t, nodes, certified(library, '127.0.0.1')).open();
  const other = await new Between(t, nodes, certified(library, '127.0.0.2')).open();
  for (const [between, host] of [[right, '127.0.0.2'], [other, '127.0.0.2']]) {
    library.engine = between.url;
    const refused = await library.import(1, 20, vouched(host));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /certificate/i);
    assert.deepEqual(between.seen, []);
  }
  library.engine = right.url;
  const taken = await library.import(1, 20, vouched('127.0.0.1'));
  assert.equal(taken.code, 0, taken.err);
  const asks = library.start(['search', 'papers', 'reward'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, VITRINE_HOME: library.home, ...vouched('127.0.0.1') } });
  const { code, err } = await finished(asks);
  assert.equal(code, 0, err);
  assert.ok(right.seen.some((line) => line.includes('/_search')));
});

test('an engine that takes no writes: the import says so, and the old rows are answered', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const library = await new Library(t, nodes.engine).imported(1);
  const readOnly = (value) => json(`${nodes.url(1)}/_cluster/settings`, 'PUT', { persistent: { 'cluster.blocks.read_only': value } });
  await readOnly(true);
  try {
    const { code, err } = await library.import(2);
    assert.equal(code, 1);
    assert.match(err, /read[ -]only/);
    assert.deepEqual(library.staging(), []);
    assert.deepEqual(versions(JSON.parse(await library.prints('search', 'papers', 'reward', '--json'))), [1]);
  } finally {
    await readOnly(null);
  }
  await library.imported(2);
  assert.deepEqual(versions(JSON.parse(await library.prints('search', 'papers', 'reward', '--json'))), [2]);
});

test('an index changed by hand: a row that lacks is read from Parquet, an index that lacks is told', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const before = await indexes(nodes);
  const library = await new Library(t, nodes.engine).imported(1);
  const [index] = await made(nodes, before);
  const server = await serve(library);
  t.after(() => server.stop());
  const rows = `${server.url}${dataset}/search?limit=10&offset=50&columns=number`;
  assert.equal((await json(rows)).status, 200);
  // Nobody may write into it by mistake.
  assert.equal((await json(`${nodes.url(1)}/${index}/_doc/55?refresh=true`, 'DELETE')).status, 403);
  await json(`${nodes.url(1)}/${index}/_settings`, 'PUT', { index: { 'blocks.write': false } });
  assert.equal((await json(`${nodes.url(1)}/${index}/_doc/55?refresh=true`, 'DELETE')).status, 200);
  // A row that lacks there is read from the Parquet.
  const { body: page } = await json(`${server.url}${dataset}/search?limit=10&offset=51&columns=number`);
  assert.deepEqual(page.hits.map(({ row }) => row.number), [51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
  await json(`${nodes.url(1)}/${index}`, 'DELETE');
  for (const target of [`${dataset}/search?q=reward`, `${dataset}/search?where=year%3D2004`, `${dataset}/facets?facets=year`]) {
    const gone = await json(server.url + target);
    assert.notEqual(gone.status, 200, target);
    assert.match(gone.body.error, /no index|import/, target);
  }
});

test('answers that are short, cut or late never count', { skip }, async (t) => {
  const between = await new Between(t, await nodesFor(t)).open();
  const library = await new Library(t, between.url).imported(1);
  const server = await serve(library);
  t.after(() => server.stop());
  const search = `${server.url}${dataset}/search?q=reward&limit=5`;
  const { body: expected } = await json(search);
  delete expected.took_ms;
  const bad = [
    'cut',
    { status: 200, body: '{"took":1,"timed_out":false,"_shards":{"total":3,"successful":2,"skipped":0,"failed":1},"hits":{"total":{"value":7,"relation":"eq"},"hits":[]}}' },
    { status: 200, body: '{"took":1,"timed_out":true,"_shards":{"total":3,"successful":3,"skipped":0,"failed":0},"hits":{"total":{"value":7,"relation":"eq"},"hits":[]}}' },
    { status: 503, body: '{"error":{"root_cause":[{"type":"search_phase_execution_exception","reason":"all shards failed"}]},"status":503}' },
    { status: 429, body: '{"error":{"root_cause":[{"type":"rejected_execution_exception","reason":"too busy"}]},"status":429}' },
  ];
  for (const one of bad) {
    let left = 2;
    between.instead = (line) => (line.includes('/_search') && left-- > 0 ? one : undefined);
    const { status, body } = await json(search);
    assert.equal(status, 200, JSON.stringify(body));
    delete body.took_ms;
    assert.deepEqual(body, expected, JSON.stringify(one));
    assert.ok(left <= 0, 'the bad answer was given');
  }
});

test('an engine that is busy takes all rows in the end', { skip }, async (t) => {
  const between = await new Between(t, await nodesFor(t)).open();
  const library = new Library(t, between.url);
  let refusals = 3;
  between.instead = (line) => (line.includes('/_bulk') && refusals-- > 0 ? { status: 429, body: '{"error":{"root_cause":[{"type":"rejected_execution_exception","reason":"too busy"}]},"status":429}' } : undefined);
  await library.imported(1, 2000);
  assert.ok(refusals <= 0);
  assert.equal(JSON.parse(await library.prints('rows', 'papers', '--where', 'version = 1', '--json', '--limit', '1')).total, 2000);
});

test('of a batch that the engine takes half of, the other half is sent again, and no row twice', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const between = await new Between(t, nodes).open();
  const library = new Library(t, between.url);
  const busy = { type: 'rejected_execution_exception', reason: 'too busy' };
  const batches = [];
  between.instead = async (line, body) => {
    if (!line.includes('/_bulk')) return undefined;
    const rows = String(body).match(/.*\n.*\n/g);
    batches.push(rows.map((row) => Number(JSON.parse(row.split('\n')[0]).index._id)));
    if (batches.length > 1) return undefined;
    const taken = rows.filter((_, i) => i % 2);
    const path = line.slice('POST '.length);
    const answer = await fetch(nodes.url(1) + path, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' }, body: taken.join('') });
    assert.equal((await answer.json()).errors, false);
    const items = rows.map((_, i) => ({ index: i % 2 ? { status: 201 } : { status: 429, error: busy } }));
    return { status: 200, body: JSON.stringify({ errors: true, items }) };
  };
  await library.imported(1, 2000);
  assert.deepEqual(batches[1], batches[0].filter((_, i) => i % 2 === 0));
  const sent = batches.slice(1).flat().concat(batches[0].filter((_, i) => i % 2));
  assert.deepEqual(sent.sort((a, b) => a - b), Array.from({ length: 2000 }, (_, i) => i));
  assert.equal(JSON.parse(await library.prints('rows', 'papers', '--where', 'version = 1', '--json', '--limit', '1')).total, 2000);
});

test('an import that is killed leaves the old, and no index after the next', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const between = await new Between(t, nodes).open();
  const before = await indexes(nodes);
  const library = await new Library(t, between.url).imported(1, 5000);
  assert.equal((await made(nodes, before)).length, 1);
  const moments = [/^PUT \/vitrine-[^/]+$/, /_bulk/, /_refresh/, /_flush/, /_settings/, /_cluster\/health\//];
  let version = 1;
  for (const moment of moments) {
    version += 1;
    let child;
    let reached = false;
    between.instead = (line) => {
      // The first refresh is of an import that looks what is there already.
      if (!moment.test(line) || reached) return undefined;
      reached = true;
      child.kill('SIGKILL');
      return undefined;
    };
    child = library.startImport(version, 5000);
    const { signal, err } = await finished(child);
    between.instead = () => undefined;
    assert.equal(signal, 'SIGKILL', `${moment}: ${err}`);
    const found = JSON.parse(await library.prints('search', 'papers', 'reward', '--json', '--limit', '20'));
    assert.deepEqual(versions(found), [version - 1], String(moment));
    assert.equal(found.total, 5000);
    await library.imported(version, 5000);
    assert.deepEqual(versions(JSON.parse(await library.prints('search', 'papers', 'reward', '--json'))), [version], String(moment));
    await library.prints('gc'); // the snapshot before, which a reader might still have
    assert.equal((await made(nodes, before)).length, 1, `after ${moment}: ${await made(nodes, before)}`);
  }
  await library.prints('remove', 'local/papers', '--for-good');
  await library.prints('gc');
  assert.deepEqual(await made(nodes, before), []);
});

test('what a killed import of another table has left is collected', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const between = await new Between(t, nodes).open();
  const before = await indexes(nodes);
  const library = await new Library(t, between.url).imported(1, 5000);
  let child;
  between.instead = (line) => {
    if (line.includes('/_flush')) child.kill('SIGKILL');
    return undefined;
  };
  child = library.startImport(2, 5000);
  assert.equal((await finished(child)).signal, 'SIGKILL');
  between.instead = () => undefined;
  assert.equal((await made(nodes, before)).length, 2, 'the index that was begun');
  await library.prints('gc');
  assert.equal((await made(nodes, before)).length, 1);
  assert.deepEqual(versions(JSON.parse(await library.prints('search', 'papers', 'reward', '--json'))), [1]);
});

test('a node that is killed while rows are loaded: the old or the new, whole', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const between = await new Between(t, nodes).open();
  const library = new Library(t, nodes.engine);
  await library.imported(1, 5000);
  await nodes.whole();
  for (const victim of [2, 3]) {
    const old = JSON.parse(await library.prints('search', 'papers', 'reward', '--json', '--limit', '5')).hits[0].row.version;
    library.engine = between.url;
    let killed;
    const begun = new Promise((done) => {
      between.instead = (line) => {
        if (line.includes('/_bulk') && !killed) {
          killed = nodes.kill(victim);
          done();
        }
        return undefined;
      };
    });
    const end = finished(library.startImport(old + 1, 5000));
    await Promise.race([begun, end]);
    assert.ok(killed, 'rows were being loaded');
    await killed;
    between.instead = () => undefined;
    await nodes.start(victim);
    await nodes.agree(nodes.numbers.length, victim);
    const { code, err } = await end;
    const found = JSON.parse(await library.prints('search', 'papers', 'reward', '--json', '--limit', '20'));
    assert.deepEqual(versions(found), [code === 0 ? old + 1 : old], err);
    assert.equal(found.total, 5000);
    if (code !== 0) await library.imported(old + 1, 5000);
    assert.deepEqual(versions(JSON.parse(await library.prints('search', 'papers', 'reward', '--json'))), [old + 1]);
    await nodes.whole();
  }
});

test('doctor tells of an index that is gone, and loads it anew', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  const before = await indexes(nodes);
  const library = await new Library(t, nodes.engine).imported(1);
  assert.match(await library.prints('doctor', 'papers'), /local\/papers: sound/);
  const [index] = await made(nodes, before);
  assert.equal((await json(`${nodes.url(1)}/${index}`, 'DELETE')).status, 200);
  const found = library.run(['doctor', 'papers']);
  assert.equal(found.status, 1);
  assert.match(found.out, /the engine's index of default\/train is gone or was changed/);
  assert.match(await library.prints('doctor', 'papers', '--repair'), /local\/papers: mended/);
  assert.equal(JSON.parse(await library.prints('search', 'papers', 'reward', '--json')).total, 300);
});
