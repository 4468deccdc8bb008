// The library keeps its promises: all or nothing, whatever happens to an import.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, binary, finished, sourceRoot } from './vitrine.mjs';

/// A synthetic conference of `rows` papers, as a file.
function conference(place, rows) {
  place.ok('sample', '--rows', String(rows), '--out', 'conference');
  return join('conference', 'train.jsonl');
}

test('importing the same bytes twice is a no-op that says so', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a\n1\n');
  assert.equal(JSON.parse(place.ok('import', 'x.csv', '--json')).already_there, false);
  const again = place.run(['import', 'x.csv', '--json']);
  assert.equal(JSON.parse(again.out).already_there, true);
  assert.match(again.err, /already in the library/);
  place.file('x.csv', 'a\n2\n');
  place.ok('import', 'x.csv');
  assert.deepEqual(place.rows('local/x'), [{ a: 2 }]);
});

test('Ctrl-C stops an import and leaves no trace', async (t) => {
  const place = new Workplace(t);
  const source = conference(place, 4000);
  const child = place.start(['import', source]);
  const end = finished(child);
  await place.until(() => place.staging().length > 0, child);
  child.kill('SIGINT');
  const { code, err } = await end;
  assert.equal(code, 1, err);
  assert.match(err, /^vitrine: local\/\S+: the import was stopped$/m);
  assert.deepEqual(place.datasets(), []);
});

test('a kill at any moment leaves the old snapshot or the new one', async (t) => {
  const place = new Workplace(t);
  const source = conference(place, 1500);
  place.file('old.jsonl', '{"a":1}\n');
  place.ok('import', 'old.jsonl', '--name', 'local/d');
  const kills = Number(process.env.VITRINE_TORTURE ?? 10); // `make torture` asks for more
  for (let i = 0; i < kills; i++) {
    const child = place.start(['import', source, '--name', 'local/d']);
    const end = finished(child);
    // Later each time: an import makes some dozens of changes below its staging folder.
    let changes = 0;
    await place.until(() => place.staging().length > 0 && changes++ >= (4 * i) % 160, child);
    child.kill('SIGKILL');
    await end;
    const total = JSON.parse(place.ok('rows', 'local/d', '--json', '--limit', '1')).num_rows;
    assert.ok(total === 1 || total === 1500, String(total));
  }
  place.ok('import', source, '--name', 'local/d');
  assert.equal(JSON.parse(place.ok('rows', 'local/d', '--json', '--limit', '1')).num_rows, 1500);
  assert.deepEqual(place.staging(), []);
});

test('two imports of one dataset do not run at once', async (t) => {
  const place = new Workplace(t);
  const source = conference(place, 4000);
  const first = place.start(['import', source, '--name', 'local/d']);
  const end = finished(first);
  await place.until(() => place.staging().length > 0, first);
  place.file('other.csv', 'a\n1\n');
  const second = place.run(['import', 'other.csv', '--name', 'local/d']);
  assert.equal(second.status, 1);
  assert.match(second.err, /being imported or removed by another process/);
  assert.equal((await end).code, 0);
});

test('a source that grows while it is read is refused', async (t) => {
  const place = new Workplace(t);
  const source = join(place.folder, conference(place, 4000));
  const child = place.start(['import', source]);
  const end = finished(child);
  await place.until(() => place.staging().length > 0, child);
  appendFileSync(source, '\n');
  const { code, err } = await end;
  assert.equal(code, 1, err);
  assert.match(err, /changed while it was read/);
  assert.deepEqual(place.datasets(), []);
});

test('a full disk is one sentence and leaves nothing', (t) => {
  const place = new Workplace(t);
  const source = conference(place, 800);
  // A limit on the size of files is what a full disk is to a writer, without needing a disk to fill.
  const script = `ulimit -f 1500; exec "$0" import "$1"`;
  const result = spawnSync('bash', ['-c', script, binary, source], {
    cwd: place.folder, encoding: 'utf8', env: { ...process.env, VITRINE_HOME: place.home },
  });
  assert.equal(result.status, 1, result.stderr);
  assert.match(result.stderr.trim().split('\n').at(-1), /^vitrine: .*(File too large|write)/);
  assert.deepEqual(place.datasets(), []);
});

