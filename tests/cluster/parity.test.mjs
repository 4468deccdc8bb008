// One list of requests to a library whose rows are on this machine and to one whose rows are in an engine: while all is well, while one of its nodes is killed,
// and while one hangs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { BackEnd, assertAnswer } from './answers.mjs';
import { name, numRows, writeSource } from './dataset.mjs';
import { requests } from './engine_requests.mjs';
import { noEngine, nodesFor } from './nodes.mjs';

/// A library of its own with the source imported, and a server over it.
async function backEnd(t, source, ...options) {
  const place = new Workplace(t);
  const imported = place.run(['import', source, '--name', name, ...options], { timeout: 300_000 });
  assert.equal(imported.status, 0, imported.err);
  const server = await serve(place, ...options);
  t.after(() => server.stop());
  return new BackEnd(place, server);
}

/// The answers of one machine to the whole list, which those of others are held against.
async function expectedOf(local) {
  const answers = new Map();
  for (const request of requests) answers.set(request, await local.answer(request));
  return answers;
}

/// Asks `some` of the list, as many at a time as `clients`; `between` is called after each answer with how many there are. Fails with all that differ.
async function compare(expected, other, { some = requests, clients = 1, is, between = () => {} } = {}) {
  const failures = [];
  const left = [...some];
  let answered = 0;
  const client = async () => {
    for (let request = left.shift(); request; request = left.shift()) {
      try {
        assertAnswer(is ? { ...request, is } : request, expected.get(request), await other.answer(request));
      } catch (error) {
        failures.push(error.message);
      }
      answered += 1;
      await between(answered);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  assert.equal(failures.length, 0, `${failures.length} of ${some.length} differ:\n${failures.join('\n')}`);
}

const httpRequests = requests.filter(({ command }) => !command);

/// The mean of one over the rank, among the best ten, of rows looked for by a few words of their abstracts.
async function knownItems(side, mode) {
  let sum = 0;
  let asked = 0;
  for (let number = 4; number < numRows; number += 15) {
    const { hits } = JSON.parse((await side.answer({ target: `/api/v1/datasets/${name}/search?limit=1&offset=${number}&columns=abstract` })).text);
    const words = hits[0].row.abstract.split(/[^A-Za-z]+/).filter((word) => word.length > 3);
    const q = [3, 11, 19, 27, 35].map((i) => words[i % words.length]).join(' ');
    const found = JSON.parse((await side.answer({ target: `/api/v1/datasets/${name}/search?limit=10&columns=paper_id&mode=${mode}&q=${encodeURIComponent(q)}` })).text);
    const rank = found.hits.findIndex(({ row_idx }) => row_idx === number);
    if (rank >= 0) sum += 1 / (rank + 1);
    asked += 1;
  }
  return sum / asked;
}

test('the list: four hundred requests, each once, of three classes', () => {
  assert.ok(requests.length >= 400);
  assert.equal(new Set(requests.map(({ target, body, command }) => JSON.stringify([target, body, command]))).size, requests.length);
  for (const { is } of requests) assert.ok(['identical', 'near', 'refused'].includes(is.class));
});

test('a library in an engine answers as one on this machine', async (t) => {
  const source = writeSource(new Workplace(t));
  const local = await backEnd(t, source);
  const expected = await expectedOf(local);
  await t.test('which another library on one machine answers alike, byte by byte', async (t) => {
    await compare(expected, await backEnd(t, source), { is: { class: 'identical' } });
  });

  if (noEngine) return t.test('every request', { skip: noEngine }, () => {});
  const nodes = await nodesFor(t);
  const engine = await backEnd(t, source, '--engine', nodes.engine);
  await t.test('every request', () => compare(expected, engine));

  for (const mode of ['keyword', 'hybrid'])
    await t.test(`rows looked for by words of theirs, ${mode}`, async () => {
      const [here, there] = [await knownItems(local, mode), await knownItems(engine, mode)];
      assert.ok(here > 0.5, `${here}: the rows are found at all`);
      assert.ok(Math.abs(here - there) <= 0.005, `MRR@10 ${here} on one machine, ${there} in the engine`);
    });

  for (const victim of nodes.numbers)
    await t.test(`while node ${victim} is killed and comes back`, async () => {
      const some = httpRequests.filter((_, i) => i % nodes.numbers.length === victim - 1);
      let killed;
      try {
        await compare(expected, engine, { some, clients: 2, between: (answered) => (answered === 10 ? (killed = nodes.kill(victim)) : undefined) });
      } finally {
        await killed;
        await nodes.mend();
        await nodes.whole();
      }
    });

  await t.test('while a node hangs, until the others know it', async () => {
    const victim = 2;
    nodes.pause(victim);
    // Whichever comes first: all answers by way of the others, or that the others count it out.
    const asked = compare(expected, engine, { some: httpRequests.filter((_, i) => i % 7 === 0), clients: 2 });
    asked.catch(() => {}); // told below
    try {
      await Promise.race([asked.catch(() => {}), nodes.agree(nodes.numbers.length - 1, 1)]);
    } finally {
      nodes.resume(victim);
    }
    await asked;
    await nodes.mend();
    await nodes.whole();
  });
});
