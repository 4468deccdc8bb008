// Unmodified clients of the Hub against the real server: the Python ones in clients.py, the JavaScript ones here.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Workplace, finished, lines } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const rows = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  title: i % 7 === 3 ? `Reward models, part ${i}` : `Paper ${i} – naïve`,
  authors: Array.from({ length: i % 4 }, (_, k) => `Author ${k}`),
  year: i % 5 === 4 ? null : 2020 + (i % 6),
  embedding: [Math.sin(i), Math.cos(i), 0.5],
}));
const card = `---
license: mit
custom_key: kept
tags: [iclr]
configs:
- config_name: main
  default: true
  data_files: papers.jsonl
- config_name: notes
  data_files: notes.csv
---
# Papers
`;

const noNode = existsSync(join(import.meta.dirname, 'node_modules', 'hyparquet')) ? false : 'npm packages of tests/api are not installed';
const id = 'acme/papers';
let server;
let folder;
const cleanups = [];

before(async () => {
  const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
  place.file('repo/README.md', card);
  place.file('repo/papers.jsonl', lines(rows));
  folder = dirname(place.file('repo/notes.csv', 'n,note\n1,first\n2,second\n'));
  place.ok('import', 'repo', '--name', id);
  server = await serve(place);
});

after(async () => {
  await server.stop();
  for (const cleanup of cleanups) cleanup();
});

/// Runs one check of clients.py beside the server, which this process serves with events meanwhile.
async function check(name) {
  const child = spawn(python, scriptArguments('clients.py', name, folder), {
    env: { ...process.env, VITRINE_URL: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const { code, err } = await finished(child);
  assert.equal(code, 0, err.slice(-2000) + out);
}

describe('Python clients', { skip: noPython }, () => {
  const names = [...readFileSync(join(import.meta.dirname, 'clients.py'), 'utf8').matchAll(/^def (\w+)\(\):/gm)].map((match) => match[1]);
  for (const name of names.filter((one) => !['source', 'parquet_urls'].includes(one))) test(name, () => check(name));
});

describe('JavaScript clients', { skip: noNode }, () => {
  const repo = { type: 'dataset', name: id };

  test('@huggingface/hub lists, describes and downloads', async () => {
    const hub = await import('@huggingface/hub');
    const paths = [];
    for await (const entry of hub.listFiles({ repo, hubUrl: server.url, recursive: true })) paths.push([entry.type, entry.path]);
    assert.deepEqual(paths.filter(([type]) => type === 'file').map(([, path]) => path), ['README.md', 'main/train/0000.parquet', 'notes/train/0000.parquet']);
    const info = await hub.fileDownloadInfo({ repo, path: 'main/train/0000.parquet', hubUrl: server.url });
    const file = await hub.downloadFile({ repo, path: 'main/train/0000.parquet', hubUrl: server.url });
    assert.equal((await file.arrayBuffer()).byteLength, info.size);
    assert.match(await (await hub.downloadFile({ repo, path: 'README.md', hubUrl: server.url })).text(), /custom_key: kept/);
    const dataset = await hub.datasetInfo({ name: id, hubUrl: server.url });
    assert.equal(dataset.name, id);
    assert.equal(dataset.private, false);
    assert.equal(await hub.fileExists({ repo, path: 'absent', hubUrl: server.url }), false);
  });

  test('hyparquet reads rows by ranges', async () => {
    const { asyncBufferFromUrl, parquetReadObjects } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const { parquet_files: files } = await (await fetch(`${server.url}/parquet?dataset=${id}&config=main`)).json();
    const file = await asyncBufferFromUrl({ url: files[0].url });
    const read = await parquetReadObjects({ file, compressors, columns: ['id', 'title', 'authors', 'year'] });
    const plain = (row) => ({ id: Number(row.id), title: row.title, authors: row.authors, year: row.year == null ? null : Number(row.year) });
    assert.deepEqual(read.map(plain), rows.map(plain));
  });
});
