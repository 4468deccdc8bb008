// The unit tests of src/cluster that ask a real node what the rows of this machine say of the same.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { binary } from '../cli/vitrine.mjs';
import { noEngine, nodesFor } from './nodes.mjs';

const tests = join(dirname(binary), 'src/cluster/cluster_test');
const skip = noEngine || (!existsSync(tests) && 'the program stands without its unit tests');

test('conditions, orders and facets of generated tables agree with those of this machine', { skip }, async (t) => {
  const nodes = await nodesFor(t);
  await nodes.agree(nodes.numbers.length);
  const { status, stdout } = spawnSync(tests, ['--gtest_brief=1'], { encoding: 'utf8', env: { ...process.env, VITRINE_TEST_ENGINE: nodes.url(1) }, timeout: 300_000 });
  assert.equal(status, 0, stdout.slice(-6000));
  assert.doesNotMatch(stdout, /SKIPPED/);
});