test('damaged snapshots are one sentence each and do not hurt the others', (t) => {
  const place = new Workplace(t);
  const source = conference(place, 300);
  place.file('fine.csv', 'a\n1\n');
  place.ok('import', 'fine.csv');
  const damage = {
    'rows.vtr': ['rows', /damaged|row store/],
    'text.vti': ['search', /damaged|text index|checksum/],
    'vectors-10.vtv': ['similar', /damaged|vector file/],
    'manifest.json': ['rows', /damaged/],
    'statistics.json': ['stats', /./],
    '0000.parquet': ['sql', /./],
  };
  for (const [file, [command, pattern]] of Object.entries(damage)) {
    place.ok('import', source, '--name', 'local/d');
    const path = find(place.dataset('d'), file);
    const size = readFileSync(path).length;
    // The end of a file is where its footer or index is: overwritten there, size unchanged. A Parquet footer
    // has room for harmless changes; its last bytes are its length and magic.
    const handle = openSync(path, 'r+');
    writeSync(handle, Buffer.alloc(16, 0x5a), 0, 16, Math.max(0, size - (file.endsWith('parquet') ? 16 : 40)));
    closeSync(handle);
    const args = { rows: [], search: ['model'], similar: ['1'], stats: [], sql: ['SELECT sum(length(title)) FROM train'] }[command];
    const result = place.run([command, 'local/d', ...args]);
    assert.equal(result.status, 1, `${file}: ${result.out.slice(0, 200)}`);
    assert.match(result.err, pattern, file);
    truncateSync(path, size - 1);
    place.fails(['rows', 'local/d'], /damaged.*import its source again/s);
    assert.deepEqual(place.rows('fine'), [{ a: 1 }]);
    place.ok('remove', 'local/d');
  }
});

function find(folder, name) {
  for (const entry of readdirSync(folder, { recursive: true })) if (entry.endsWith(name)) return join(folder, entry);
  throw new Error(`no ${name}`);
}

test('a damaged snapshot is mended by importing its source again', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a\n1\n');
  place.ok('import', 'x.csv');
  truncateSync(find(place.dataset('x'), 'rows.vtr'), 10);
  place.ok('import', 'x.csv');
  assert.deepEqual(place.rows('local/x'), [{ a: 1 }]);
});

// 0.1.0 knew saved rows by their number alone, and its indexes are of an older version: nobody looks at either before the import.
test('a row that was saved with version 0.1.0 is followed into the first import after the upgrade', async (t) => {
  const place = new Workplace(t);
  const compat = join(sourceRoot, 'tests/compat');
  cpSync(join(compat, '0.1.0'), place.home, { recursive: true });
  const rows = readFileSync(join(compat, 'papers.jsonl'), 'utf8').trim().split('\n');
  place.file('turned.jsonl', rows.toReversed().join('\n') + '\n');
  place.ok('import', 'turned.jsonl', '--name', 'old/papers');
  const server = await serve(place);
  const answer = await fetch(`${server.url}/api/v1/datasets/old/papers/reading-list`, { headers: server.bearer });
  const [kept] = (await answer.json()).entries;
  await server.stop();
  assert.equal(kept.note, 'kept since 0.1.0');
  assert.equal(JSON.parse(rows.toReversed()[kept.now]).title, 'Vision for 3D scenes');
});

