// Folders of pictures, recordings, films and documents: every file a value that a page shows, served as what it is and no more.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { tar, zip } from './packed.mjs';
import { Workplace } from './vitrine.mjs';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(28)]);
const media = (name, path) => `/api/v1/datasets/local/${name}/media/default/${path}`;

test('metadata.csv and its pictures are rows that show them, in its order', async (t) => {
  const place = new Workplace(t);
  place.file('pics/metadata.csv', 'file_name,caption\nb.png,second\n./my cat.png,first\n');
  place.file('pics/my cat.png', png);
  place.file('pics/b.png', png);
  place.file('pics/nobody.png', png);
  const { err } = place.run(['import', 'pics']);
  assert.match(err, /1 media file is left out: no row names it/);
  assert.deepEqual(place.rows('pics'), [
    { image: { src: media('pics', 'train/b.png'), type: 'image/png', path: 'b.png' }, caption: 'second' },
    { image: { src: media('pics', 'train/my%20cat.png'), type: 'image/png', path: './my cat.png' }, caption: 'first' },
  ]);
  assert.equal(place.types('pics').image, 'Image');
  // The snapshot has what it shows.
  rmSync(join(place.folder, 'pics'), { recursive: true });
  const server = await serve(place);
  try {
    const got = await fetch(server.url + media('pics', 'train/my%20cat.png'));
    assert.equal(got.status, 200);
    assert.equal(got.headers.get('content-type'), 'image/png');
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
    assert.match(got.headers.get('content-security-policy'), /sandbox/);
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), png);
    const part = await fetch(server.url + media('pics', 'train/b.png'), { headers: { Range: 'bytes=1-3' } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), 'PNG');
    const again = await fetch(server.url + media('pics', 'train/b.png'), { headers: { 'If-None-Match': part.headers.get('etag') } });
    assert.equal(again.status, 304);
    for (const absent of ['train/nobody.png', 'train/..%2f..%2f..%2fmanifest.json', 'test/b.png', '', 'train/'])
      assert.ok([400, 404].includes((await fetch(server.url + media('pics', absent))).status), absent);
    const rows = await (await fetch(`${server.url}/rows?dataset=local/pics&config=default&split=train`)).json();
    assert.equal(rows.features[0].type._type, 'Image');
    const { src, width } = rows.rows[0].row.image;
    assert.equal(src, server.url + media('pics', 'train/b.png'));
    assert.equal(width, png.readUInt32BE(16));
    const { statistics } = await (await fetch(`${server.url}/statistics?dataset=local/pics&config=default&split=train`)).json();
    const widths = statistics.find((one) => one.column_name === 'image');
    assert.deepEqual([widths.column_type, widths.column_statistics.max], ['image', width]);
  } finally {
    await server.stop();
  }
});

test('folders of one depth are classes', (t) => {
  const place = new Workplace(t);
  for (const path of ['train/cat/1.png', 'train/dog/2.png', 'test/cat/3.png']) place.file(`pets/${path}`, png);
  place.ok('import', 'pets');
  assert.deepEqual(
    place.rows('pets', '--split', 'train').map((row) => [row.image.path, row.label]),
    [
      ['train/cat/1.png', 0],
      ['train/dog/2.png', 1],
    ],
  );
  assert.equal(place.rows('pets', '--split', 'test')[0].label, 0);
});

test('files that are empty, damaged or not there keep their rows, and say so', (t) => {
  const place = new Workplace(t);
  place.file('pics/metadata.jsonl', ['whole.png', 'empty.png', 'cut.png', 'page.png', 'gone.png', '../pics/whole.png', null].map((name) => JSON.stringify({ file_name: name, n: 1 })).join('\n'));
  place.file('pics/whole.png', png);
  place.file('pics/empty.png', '');
  place.file('pics/cut.png', png.subarray(0, 30));
  place.file('pics/page.png', '<html>');
  const { err } = place.run(['import', 'pics']);
  assert.match(err, /column "image": 5 files are empty, damaged or not there/);
  assert.deepEqual(
    place.rows('pics').map(({ image }) => image && [image.src && image.src.split('/').at(-1), image.problem]),
    [['whole.png', null], [null, 'the file is empty'], ['cut.png', 'the file is cut short'], ['page.png', 'the file is no PNG in spite of its name'], [null, 'there is no such file'], [null, 'there is no such file'], null],
  );
});

