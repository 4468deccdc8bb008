// Damage is found, named and mended; what is left as it is gives the same answers or an error.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, sourceRoot } from './vitrine.mjs';

/// Enough rows, text and vectors for every kind of file.
function library(place, rows = 300) {
  place.ok('sample', '--rows', String(rows), '--out', 'conference');
  place.ok('import', join('conference', 'train.jsonl'), '--name', 'local/d');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/// Flips in each file.
const flips = Number(process.env.VITRINE_TORTURE ?? 1);

const questions = [
  ['rows', 'local/d', '--json', '--limit', '300'],
  ['stats', 'local/d', '--json'],
  ['search', 'local/d', 'model', '--json', '--facets', 'type'],
  ['similar', 'local/d', '1', '--json'],
  ['sql', 'local/d', 'SELECT count(*), sum(length(abstract)), max(submission_number) FROM train', '--json'],
];

/// What the program answers to everything, without times.
function answers(place) {
  return questions.map((question) => {
    const result = place.run(question);
    const text = result.out.replace(/"took_ms":[\d.]+/g, '');
    return { status: result.status, out: text, err: result.err };
  });
}

/// When a stream has said so.
const told = (stream, pattern) => new Promise((done) => {
  let text = '';
  stream.on('data', (chunk) => pattern.test(text += chunk) && done());
});

function flip(path, at, bit) {
  const bytes = readFileSync(path);
  bytes[at] ^= 1 << bit;
  writeFileSync(path, bytes);
}

test('a sound library is sound', (t) => {
  const place = new Workplace(t);
  library(place, 50);
  assert.match(place.ok('doctor'), /^machine: sound\nlocal\/d: sound, /);
  const { findings } = JSON.parse(place.ok('doctor', '--json'));
  assert.deepEqual(findings.map((finding) => finding.sound), [true, true]);
});

test('a flipped bit in any file gives the same answer or an error with its name, is found by doctor and mended', (t) => {
  const place = new Workplace(t);
  library(place);
  const whole = answers(place);
  for (const answer of whole) assert.equal(answer.status, 0, answer.err);
  const dataset = place.dataset('d');
  const files = filesBelow(join(dataset, 'snapshots'));
  assert.ok(files.length >= 7, files.join());
  let seed = 7;
  const draw = (below) => (seed = (seed * 48271) % 0x7fffffff) % below;
  for (const file of Array.from({ length: flips }, () => files).flat()) {
    const before = readFileSync(file);
    const at = draw(before.length);
    const bit = draw(8);
    flip(file, at, bit);
    const name = `${basename(file)} byte ${at} bit ${bit}`;
    answers(place).forEach((answer, i) => {
      // What meaning would have added may be missing, if the answer says so.
      if (answer.status === 0 && /"meaning_off":"dataset local\/d is damaged: [^"]*doctor --repair/.test(answer.out)) return;
      if (answer.status === 0) return assert.ok(answer.out === whole[i].out, `${name}: ${questions[i]}`);
      assert.match(answer.err, /local\/d is damaged: .*doctor --repair/, `${name}: ${answer.err}`);
      assert.ok(!answer.err.includes(place.home), answer.err);
    });
    place.fails(['doctor', 'd'], /1 thing is not sound/);
    const isIndex = file.includes(`${join('index', 'default')}`);
    if (isIndex) {
      assert.match(place.ok('doctor', '--repair'), /local\/d: mended/, name);
    } else {
      place.fails(['doctor', '--repair'], /not sound/);
      const again = place.run(['import', join('conference', 'train.jsonl'), '--name', 'local/d']);
      assert.equal(again.status, 0, again.err);
      assert.match(again.err, /damaged and is made again/, name);
    }
    place.ok('doctor');
    assert.deepEqual(answers(place), whole, name);
  }
});

test('an index that is cut or missing is mended too', (t) => {
  const place = new Workplace(t);
  library(place, 50);
  const whole = answers(place);
  for (const name of ['rows.vtr', 'text.vti', 'values.vtc', 'statistics.json']) {
    for (const harm of [(file) => writeFileSync(file, readFileSync(file).subarray(0, 40)), (file) => rmSync(file)]) {
      harm(filesBelow(join(place.dataset('d'), 'snapshots')).find((path) => path.endsWith(name)));
      place.fails(['rows', 'local/d'], /damaged.*doctor --repair/);
      place.fails(['doctor'], /1 thing is not sound/);
      place.ok('doctor', '--repair');
      assert.deepEqual(answers(place), whole, name);
    }
  }
});