test('a removed dataset is kept, restored by its name, and deleted for good on request', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a\n1\n');
  place.ok('import', 'x.csv');
  const removed = place.run(['remove', 'x']);
  assert.match(removed.err, /kept for 30 days: `vitrine restore local\/x`/);
  assert.deepEqual(place.datasets(), []);
  place.ok('restore', 'x');
  assert.deepEqual(place.rows('local/x'), [{ a: 1 }]);
  place.fails(['restore', 'x'], /no removed dataset local\/x is kept/);
  place.ok('remove', 'x');
  place.ok('import', 'x.csv');
  place.fails(['restore', 'x'], /the library has a dataset local\/x again; remove that first/);
  place.ok('remove', 'x', '--for-good');
  place.fails(['restore', 'x'], /no removed dataset local\/x is kept/);
  place.fails(['remove', 'x', '--for-good'], /no dataset/);
});

test('a failed import without a current snapshot deletes nothing', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a\n1\n');
  place.ok('import', 'x.csv');
  writeFileSync(join(place.dataset('x'), 'reading-list.json'), '{"version":1,"entries":[]}');
  rmSync(join(place.dataset('x'), 'current'));
  place.file('bad.jsonl', '{"a":');
  place.fails(['import', 'bad.jsonl', '--name', 'local/x'], /./);
  assert.ok(existsSync(join(place.dataset('x'), 'reading-list.json')));
  assert.equal(readdirSync(join(place.dataset('x'), 'snapshots')).length, 1);
});

test('a port in use and a bad home are one sentence', async (t) => {
  const place = new Workplace(t);
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((done) => server.on('listening', done));
  place.fails(['serve', '--port', String(server.address().port)], /port.*in use|--port/i);
  place.file('not-a-folder', 'x');
  place.fails(['list', '--home', join(place.folder, 'not-a-folder')], /cannot create/);
});

test('wrong usage ends with 2, help with 0', (t) => {
  const place = new Workplace(t);
  for (const args of [[], ['nonsense'], ['rows'], ['import'], ['rows', 'x', '--limit', 'many'], ['list', '--nonsense']]) {
    const result = place.run(args);
    assert.equal(result.status, 2, args.join(' '));
    assert.equal(result.out, '');
  }
  const help = place.run(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /serve/);
  assert.match(place.ok('version'), /^vitrine \d+\.\d+\.\d+\n$/);
});

test('names that are not there are told with what is', (t) => {
  const place = new Workplace(t);
  place.fails(['info', 'absent'], /no dataset local\/absent .*vitrine list/);
  place.fails(['info', '../nowhere'], /no file or folder/);
  place.fails(['remove', 'absent'], /no dataset/);
  assert.equal(place.ok('list'), '');
});

test('SQL reads the splits and nothing else', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a,b\n1,x\n2,y\n');
  assert.deepEqual(JSON.parse(place.ok('sql', 'x.csv', 'SELECT sum(a) AS s FROM train', '--json')).rows, [{ s: '3' }]);
  for (const statement of [
    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "COPY train TO 'out.csv'", 'DROP VIEW train',
    "SELECT * FROM enable_logging(storage='file')", "SELECT getenv('HOME')", "ATTACH 'x.db'", 'SELECT 1; SELECT 2', 'SET threads=1',
  ]) {
    place.fails(['sql', 'x', statement], /^vitrine: /);
  }
  assert.ok(!existsSync(join(place.folder, 'out.csv')));
});

test('a library that cannot be written is one sentence', { skip: process.getuid() === 0 && 'root may write anywhere' }, (t) => {
  const place = new Workplace(t);
  mkdirSync(place.home);
  chmodSync(place.home, 0o500);
  place.file('x.csv', 'a\n1\n');
  place.fails(['import', 'x.csv'], /cannot create/);
});

