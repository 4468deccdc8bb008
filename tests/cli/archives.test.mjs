// Archives and compressed files come in as what is in them; what is wrong with one is one sentence, and nothing stays behind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tar, workbook, zip } from './packed.mjs';
import { Workplace, binary, finished } from './vitrine.mjs';

const pair = [
  ['papers/train.csv', 'id,v\n1,a\n'],
  ['papers/test.csv', 'id,v\n2,b\n'],
];
/// `id,v\n1,bz\n` and `id,v\n1,xz\n`, by Python's bz2 and lzma.
const bz2 = Buffer.from('QlpoOTFBWSZTWQDX8hwAAAPZgAAQAAQgABQgARAgACINNNqEMCIOPhI8XckU4UJAA1/IcA==', 'base64');
const xz = Buffer.from('/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAJaWQsdgoxLHh6CgAAAD4K/OogCvefAAEiChUa4WcftvN9AQAAAAAEWVo=', 'base64');

/// What an import has unpacked and not removed.
function remains(place) {
  const folder = join(place.home, 'tmp');
  return existsSync(folder) ? readdirSync(folder) : [];
}

for (const flags of [0, 0x800]) {
  test(`names of members in any script are names, ${flags ? 'said to be UTF-8' : 'unsaid'}`, (t) => {
    const place = new Workplace(t);
    place.file('a.zip', zip([['日付.csv', 'id\n1\n']], { flags }));
    place.ok('import', 'a.zip');
    assert.deepEqual(place.rows('a'), [{ id: 1 }]);
  });
}

for (const [name, content] of [
  ['papers.zip', zip(pair)],
  ['papers.tar', tar(pair)],
  ['papers.tar.gz', gzipSync(tar(pair))],
  ['papers.tgz', gzipSync(tar(pair))],
]) {
  test(`${name} is what a folder of its members would be`, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    assert.equal(place.ok('import', name).trim(), 'local/papers');
    assert.deepEqual(place.rows('papers', '--split', 'train'), [{ id: 1, v: 'a' }]);
    assert.deepEqual(place.rows('papers', '--split', 'test'), [{ id: 2, v: 'b' }]);
    assert.match(place.run(['import', name]).err, /already in the library/);
    assert.deepEqual(remains(place), []);
  });
}

test('compressed texts come in under the name that they have inside', (t) => {
  const place = new Workplace(t);
  place.file('b.csv.bz2', bz2);
  place.file('x.csv.xz', xz);
  place.ok('import', 'b.csv.bz2');
  place.ok('import', 'x.csv.xz');
  assert.deepEqual(place.rows('b'), [{ id: 1, v: 'bz' }]);
  assert.deepEqual(place.rows('x'), [{ id: 1, v: 'xz' }]);
  place.file('c.dat.bz2', bz2);
  place.ok('import', 'c.dat.bz2', '--name', 'c');
  assert.deepEqual(place.rows('c'), [{ id: 1, v: 'bz' }]);
  assert.deepEqual(remains(place), []);
});

test('a workbook is read whatever it is called, and as its header and lines to skip are said', (t) => {
  const place = new Workplace(t);
  const orders = workbook([['Orders of 2024'], ['id', 'city'], [7, 'Bern'], [8, 'Rom']]);
  const rows = [{ id: 7, city: 'Bern' }, { id: 8, city: 'Rom' }];
  for (const name of ['a.xlsx', 'b.zip', 'c', 'd/orders.zip']) {
    place.file(name, orders);
    const dataset = `local/set-${name[0]}`;
    place.ok('import', name.split('/')[0], '--name', dataset, '--skip-lines', '1');
    assert.deepEqual(place.rows(dataset), rows, name);
  }
  place.ok('import', 'a.xlsx', '--name', 'local/set-a', '--skip-lines', '2', '--no-header');
  assert.deepEqual(place.rows('local/set-a'), rows.map((row) => ({ A: row.id, B: row.city })));
  place.file('e/README.md', '---\nconfigs:\n- config_name: default\n  data_files: "*.xlsx"\n  header: 1\n  names: [no, place]\n  skiprows: [2]\n---\n');
  place.file('e/a.xlsx', orders);
  assert.doesNotMatch(place.ok('import', 'e'), /means nothing/);
  assert.deepEqual(place.rows('local/e'), [{ no: 8, place: 'Rom' }]);
});

test('folders called name=value in an archive say columns, be there one of them', (t) => {
  const place = new Workplace(t);
  place.file('years.zip', zip([['year=2020/a.csv', 'id\n1\n'], ['year=2021/b.csv', 'id\n2\n']]));
  place.file('year.tar', tar([['data/year=2020/a.csv', 'id\n1\n']]));
  place.ok('import', 'years.zip');
  place.ok('import', 'year.tar');
  assert.deepEqual(place.rows('years'), [{ id: 1, year: 2020 }, { id: 2, year: 2021 }]);
  assert.deepEqual(place.rows('year'), [{ id: 1, year: 2020 }]);
});

test('files compressed in different ways are one split', (t) => {
  const place = new Workplace(t);
  place.file('both/a.csv.bz2', bz2);
  place.file('both/b.csv.xz', xz);
  place.file('both/c.csv', 'id,v\n1,plain\n');
  place.ok('import', 'both');
  assert.deepEqual(place.rows('both').map((row) => row.v), ['bz', 'xz', 'plain']);
});

