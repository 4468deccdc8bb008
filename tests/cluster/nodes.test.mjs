// That the nodes which the other tests here use are a cluster: of three, of two when one is killed, and of three again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noNodes, nodesFor } from './nodes.mjs';

async function json(url, method, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  assert.ok(answer.ok, `${url}: ${answer.status}`);
  return answer.json();
}

test('three nodes, one of them killed, and back again', { skip: noNodes }, async (t) => {
  const nodes = await nodesFor(t);
  await nodes.agree(3);
  await nodes.whole(); // the test before may have killed one
  const about = await json(nodes.url(2));
  assert.equal(about.version.number, '3.5.0');

  const index = `${nodes.url(1)}/t-nodes`;
  await json(index, 'PUT', {
    settings: { 'index.knn': true, number_of_shards: 3, number_of_replicas: 1 },
    mappings: { properties: { v: { type: 'knn_vector', dimension: 2, method: { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil' } } } },
  });
  for (let i = 0; i < 20; i += 1) await json(`${index}/_doc/${i}`, 'PUT', { v: [Math.cos(i / 20), Math.sin(i / 20)] });
  await json(`${index}/_refresh`, 'POST'); // of every shard: `refresh` beside a document is of its own alone
  const nearest = async (number) => {
    const { hits, _shards } = await json(`${nodes.url(number)}/t-nodes/_search?allow_partial_search_results=false`, 'POST', { size: 3, query: { knn: { v: { vector: [1, 0], k: 3 } } } });
    assert.equal(_shards.failed, 0);
    return hits.hits.map(({ _id }) => Number(_id));
  };
  await nodes.whole();
  assert.deepEqual(await nearest(3), [0, 1, 2]);

  await nodes.kill(2);
  assert.equal((await nodes.agree(2, 1)).number_of_nodes, 2);
  await assert.rejects(fetch(nodes.url(2)), 'nobody listens there');
  assert.deepEqual(await nearest(1), [0, 1, 2], 'from the copies of what it held');
  assert.deepEqual(await nearest(3), [0, 1, 2]);

  await nodes.start(2);
  await nodes.agree(3, 3);
  await nodes.whole(2);
  assert.deepEqual(await nearest(2), [0, 1, 2]);
  await json(index, 'DELETE');
});