test('a changed picture is another snapshot', (t) => {
  const place = new Workplace(t);
  place.file('pics/a.png', png);
  place.ok('import', 'pics');
  assert.match(place.run(['import', 'pics']).err, /already in the library/);
  place.file('pics/a.png', Buffer.concat([png, Buffer.from('more')]));
  assert.doesNotMatch(place.run(['import', 'pics']).err, /already in the library/);
});

test('sound, documents and several columns of files', (t) => {
  const place = new Workplace(t);
  place.file('talks/metadata.csv', 'file_name,slides_file_name\na.wav,a.pdf\n');
  place.file('talks/a.wav', wav);
  place.file('talks/b.wav', wav);
  place.file('talks/a.pdf', '%PDF-1.4\n');
  place.ok('import', 'talks');
  const [row] = place.rows('talks');
  assert.deepEqual(Object.keys(row), ['audio', 'slides']);
  assert.equal(row.audio.type, 'audio/wav');
  assert.equal(row.slides.type, 'application/pdf');
  assert.equal(place.types('talks').audio, 'Audio');
});

test('tables of several folders are one split, each naming files from its own folder on', (t) => {
  const place = new Workplace(t);
  for (const folder of ['a', 'b']) {
    place.file(`pics/${folder}/metadata.csv`, `file_name,from\n1.png,${folder}\n`);
    place.file(`pics/${folder}/1.png`, png);
  }
  place.ok('import', 'pics');
  assert.deepEqual(
    place.rows('pics').map((row) => [row.image.src, row.image.path, row.from]),
    [
      [media('pics', 'train/a/1.png'), '1.png', 'a'],
      [media('pics', 'train/b/1.png'), '1.png', 'b'],
    ],
  );
  assert.deepEqual(Object.keys(place.rows('pics')[0]), ['image', 'from']);
});

test('lists of names are lists of files', (t) => {
  const place = new Workplace(t);
  place.file('clips/metadata.jsonl', '{"frames_file_names":["1.png","2.png"]}\n{"frames_file_names":[]}\n{"frames_file_names":["gone.png"]}\n');
  for (const name of ['1.png', '2.png']) place.file(`clips/${name}`, png);
  place.ok('import', 'clips');
  const frames = place.rows('clips').map((row) => row.frames);
  assert.deepEqual(
    frames.map((list) => list.map((file) => file.src)),
    [[media('clips', 'train/1.png'), media('clips', 'train/2.png')], [], [null]],
  );
  assert.match(frames[2][0].problem, /no such file/);
});

test('drop_metadata makes a row a file', (t) => {
  const place = new Workplace(t);
  place.file('pics/README.md', '---\nconfigs:\n- config_name: default\n  drop_metadata: true\n---\n');
  place.file('pics/metadata.csv', 'file_name,caption\na.png,x\n');
  place.file('pics/a.png', png);
  place.ok('import', 'pics');
  assert.deepEqual(place.rows('pics').map((row) => Object.keys(row)), [['image']]);
});

test('what an export does not hold is said', (t) => {
  const place = new Workplace(t);
  place.file('pics/a.png', png);
  place.ok('import', 'pics');
  place.fails(['export', 'pics', '--format', 'folder', '--out', 'out'], /local\/pics shows files of its own .* push the folder/);
  place.ok('export', 'pics', '--out', 'pics.jsonl');
  assert.match(readFileSync(join(place.folder, 'pics.jsonl'), 'utf8'), /"path":"a\.png"/);
});

test('a zip of pictures is what its folder would be', (t) => {
  const place = new Workplace(t);
  place.file('pets.zip', zip([['cat/1.png', png], ['dog/2.png', png]]));
  place.ok('import', 'pets.zip');
  assert.deepEqual(place.rows('pets').map((row) => row.label), [0, 1]);
});

test('the shards of a WebDataset are one split', (t) => {
  const place = new Workplace(t);
  const shard = (key) => tar([[`${key}.png`, png], [`${key}.json`, `{"n": ${key}}`], [`${key}.txt`, `caption ${key}`]]);
  place.file('web/train-000.tar', shard(1));
  place.file('web/train-001.tar', shard(2));
  place.ok('import', 'web');
  assert.deepEqual(
    place.rows('web').map((row) => [row.__key__, row.json, row.txt, row.png.src]),
    [
      ['1', { n: 1 }, 'caption 1', media('web', 'train/train-000/1.png')],
      ['2', { n: 2 }, 'caption 2', media('web', 'train/train-001/2.png')],
    ],
  );
});
