// What an engine has limits of its own for: tables of many columns, and pages far down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { noEngine, nodesFor } from './nodes.mjs';

test('a table of four hundred columns, and words that more rows have than are ranked', { skip: noEngine }, async (t) => {
  const nodes = await nodesFor(t);
  const place = new Workplace(t);
  const columns = Array.from({ length: 400 }, (_, i) => `c${i}`);
  place.file('wide.csv', [columns.join(','), ...[0, 1, 2].map((row) => columns.map((_, i) => (i % 2 ? row + i : `word${row} ${i}`)).join(','))].join('\n') + '\n');
  place.file('alike.jsonl', lines(Array.from({ length: 10_050 }, (_, i) => ({ text: `alike ${i}` }))));
  for (const source of ['wide.csv', 'alike.jsonl']) {
    const imported = place.run(['import', source, '--engine', nodes.engine], { timeout: 300_000 });
    assert.equal(imported.status, 0, imported.err);
  }
  const server = await serve(place);
  t.after(() => server.stop());
  const ask = async (dataset, query) => {
    const answer = await fetch(`${server.url}/api/v1/datasets/local/${dataset}/search?${query}`);
    return { status: answer.status, body: await answer.json() };
  };
  const last = await ask('wide', 'where=c399%3D401&limit=5');
  assert.equal(last.status, 200, JSON.stringify(last.body));
  assert.deepEqual([last.body.total, last.body.hits[0].row.c398], [1, 'word2 398']);
  assert.equal((await ask('wide', 'q=word1&mode=keyword')).body.total, 1);

  const near = await ask('alike', 'q=alike&mode=keyword&offset=9980&limit=20');
  assert.deepEqual([near.status, near.body.total, near.body.hits.length], [200, 10_050, 20]);
  const far = await ask('alike', 'q=alike&mode=keyword&offset=9990&limit=20');
  assert.ok(far.status >= 400 && far.status < 500, String(far.status));
  assert.match(far.body.error, /the first 10000 rows/);
  const unranked = await ask('alike', 'offset=10040&limit=20');
  assert.deepEqual([unranked.status, unranked.body.hits.length], [200, 10]);
});