test('a snapshot of version 0.1.0 is refused with what to do, made anew from its Parquet, and keeps its notes', (t) => {
  const place = new Workplace(t);
  cpSync(join(sourceRoot, 'tests', 'compat', '0.1.0'), place.home, { recursive: true });
  place.fails(['rows', 'old/papers'], /imported by an older version of Vitrine; run `vitrine doctor --repair`/);
  place.fails(['doctor'], /1 thing is not sound/);
  assert.match(place.ok('doctor', '--repair'), /old\/papers: mended/);
  const want = readFileSync(join(sourceRoot, 'tests', 'compat', 'papers.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const got = place.rows('old/papers');
  assert.deepEqual(got.map((row) => row.title), want.map((row) => row.title));
  assert.deepEqual(got.map((row) => row.authors), want.map((row) => row.authors));
  assert.match(place.ok('search', 'old/papers', 'reward', '--json'), /Élan vital/);
  const notes = JSON.parse(readFileSync(join(place.home, 'datasets', 'old', 'papers', 'reading-list.json'), 'utf8'));
  assert.equal(notes.entries[0].note, 'kept since 0.1.0');
  place.ok('doctor');
});

test('a damaged reading list is said and left alone', (t) => {
  const place = new Workplace(t);
  library(place, 50);
  const list = join(place.dataset('d'), 'reading-list.json');
  writeFileSync(list, '{"version":2,"entries":[]}');
  place.fails(['doctor', '--repair'], /not sound/);
  assert.match(place.run(['doctor']).out, /reading list of this dataset is damaged/);
  assert.equal(readFileSync(list, 'utf8'), '{"version":2,"entries":[]}');
});

test('damaged counts of downloads are said, and the next download keeps them aside', async (t) => {
  const place = new Workplace(t);
  library(place, 50);
  const counts = join(place.dataset('d'), 'downloads.json');
  writeFileSync(counts, '{"version":2,"days":[]}');
  place.fails(['doctor', '--repair'], /not sound/);
  assert.match(place.run(['doctor']).out, /counts of downloads of this dataset are damaged/);
  const server = await serve(place);
  assert.equal((await fetch(`${server.url}/datasets/local/d/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`)).status, 200);
  await server.stop();
  place.ok('doctor');
  assert.equal(readFileSync(`${counts}.damaged`, 'utf8'), '{"version":2,"days":[]}');
});

test('a damaged map is found, and mended with the indexes', async (t) => {
  const place = new Workplace(t);
  library(place, 50);
  const server = await serve(place);
  const map = () => fetch(`${server.url}/api/v1/datasets/local/d/map`);
  while ((await map()).status === 202);  // until it is made
  assert.equal((await map()).status, 200);
  await server.stop();
  const file = filesBelow(join(place.dataset('d'), 'snapshots')).find((path) => path.endsWith('.vtm'));
  flip(file, 100, 3);
  place.fails(['doctor'], /1 thing is not sound/);
  assert.match(place.run(['doctor']).out, /local\/d: .*map-\d+\.vtm/);
  assert.match(place.ok('doctor', '--repair'), /local\/d: mended/);
  place.ok('doctor');
});

test('a question of an agent that meets damage has it mended', async (t) => {
  const place = new Workplace(t);
  library(place, 50);
  flip(filesBelow(join(place.dataset('d'), 'snapshots')).find((path) => path.endsWith('text.vti')), 200, 3);
  const server = await serve(place);
  const mended = told(server.child.stderr, /the indexes of local\/d were damaged and have been made again/);
  const ask = async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { dataset: 'd', query: 'model' } } });
    const answer = await fetch(`${server.url}/mcp`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    assert.equal(answer.status, 200);
    return { code: answer.headers.get('X-Error-Code'), ...(await answer.json()).result };
  };
  const refused = await ask();
  assert.deepEqual([refused.isError, refused.code], [true, 'CorruptDataError']);
  await mended;
  assert.equal((await ask()).isError, false);
  await server.stop();
});

test('a server makes a damaged index again while it answers, and one that is read-only leaves it', async (t) => {
  const place = new Workplace(t);
  library(place, 50);
  const index = filesBelow(join(place.dataset('d'), 'snapshots')).find((path) => path.endsWith('text.vti'));
  flip(index, 200, 3);
  const question = '/api/v1/datasets/local/d/search?q=model';
  const closed = await serve(place, '--read-only');
  assert.equal((await fetch(closed.url + question)).status, 500);
  await closed.stop();
  assert.doesNotMatch(closed.told(), /made again/);
  const server = await serve(place);
  const mended = told(server.child.stderr, /the indexes of local\/d were damaged and have been made again/);
  assert.equal((await fetch(server.url + question)).status, 500);
  await mended;
  const answer = await fetch(server.url + question);
  assert.equal(answer.status, 200);
  assert.ok((await answer.json()).total > 0);
  await server.stop();
  place.ok('doctor');
});