test('archives in a folder count where there is nothing else', (t) => {
  const place = new Workplace(t);
  place.file('alone/data.zip', zip([['a.jsonl', '{"id":1}\n'], ['b.jsonl', '{"id":2}\n']]));
  place.ok('import', 'alone');
  assert.deepEqual(place.rows('alone'), [{ id: 1 }, { id: 2 }]);
  place.file('beside/data.csv', 'id\n3\n');
  place.file('beside/images.zip', zip([['a.png', 'x']]));
  assert.match(place.run(['import', 'beside']).err, /images\.zip is not read/);
  assert.deepEqual(place.rows('beside'), [{ id: 3 }]);
});

const whole = zip([['a.csv', `a\n${'0123456789\n'.repeat(500)}`]]);
const pairs = zip(pair);
const refusals = [
  ['a member that climbs out', 'a.zip', zip([['../a.csv', 'a\n1\n']]), /a\.zip: its member "\.\.\/a\.csv" leads outside/],
  ['a member with an absolute path', 'b.tar', tar([['/tmp/a.csv', 'a\n1\n']]), /b\.tar: its member "\/tmp\/a\.csv" leads outside/],
  ['a link', 'c.tar.gz', gzipSync(tar([['a.csv', '/etc/passwd', '2']])), /c\.tar\.gz: its member "a\.csv" is a link/],
  ['an encrypted member', 'd.zip', zip([['a.csv', 'a\n1\n']], { flags: 1 }), /d\.zip: its member "a\.csv" is encrypted/],
  ['a zip that is cut short', 'e.zip', whole.subarray(0, whole.length / 2), /e\.zip: the archive is cut short/],
  ['a zip that is cut between its members', 'm.zip', pairs.subarray(0, pairs.lastIndexOf('PK\x03\x04')), /m\.zip: the archive is cut short/],
  ['a tar.gz that is cut short', 'f.tar.gz', gzipSync(tar(pair)).subarray(0, 100), /f\.tar\.gz: the archive is damaged/],
  ['what is no zip', 'g.zip', 'a,b\n1,2\n', /g\.zip: it is no zip or tar archive/],
  ['what is no bzip2', 'h.csv.bz2', 'a,b\n1,2\n', /h\.csv\.bz2: it is no bzip2, xz or lz4 data/],
  ['bzip2 data that is cut short', 'i.csv.bz2', bz2.subarray(0, 30), /i\.csv\.bz2: the archive is damaged|i\.csv\.bz2: it is no bzip2/],
  ['bzip2 data under another name', 'n.csv', bz2, /n\.csv is compressed: give it the ending \.bz2/],
  ['a member twice', 'j.zip', zip([['a.csv', 'a\n1\n'], ['a.csv', 'a\n2\n']]), /j\.zip: it holds the member "a\.csv" twice/],
  ['an archive of nothing that is read', 'k.zip', zip([['a.doc', 'x']]), /k\.zip holds no Parquet/],
  ['an empty archive', 'l.zip', zip([]), /l\.zip holds no Parquet/],
  ['a table that is wrong', 'm.zip', zip([['a.csv', 'a,b\n1\n']]), /a\.csv line 2 has 1 field/],
];

for (const [what, name, content, pattern] of refusals) {
  test(`refuses ${what}`, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    place.fails(['import', name], pattern);
    assert.deepEqual(place.datasets(), []);
    assert.deepEqual(remains(place), []);
  });
}

test('an interrupt while unpacking leaves nothing', async (t) => {
  const place = new Workplace(t);
  place.file('big.tar', tar(Array.from({ length: 3000 }, (_, i) => [`${i}.csv`, 'id\n1\n'])));
  const child = place.start(['import', 'big.tar']);
  const ended = finished(child);
  await place.until(() => remains(place).length > 0, child);
  child.kill('SIGINT');
  const { code, err } = await ended;
  assert.notEqual(code, 0);
  assert.match(err, /^vitrine: (local\/big: )?the import was stopped$/m);
  assert.deepEqual(remains(place), []);
  assert.deepEqual(place.datasets(), []);
});

/// A disk of 4 MiB as the library, in a name space of mounts that ends with the command.
const smallDisk = ['--user', '--map-root-user', '--mount', 'sh', '-c'];
const noDisk = spawnSync('unshare', [...smallDisk, 'mount -t tmpfs none /mnt']).status !== 0 && 'file systems cannot be mounted here';

for (const [what, name, content] of [
  ['an archive', 'big.zip', zip([['a.csv', `a\n${'0123456789abcdef\n'.repeat(400_000)}`]])],
  ['an archive of many members', 'many.tar.gz', gzipSync(tar(Array.from({ length: 2000 }, (_, i) => [`${i}.csv`, 'id\n1\n'.repeat(500)])))],
]) {
  test(`a disk that is full while ${what} is unpacked is one sentence, and nothing stays behind`, { skip: noDisk }, (t) => {
    const place = new Workplace(t);
    place.file(name, content);
    mkdirSync(place.home);
    const script = `mount -t tmpfs -o size=4m none "$VITRINE_HOME" && "$0" import "$1"; code=$?; find "$VITRINE_HOME" -type f; exit $code`;
    const result = spawnSync('unshare', [...smallDisk, script, binary, name],
      { cwd: place.folder, encoding: 'utf8', timeout: 60_000, env: { ...process.env, VITRINE_HOME: place.home } });
    assert.equal(result.status, 1, result.stderr);
    assert.match(result.stderr.trim().split('\n').at(-1), new RegExp(`^vitrine: ${name}: the disk is full: cannot write .*make room and try again`));
    assert.equal(result.stdout, '');
  });
}
