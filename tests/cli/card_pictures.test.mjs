// Pictures that lie beside a card: kept with it, served as what they are, and exported with it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from './vitrine.mjs';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const card = `# Pets

![a plot](images/a%20plot.png) <img src="./drawn.svg"> ![gone](images/gone.png)
![no picture](broken.png) ![outside](../secret.png) ![led outside](link.png) ![hidden](.hidden.png) [data](rows.csv)
`;

function folder(t) {
  const place = new Workplace(t);
  place.file('secret.png', png);
  place.file('pets/rows.csv', 'n\n1\n2\n');
  place.file('pets/README.md', card);
  place.file('pets/images/a plot.png', png);
  place.file('pets/drawn.svg', svg);
  place.file('pets/broken.png', 'no picture');
  place.file('pets/.hidden.png', png);
  place.file('pets/images/unnamed.png', png);
  symlinkSync(join(place.folder, 'secret.png'), join(place.folder, 'pets', 'link.png'));
  return place;
}

test('a folder keeps the pictures that its card names, and no others', async (t) => {
  const place = folder(t);
  const { err } = place.run(['import', 'pets']);
  assert.match(err, /the card's picture broken\.png is not shown: the file is no PNG/);
  assert.match(err, /1 file is not shown: .* such as images\/unnamed\.png/);
  rmSync(join(place.folder, 'pets'), { recursive: true });
  const server = await serve(place);
  try {
    const at = (path) => `${server.url}/api/v1/datasets/local/pets/card/${path}`;
    const dataset = await (await fetch(`${server.url}/api/v1/datasets/local/pets`)).json();
    assert.deepEqual(dataset.card.pictures, ['drawn.svg', 'images/a plot.png']);
    const got = await fetch(at('images/a%20plot.png'));
    assert.equal(got.headers.get('content-type'), 'image/png');
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), png);
    const again = await fetch(at('images/a%20plot.png'), { headers: { 'If-None-Match': got.headers.get('etag') } });
    assert.equal(again.status, 304);
    const drawing = await fetch(at('drawn.svg'));
    assert.equal(drawing.headers.get('content-type'), 'image/svg+xml');
    assert.match(drawing.headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
    for (const absent of ['broken.png', 'images/unnamed.png', '..%2fmanifest.json', '../../../manifest.json', 'link.png', '.hidden.png', ''])
      assert.ok([400, 404].includes((await fetch(at(absent))).status), absent);
  } finally {
    await server.stop();
  }
});

test('another picture under the same name is another snapshot', (t) => {
  const place = folder(t);
  const snapshot = () => JSON.parse(place.ok('info', 'pets', '--json')).snapshot;
  place.ok('import', 'pets');
  const before = snapshot();
  place.ok('import', 'pets');
  assert.equal(snapshot(), before);
  place.file('pets/drawn.svg', svg.replace('1', '2'));
  place.ok('import', 'pets');
  assert.notEqual(snapshot(), before);
});

test('an exported folder and site have the pictures, and are replaced as their own', (t) => {
  const place = folder(t);
  place.ok('import', 'pets');
  const out = (...path) => join(place.folder, ...path);
  place.ok('export', 'pets', '--format', 'folder', '--out', 'out');
  assert.deepEqual(readFileSync(out('out', 'images', 'a plot.png')), png);
  assert.match(readFileSync(out('out', 'README.md'), 'utf8'), /!\[a plot\]\(images\/a%20plot\.png\)/);
  place.ok('export', 'pets', '--format', 'folder', '--out', 'out', '--overwrite');
  place.file('out/images/mine.png', png);
  place.fails(['export', 'pets', '--format', 'folder', '--out', 'out', '--overwrite'], /mine\.png/);
  assert.ok(existsSync(out('out', 'images', 'mine.png')));
  place.ok('import', 'out', '--name', 'again');
  const again = JSON.parse(place.ok('info', 'again', '--json'));
  assert.deepEqual(again.card.pictures, ['drawn.svg', 'images/a plot.png']);
  place.ok('export', 'pets', '--format', 'site', '--out', 'site');
  assert.deepEqual(readFileSync(out('site', 'data', 'card', 'images', 'a plot.png')), png);
});
