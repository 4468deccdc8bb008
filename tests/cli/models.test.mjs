// Models: fetched from a Hub, and columns of vectors that they make.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { HostileHub } from '../api/hostile_hub.mjs';
import { safetensors, smallModel } from './small_model.mjs';
import { Workplace, binary, finished, lines } from './vitrine.mjs';

const hubs = [];
after(() => Promise.all(hubs.map((hub) => hub.stop())));

async function hubOf(files) {
  const hub = await new HostileHub(files, 'models').start();
  hubs.push(hub);
  return hub;
}

/// Runs the binary without holding up the Hub, which is served by this process.
async function run(place, hub, ...args) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_') && !/proxy/i.test(name)));
  const env = { ...clean, VITRINE_HOME: place.home, HF_ENDPOINT: hub?.url ?? 'http://127.0.0.1:9', HF_HOME: join(place.folder, 'hf'), HF_HUB_DOWNLOAD_TIMEOUT: '2' };
  const child = spawn(binary, args, { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  return { code, out, err, last: err.trim().split('\n').at(-1) };
}

function writeModel(place, files, name = 'model') {
  const folder = join(place.folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const papers = (count) =>
  Array.from({ length: count }, (_, i) => ({ number: i, abstract: i % 7 === 3 ? '' : `deep graph networks, paper ${[...(i % 1000).toString(3)].join(' ')}.` }));
const vectorsOf = (place, name) =>
  place.ok('export', name, '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line).embedding);

test('a model is pulled, listed, and fills a column', async (t) => {
  const place = new Workplace(t);
  const hub = await hubOf(smallModel());
  const pulled = await run(place, hub, 'model', 'pull', 'acme/papers');
  assert.equal(pulled.code, 0, pulled.err);
  assert.match(pulled.out, /models--acme--papers\/snapshots\/a{40}\n$/);
  assert.ok(!hub.requests.some((request) => request.path.endsWith('README.md')));
  const listed = await run(place, hub, 'model', 'list');
  assert.equal(listed.out, 'acme/papers  32 values\n');

  const source = place.file('set.jsonl', lines(papers(40)));
  const filled = await run(place, null, 'import', source, '--embed', 'acme/papers');
  assert.equal(filled.code, 0, filled.err);
  assert.match(filled.err, /embedding has 34 vectors of 32 values by acme\/papers/);
  const vectors = vectorsOf(place, 'set');
  papers(40).forEach((paper, i) => (paper.abstract ? assert.equal(vectors[i].length, 32) : assert.equal(vectors[i], null)));

  const again = await run(place, null, 'import', source, '--embed', 'acme/papers');
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /nothing to do/);
  const twice = await run(place, null, 'embed', 'set', '--model', 'acme/papers');
  assert.equal(twice.code, 1);
  assert.match(twice.last, /set has a column "embedding" already, made by the model acme\/papers; --column gives the new one another name/);
});

test('a download of a model that was cut goes on where it stopped', async (t) => {
  const place = new Workplace(t);
  const hub = await hubOf(smallModel());
  let cuts = 0;
  hub.resolve = (request, response, bytes, path) => {
    if (path !== 'model.safetensors' || cuts++ > 0) return false;
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, 20_000), () => response.destroy());
    return true;
  };
  const pulled = await run(place, hub, 'model', 'pull', 'acme/papers');
  assert.equal(pulled.code, 0, pulled.err);
  assert.ok(hub.requests.some((request) => request.path.endsWith('model.safetensors') && /^bytes=[1-9]\d*-$/.test(request.range ?? '')));
});

test('a model that cannot be run is refused by name before its weights are fetched', async (t) => {
  const place = new Workplace(t);
  const hub = await hubOf(smallModel({ kind: 'xlm-roberta' }));
  const pulled = await run(place, hub, 'model', 'pull', 'acme/papers');
  assert.equal(pulled.code, 1);
  assert.match(pulled.last, /the model acme\/papers: the model is of type "xlm-roberta"; models of type "bert" can be run/);
  assert.ok(!hub.requests.some((request) => request.path.endsWith('model.safetensors')));
});

test('models that are not there, and names that are none, are one sentence each', async (t) => {
  const place = new Workplace(t);
  const hub = await hubOf(smallModel());
  const source = place.file('set.jsonl', lines(papers(3)));
  for (const [args, pattern] of [
    [['model', 'pull', 'acme/nothing'], /acme\/nothing does not exist at http/],
    [['model', 'pull', 'a/b/c'], /"a\/b\/c" names no model: write owner\/name/],
    [['embed', source, '--model', 'acme/papers'], /is not in .*`vitrine model pull acme\/papers` fetches it/],
    [['embed', source, '--model', './nowhere'], /there is no model in \.\/nowhere/],
    [['embed', source, '--model', writeModel(place, smallModel()), '--text', 'numbre'], /has no column "numbre"/],
    [['embed', source, '--model', writeModel(place, smallModel()), '--text', 'number'], /"number" holds no text/],
  ]) {
    const { code, err, last } = await run(place, hub, ...args);
    assert.equal(code, 1, args.join(' ') + err);
    assert.match(last, pattern);
  }
});

test('weights that are damaged or hostile are one sentence each, and the dataset stays', async (t) => {
  const place = new Workplace(t);
  place.ok('import', place.file('set.jsonl', lines(papers(3))));
  const good = smallModel();
  const weights = good['model.safetensors'];
  const end = 8 + Number(weights.readBigUInt64LE());
  const header = JSON.parse(weights.subarray(8, end));
  const data = weights.subarray(end);
  const missing = { ...header };
  const moved = missing['encoder.layer.1.output.dense.bias'];
  delete missing['encoder.layer.1.output.dense.bias'];
  missing['other'] = moved;
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(2n ** 63n);
  for (const [bytes, pattern] of [
    [safetensors(missing, data), /no tensor encoder\.layer\.1\.output\.dense\.bias/],
    [weights.subarray(0, weights.length - 100), /cut short: of \d+ bytes of tensors it has \d+; download it again/],
    [huge, /its header would have 9223372036854775808 bytes/],
    [Buffer.from('not weights at all'), /is it a safetensors file\?/],
  ]) {
    const folder = writeModel(place, { ...good, 'model.safetensors': bytes });
    place.fails(['embed', 'set', '--model', folder], pattern);
  }
  assert.equal(place.rows('set').length, 3);
});

test('who is interrupted goes on where they stopped, with the same vectors', async (t) => {
  const place = new Workplace(t);
  const model = writeModel(place, smallModel({ hidden: 96, heads: 3, wide: 192, layers: 4 }));
  const long = Array.from({ length: 1500 }, (_, i) => ({ number: i, abstract: `paper ${[...i.toString(3)].join(' ')} ` + 'deep graph neural networks, '.repeat(8) }));
  place.ok('import', place.file('set.jsonl', lines(long)));
  const partial = () => readdirSync(place.dataset('set')).find((name) => name.endsWith('.partial'));
  const sizeOfPartial = () => (partial() ? statSync(join(place.dataset('set'), partial())).size : 0);
  const child = place.start(['embed', 'set', '--model', model], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = finished(child);
  await place.until(() => sizeOfPartial() > 0, child);
  child.kill('SIGINT');
  const { code, err } = await ended;
  assert.equal(code, 1, err);
  assert.match(err, /stopped; what was encoded is kept, and the same command goes on there/);
  assert.deepEqual(place.staging(), []);
  const kept = readFileSync(join(place.dataset('set'), partial()));
  // A record that was cut is made again.
  writeFileSync(join(place.dataset('set'), partial()), kept.subarray(0, kept.length - 5));
  const told = JSON.parse(place.ok('embed', 'set', '--model', model, '--json'));
  assert.ok(told.num_resumed > 0 && told.num_resumed < 1500, JSON.stringify(told));
  assert.equal(told.num_vectors, 1500);
  assert.equal(partial(), undefined);
  place.ok('import', place.file('other.jsonl', lines(long)), '--embed', model);
  const once = vectorsOf(place, 'other');
  const twice = vectorsOf(place, 'set');
  const worst = Math.max(...once.map((row, i) => Math.max(...row.map((value, k) => Math.abs(value - twice[i][k])))));
  assert.ok(worst < 1e-5, String(worst));
});

test('a column stays when its source is imported again, and is said to go when the source has changed', async (t) => {
  const place = new Workplace(t);
  const model = writeModel(place, smallModel());
  const source = place.file('set.jsonl', lines(papers(20)));
  place.ok('import', source, '--embed', model);
  assert.match(place.run(['import', source]).err, /nothing to do/);
  assert.equal(vectorsOf(place, 'set')[0].length, 32);
  place.file('set.jsonl', lines(papers(21)));
  assert.match(place.run(['import', source]).err, /the column "embedding" of the data before was made by .*model; `vitrine embed` makes it of this data/);
  assert.equal(vectorsOf(place, 'set')[0], undefined);
});

test('rows keep their order and their values in a table of many groups', async (t) => {
  const place = new Workplace(t);
  const model = writeModel(place, smallModel({ layers: 1 }));
  const rows = Array.from({ length: 30_000 }, (_, i) => ({ number: i, abstract: `deep ${[...(i % 50).toString(3)].join(' ')}`, at: i / 8, tags: ['x', String(i)], when: '2024-01-02' }));
  const source = place.file('set.jsonl', lines(rows));
  place.ok('import', source);
  const before = place.ok('export', 'set', '--format', 'jsonl').trim().split('\n');
  place.ok('embed', 'set', '--model', model, '--column', 'by_model');
  const after = place.ok('export', 'set', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(after.length, rows.length);
  after.forEach(({ by_model: vector, ...rest }, i) => {
    assert.deepEqual(rest, JSON.parse(before[i]));
    assert.deepEqual(vector, after[i % 50].by_model);
  });
  assert.notDeepEqual(after[0].by_model, after[1].by_model);
  assert.match(place.ok('doctor', 'set'), /set: sound/);
  assert.ok(existsSync(place.home));
});

test('a query is encoded by the model that made the column, in its version alone', async (t) => {
  const place = new Workplace(t);
  const files = smallModel();
  const model = writeModel(place, files);
  const source = place.file('set.jsonl', lines(papers(40)));
  const filled = await run(place, null, 'import', source, '--embed', model);
  assert.equal(filled.code, 0, filled.err);
  const ask = async () => JSON.parse((await run(place, null, 'search', 'set', papers(40)[1].abstract, '--mode', 'semantic', '--json')).out);
  const found = await ask();
  assert.equal(found.meaning, 'model');
  assert.equal(found.meaning_model, model);
  // The text of a row, encoded as the row was: nothing is nearer.
  assert.equal(found.hits[0].row_idx ?? found.hits[0].row.number, 1);
  const weights = Buffer.from(files['model.safetensors']);
  weights[weights.length - 2] ^= 1;
  writeFileSync(join(model, 'model.safetensors'), weights);
  const other = await ask();
  assert.notEqual(other.meaning, 'model');
  assert.match(other.meaning_off, /is not the one that made column "embedding", but another version of it/);
});