/// A library with a note on local/x.
async function noted(place) {
  place.file('x.csv', 'title\none\ntwo\n');
  place.ok('import', 'x.csv');
  const server = await serve(place);
  const answer = await fetch(`${server.url}/api/v1/datasets/local/x/reading-list/1`, {
    method: 'PUT', headers: { ...server.bearer, 'Content-Type': 'application/json' }, body: JSON.stringify({ note: 'read again' }),
  });
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  await server.stop();
}
const notes = (place) => {
  const path = join(place.dataset('x'), 'reading-list.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).entries.map((entry) => entry.note) : [];
};

test('a backup brings notes back to a new library, before and after the data comes', async (t) => {
  const place = new Workplace(t);
  await noted(place);
  assert.match(place.run(['backup', 'kept/']).err, /backed up 1 file of 1 dataset to kept/);
  assert.deepEqual(readdirSync(place.folder).filter((name) => name.startsWith('kept')), ['kept']);
  place.fails(['backup', 'kept'], /kept exists; a backup is written to a new folder/);
  rmSync(place.home, { recursive: true });
  const restored = place.run(['restore', '--from', 'kept']);
  assert.equal(restored.status, 0, restored.err);
  assert.match(restored.err, /local\/x: reading-list.json is as in the backup/);
  const [, again] = /local\/x is not in this library; .*`vitrine (import .*) --name local\/x`/.exec(restored.err);
  place.ok(...again.split(' '), '--name', 'local/x');
  assert.deepEqual(notes(place), ['read again']);
  place.ok('doctor');
});

test('a backup replaces newer notes only when told to, and a changed one is refused whole', async (t) => {
  const place = new Workplace(t);
  await noted(place);
  place.ok('backup', 'kept');
  place.ok('remove', 'x', '--for-good');
  place.ok('import', 'x.csv');
  const list = join(place.dataset('x'), 'reading-list.json');
  writeFileSync(list, '{"version":1,"entries":[]}');
  assert.match(place.run(['restore', '--from', 'kept']).err, /reading-list.json differs in the library and was kept; --overwrite/);
  assert.deepEqual(notes(place), []);
  place.ok('restore', '--from', 'kept', '--overwrite');
  assert.deepEqual(notes(place), ['read again']);
  const copy = join(place.folder, 'kept', 'datasets', 'local', 'x', 'reading-list.json');
  writeFileSync(copy, readFileSync(copy, 'utf8').replace('read again', 'read never'));
  writeFileSync(list, '{"version":1,"entries":[]}');
  place.fails(['restore', '--from', 'kept', '--overwrite'], /not as it was written: reading-list.json of local\/x is missing or changed/);
  assert.deepEqual(notes(place), []);
  place.fails(['restore', '--from', '.'], /is no backup: it has no backup.json/);
  for (const wrong of [['restore', 'x', '--from', 'kept'], ['restore'], ['backup']]) assert.equal(place.run(wrong).status, 2, wrong.join(' '));
});

test('gc takes the vectors of a column that nobody went on with for a week', (t) => {
  const place = new Workplace(t);
  place.ok('import', place.file('x.csv', 'a\n1\n'));
  const [kept, gone] = ['aa', 'bb'].map((name) => join(place.dataset('x'), `vectors-${name}.partial`));
  for (const path of [kept, gone]) writeFileSync(path, 'records');
  const old = new Date(Date.now() - 8 * 24 * 3600 * 1000);
  utimesSync(gone, old, old);
  place.ok('gc');
  assert.ok(existsSync(kept));
  assert.ok(!existsSync(gone));
});

test('gc frees replaced snapshots and, when told to, the trash', (t) => {
  const place = new Workplace(t);
  place.file('x.csv', 'a\n1\n');
  place.ok('import', 'x.csv');
  place.file('x.csv', 'a\n2\n');
  place.ok('import', 'x.csv');
  const snapshots = join(place.dataset('x'), 'snapshots');
  assert.equal(readdirSync(snapshots).length, 2);
  assert.match(place.run(['gc']).err, /freed [\d.]+ [kM]?B/);
  assert.equal(readdirSync(snapshots).length, 1);
  assert.deepEqual(place.rows('local/x'), [{ a: 2 }]);
  place.ok('remove', 'x');
  place.ok('gc');
  place.ok('restore', 'x');
  place.ok('remove', 'x');
  place.ok('gc', '--empty-trash');
  place.fails(['restore', 'x'], /no removed dataset local\/x is kept/);
});
