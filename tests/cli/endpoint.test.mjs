// Columns of vectors by an endpoint of the OpenAI form, and models that a card names.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Endpoint, answer, run, vectorOf } from './letters_endpoint.mjs';
import { smallModel } from './small_model.mjs';
import { Workplace, lines } from './vitrine.mjs';

const words = ['graph', 'robot', 'protein', 'speech', 'policy', 'image', 'ranking'];
const papers = (count) => Array.from({ length: count }, (_, i) => ({ number: i, abstract: i % 9 === 4 ? '' : `${words[i % 7]} ${words[(i * 3 + 1) % 7]} number ${i}` }));

test('an endpoint fills a column in batches, and queries go there where it is named', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  const failures = [
    (response) => answer(response, 429, { 'Retry-After': '0' }, '{"error": "too fast"}'),
    (response) => answer(response, 500, {}, ''),
    (response) => answer(response, 200, {}, '{"data": [{"index": 0, "embedd'),
  ];
  endpoint.otherwise = (response) => endpoint.batches.length > 0 && failures.length > 0 && failures.shift()(response);
  const filled = await run(place, 'import', place.file('set.jsonl', lines(papers(100))), '--embed', endpoint.address);
  assert.equal(filled.code, 0, filled.err);
  assert.equal(failures.length, 0);
  assert.ok(filled.err.includes(`set: the text of its rows is sent to ${endpoint.address}`), filled.err);
  assert.match(filled.err, /embedding has 89 vectors of 32 values by http/);
  assert.equal(endpoint.texts.length, 90, 'the probe and each text once');
  assert.ok(Math.max(...endpoint.batches) <= 32);
  assert.deepEqual([...endpoint.keys], ['Bearer a-key']);
  const rows = place.ok('export', 'set', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line));
  rows.forEach(({ abstract, embedding }) => assert.deepEqual(embedding, abstract ? vectorOf(`${abstract}\n`, 32) : null));
  assert.match((await run(place, 'info', 'set')).out, /vectors of embedding: made by http.*; the texts left this machine for it/);

  const ask = async (...more) => JSON.parse((await run(place, 'search', 'set', papers(9)[8].abstract, '--mode', 'semantic', '--json', ...more)).out);
  const before = endpoint.texts.length;
  assert.notEqual((await ask()).meaning, 'model');
  assert.equal(endpoint.texts.length, before, 'nothing is sent without --encoder');
  const found = await ask('--encoder', endpoint.address);
  assert.equal(found.meaning, 'model');
  assert.equal(found.meaning_model, endpoint.address);
  assert.equal(found.hits[0].row.number, 8);

  const again = await run(place, 'import', place.file('set.jsonl', lines(papers(100))), '--embed', endpoint.address);
  assert.match(again.err, /nothing to do/);
});

test('an endpoint that goes away ends the command, and the same command goes on there', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  place.ok('import', place.file('set.jsonl', lines(papers(700))));
  endpoint.otherwise = (response) => endpoint.texts.length > 400 && answer(response, 503, {}, '{"error": {"message": "loading"}}');
  const failed = await run(place, 'embed', 'set', '--model', endpoint.address);
  assert.equal(failed.code, 1);
  assert.match(failed.last, /answers with status 503 \(loading\); what was encoded is kept, and the same command goes on there/);
  assert.ok(readdirSync(place.dataset('set')).some((name) => name.endsWith('.partial')));
  const texts = new Set(endpoint.texts);
  endpoint.texts = [];
  endpoint.otherwise = () => false;
  const told = JSON.parse((await run(place, 'embed', 'set', '--model', endpoint.address, '--json')).out);
  assert.ok(told.num_resumed >= 200, JSON.stringify(told));
  const repeated = endpoint.texts.filter((text) => text !== 'vector' && texts.has(text));
  assert.deepEqual(repeated, [], 'what was made is in the log or the cache');
  assert.equal(place.rows('set').length, 700);
});

test('what the built-in encoder cannot read, an endpoint can: Chinese, emoji, an empty query', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  const texts = ['图神经网络的表示学习', '语音识别中的注意力机制', '🤖🤝👩‍🔬 👍', '蛋白质结构预测', 'policy gradients'];
  const rows = texts.map((abstract, number) => ({ number, abstract }));
  place.ok('import', place.file('set.jsonl', lines(rows)));
  assert.equal((await run(place, 'embed', 'set', '--model', endpoint.address)).code, 0);
  const ask = async (query) => JSON.parse((await run(place, 'search', 'set', query, '--mode', 'semantic', '--json', '--encoder', endpoint.address)).out);
  for (const [query, number] of [['神经网络', 0], ['语音识别', 1], ['🤝👩‍🔬', 2], ['蛋白质结构', 3]]) {
    const found = await ask(query);
    assert.equal(found.meaning, 'model', query);
    assert.equal(found.hits[0].row.number, number, query);
  }
  const before = endpoint.texts.length;
  await ask('');
  assert.equal(endpoint.texts.length, before, 'nothing was typed, nothing is sent');
});

test('an endpoint whose vectors are all zero makes no column, and no search fails by it', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  place.ok('import', place.file('set.jsonl', lines(papers(40))));
  const zeros = (response, input) => answer(response, 200, {}, JSON.stringify({ data: input.map((_, index) => ({ index, embedding: new Array(32).fill(0) })) }));
  endpoint.otherwise = zeros;
  const failed = await run(place, 'embed', 'set', '--model', endpoint.address);
  assert.equal(failed.code, 1, failed.err);
  assert.match(failed.last, /zero/);
  assert.equal(place.rows('set')[0].embedding, undefined);

  endpoint.otherwise = () => false;
  assert.equal((await run(place, 'embed', 'set', '--model', endpoint.address)).code, 0);
  endpoint.otherwise = zeros;
  const found = JSON.parse((await run(place, 'search', 'set', 'graph robot', '--json', '--encoder', endpoint.address)).out);
  assert.notEqual(found.meaning, 'model');
  assert.match(found.meaning_off, /zero/);
  assert.ok(found.hits.length > 0);
});

