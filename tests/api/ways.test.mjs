// The ways into the library: `vitrine import`, its --dry-run, `vitrine serve FILE`, the page's preview of a path and of a file that was
// sent, and the import of the latter. Of one file they say the same: columns and types, notices, and every row.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tar, workbook, zip } from '../cli/packed.mjs';
import { Workplace, binary } from '../cli/vitrine.mjs';
import { serve } from './serve.mjs';

const table = 'id;city;seen\n007;Zürich;2024-01-05\n010;NA;\n';

/// A NumPy array of three int32.
function numpy() {
  const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }".padEnd(117) + '\n';
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(Int32Array.from([1, -2, 3]).buffer)]);
}

/// The rows of `files` as a file of another format, as bytes.
function written(place, format) {
  place.ok('import', place.file('made.jsonl', '{"n":9007199254740993,"t":"ü","l":[1,null]}\n{"n":null,"t":"","l":[]}\n'));
  const done = spawnSync(binary, ['rows', 'made', '--format', format], { env: { ...process.env, VITRINE_HOME: place.home } });
  assert.equal(done.status, 0, String(done.stderr));
  return done.stdout;
}

const kinds = (place) => [
  ['semicolons.csv', table],
  ['packed.csv.gz', gzipSync(table)],
  ['latin.csv', Buffer.from('name,n\nMüller,1\nJosé,2\n', 'latin1')],
  ['tabs.tsv', 'a\ta\n1\tx\n2\t\n'],
  ['lines.txt', 'one\n\ntwo\n'],
  ['records.jsonl', '{"a":1,"b":{"c":[1,2]}}\n{"a":2.5}\n'],
  ['wrapped.json', '{"meta":1,"data":[{"x":"1"},{"x":null}]}'],
  ['frame.json', '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}'],
  ['members.zip', zip([['train.csv', 'a,b\n1,2\n'], ['test.csv', 'a,b\n3,\n'], ['notes.md', 'words']])],
  ['members.tar', tar([['data/a.jsonl', '{"v":1}\n'], ['data/b.jsonl', '{"v":2,"w":"x"}\n']])],
  ['book.xlsx', workbook([['name', 'count'], ['a', 1], ['b', 2.5]])],
  ['book.zip', workbook([['name', 'count'], ['a', 1], ['b', 2.5]])],
  ['array.npy', numpy()],
  ['columns.parquet', written(place, 'parquet')],
  ['columns.arrow', written(place, 'arrow')],
  ['refused.csv', 'a,b\n1,2\n1\n'],
  ['refused.html', '<!DOCTYPE html><html><body>Sign in</body></html>'],
];

/// What there is of a source, from an answer of preview or --dry-run.
const shape = (configs) => configs.map(({ config, splits, columns, notices, files_read: read }) => ({ config, splits, columns, notices, read }));

async function json(server, path, options = {}) {
  const response = await fetch(server.url + path, { ...options, headers: { ...server.bearer, 'Content-Type': 'application/json' } });
  return { status: response.status, body: await response.json() };
}
const post = (server, path, body) => json(server, path, { method: 'POST', body: JSON.stringify(body) });

async function send(server, name, content) {
  const { body } = await post(server, `/api/v1/uploads?name=${name}`, {});
  const sent = await json(server, `/api/v1/uploads/${body.upload}?offset=0`, { method: 'PUT', body: content });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  return body.upload;
}

/// The import once it has ended.
async function ended(server, id) {
  for (;;) {
    const { body } = await json(server, '/api/v1/imports');
    const job = body.imports.find((each) => each.id === id);
    if (job.state !== 'waiting' && job.state !== 'running') return job;
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function rowsOf(server, dataset, config, split) {
  const { body } = await json(server, `/rows?dataset=${encodeURIComponent(dataset)}&config=${config}&split=${split}&offset=0&length=100`);
  return { types: body.features, rows: body.rows };
}

test('a file says the same on each way into the library', async (t) => {
  const place = new Workplace(t);
  const server = await serve(place);
  t.after(() => server.child.kill());
  for (const [name, content] of kinds(place)) {
    await t.test(name, async () => {
      const path = place.file(`in/${name}`, content);
      const dry = place.run(['import', path, '--dry-run', '--json']);
      const upload = await send(server, name, readFileSync(path));
      const looked = await post(server, '/api/v1/imports/preview', { source: path });
      const sent = await post(server, '/api/v1/imports/preview', { upload });
      const imported = place.run(['import', path, '--json', '--name', `cli/${name}`]);
      const { body } = await post(server, '/api/v1/imports', { upload, name: `sent/${name}` });
      const job = await ended(server, body.id);
      if (dry.status !== 0) {
        const said = (text) => text.trim().split('\n').at(-1).replace(/^vitrine: /, '').replace(/^\S+\/\S+: /, '');
        for (const other of [said(imported.err), job.error, looked.body.error, sent.body.error])
          assert.equal(said(other).replaceAll(path, name), said(dry.err).replaceAll(path, name));
        return;
      }
      const configs = shape(JSON.parse(dry.out));
      assert.deepEqual(shape(looked.body.configs), configs, 'a preview of the path');
      assert.deepEqual(shape(sent.body.configs), configs, 'a preview of the file that was sent');
      assert.deepEqual(JSON.parse(imported.out).notices, configs.flatMap((each) => each.notices), 'what the import says');
      assert.equal(job.state, 'done', job.error);
      const served = new Workplace(t);
      const own = await serve(served, path);
      const dataset = (await json(own, '/api/v1/datasets')).body.datasets[0].id;
      for (const { config, splits, columns } of configs) {
        for (const { split, num_rows: count } of splits) {
          const here = await rowsOf(server, `cli/${name}`, config, split);
          assert.equal(here.rows.length, count);
          assert.deepEqual(here.types.map((each) => each.name), columns.map((each) => each.name));
          assert.deepEqual(await rowsOf(server, `sent/${name}`, config, split), here, 'sent');
          assert.deepEqual(await rowsOf(own, dataset, config, split), here, 'served');
        }
      }
      for (const notice of configs.flatMap((each) => each.notices)) assert.ok(own.told().includes(notice), `serve says: ${notice} (${basename(path)})`);
      await own.stop();
    });
  }
  await server.stop();
});
