// Many clients at once while a dataset is imported again: every question is answered or told to come again, and what the
// server took for them it gives back. bench/load.mjs is the long form.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace } from '../cli/vitrine.mjs';
import { faults, importAgain, processFacts, runTraffic } from '../load/traffic.mjs';
import { serve } from './serve.mjs';

test('forty clients and imports under them: no fault, and nothing is kept', async (t) => {
  const place = new Workplace(t);
  place.ok('sample', '--rows', '300', '--out', 'conference');
  const first = join(place.folder, 'conference', 'train.jsonl');
  // Another content each time, so that a new snapshot replaces the one that is being read.
  const second = join(place.folder, 'other.jsonl');
  writeFileSync(second, readFileSync(first, 'utf8').split('\n').slice(0, 250).join('\n'));
  copyFileSync(first, join(place.folder, 'first.jsonl'));
  place.ok('import', 'first.jsonl', '--name', 'local/busy');
  const server = await serve(place);
  t.after(() => server.stop());
  const common = { url: server.url, token: server.token };
  const settings = { ...common, dataset: 'local/busy', rows: 250, clients: 40 };
  await runTraffic({ ...settings, goOn: (asked) => asked < 400 });  // what is opened once is open
  await fetch(`${server.url}/healthcheck`);
  const before = processFacts(server.child.pid);
  let running = true;
  const imports = importAgain({ ...common, name: 'local/busy', source: (n) => (n % 2 ? join(place.folder, 'first.jsonl') : second), goOn: () => running });
  const { verdicts, asked } = await runTraffic({ ...settings, goOn: (count) => count < 2500 });
  running = false;
  const { done, errors } = await imports;
  assert.deepEqual(faults(verdicts), [], `${asked} questions`);
  assert.deepEqual(errors, []);
  assert.ok(done >= 1);
  // Connections that were closed at this end are closed at the other when it has read so.
  let after = processFacts(server.child.pid);
  for (let i = 0; i < 500 && after.descriptors > before.descriptors + 8; ++i) {
    await (await fetch(`${server.url}/healthcheck`)).text();
    after = processFacts(server.child.pid);
  }
  assert.ok(after.threads <= before.threads, `${before.threads} threads, then ${after.threads}`);
  assert.ok(after.descriptors <= before.descriptors + 8, `${before.descriptors} descriptors, then ${after.descriptors}`);
});