test('endpoints that cannot serve are one sentence each, and the dataset stays', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  place.ok('import', place.file('set.jsonl', lines(papers(40))));
  for (const [otherwise, pattern] of [
    [(response) => answer(response, 401, {}, ''), /refuses the key: set VITRINE_ENCODER_KEY/],
    [(response) => answer(response, 404, {}, ''), /knows no embeddings there: its address ends with \/v1\/embeddings as a rule/],
    [(response) => answer(response, 429, { 'Retry-After': '900' }, ''), /limits how often it may be asked: try again in 900 s/],
    [(response) => answer(response, 200, {}, '{"data": []}'), /fewer vectors than texts/],
    [(response) => answer(response, 200, {}, '{"data": [{"index": 0, "embedding": [1, null]}]}'), /what are no numbers/],
    [(response, input) => input.length > 1 && answer(response, 200, {}, JSON.stringify({ data: input.map((_, index) => ({ index, embedding: [1, 2] })) })), /vectors of 2 values, and with 32 before/],
  ]) {
    endpoint.otherwise = otherwise;
    const { code, last } = await run(place, 'embed', 'set', '--model', endpoint.address);
    assert.equal(code, 1, last);
    assert.match(last, pattern);
  }
  const wrong = await run(place, 'search', 'set', 'graph', '--encoder', 'ftp://nowhere');
  assert.equal(wrong.code, 2, wrong.err);
  assert.equal(place.rows('set').length, 40);
  assert.equal(place.rows('set')[0].embedding, undefined);
});

/// A model in the cache of the Hub's clients, as `vitrine model pull` leaves it.
function cacheModel(place, files, owner, name) {
  const folder = join(place.folder, 'hf', 'hub', `models--${owner}--${name}`);
  const commit = 'a'.repeat(40);
  mkdirSync(join(folder, 'refs'), { recursive: true });
  writeFileSync(join(folder, 'refs', 'main'), commit);
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, 'snapshots', commit, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }
}

test("the model that a card names encodes queries, where it made the column's vectors", async (t) => {
  const place = new Workplace(t);
  cacheModel(place, smallModel(), 'acme', 'papers');
  const texts = (count) => Array.from({ length: count }, (_, i) => ({ number: i, abstract: `deep graph networks, paper ${[...i.toString(3)].join(' ')}.` }));
  const filled = await run(place, 'import', place.file('made.jsonl', lines(texts(40))), '--embed', 'acme/papers');
  assert.equal(filled.code, 0, filled.err);
  const rows = place.ok('export', 'made', '--format', 'jsonl');
  const folderOf = (name, model) => {
    mkdirSync(join(place.folder, name));
    writeFileSync(join(place.folder, name, 'train.jsonl'), rows);
    writeFileSync(join(place.folder, name, 'README.md'), `---\nembedding_models:\n  embedding: ${model}\n---\n`);
    return join(place.folder, name);
  };
  const ask = async (name) => JSON.parse((await run(place, 'search', name, texts(8)[7].abstract, '--mode', 'semantic', '--json')).out);

  assert.equal((await run(place, 'import', folderOf('known', 'acme/papers'))).code, 0);
  const found = await ask('known');
  assert.equal(found.meaning, 'model');
  assert.equal(found.meaning_model, 'acme/papers');
  assert.equal(found.hits[0].row.number, 7);
  assert.match((await run(place, 'info', 'known')).out, /vectors of embedding: made by acme\/papers, as the dataset says/);

  await run(place, 'import', folderOf('absent', 'acme/nowhere'));
  const absent = await ask('absent');
  assert.equal(absent.meaning, 'text');
  assert.match(absent.meaning_off, /acme\/nowhere is not in .*`vitrine model pull acme\/nowhere` fetches it/);

  // From 300 rows on words are projected among the vectors instead.
  const many = await run(place, 'import', place.file('many.jsonl', lines(texts(400))), '--embed', 'acme/papers');
  assert.equal(many.code, 0, many.err);
  mkdirSync(join(place.folder, 'projected'));
  writeFileSync(join(place.folder, 'projected', 'train.jsonl'), place.ok('export', 'many', '--format', 'jsonl'));
  writeFileSync(join(place.folder, 'projected', 'README.md'), '---\nembedding_models:\n  embedding: acme/nowhere\n---\n');
  await run(place, 'import', join(place.folder, 'projected'));
  const projected = JSON.parse((await run(place, 'search', 'projected', texts(8)[7].abstract, '--mode', 'semantic', '--column', 'embedding', '--json')).out);
  assert.equal(projected.meaning, 'projection');
  assert.match(projected.meaning_off, /acme\/nowhere is not in/);

  cacheModel(place, smallModel({ seed: 5 }), 'acme', 'other');
  await run(place, 'import', folderOf('wrong', 'acme/other'));
  const wrong = await ask('wrong');
  assert.equal(wrong.meaning, 'text');
  assert.match(wrong.meaning_off, /the model acme\/other is not the model that made the vectors of column "embedding"/);

  const folder = await run(place, 'import', folderOf('path', './model'));
  assert.match(folder.err, /README\.md says that \.\/model made the column "embedding", which is no model of the Hub: it is not used/);
});
