// Pictures, recordings and documents that are too large, broken, turned or meant to harm: from the file through the
// import to the table, the gallery and the row in full.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { assertAccessible, photograph, rowsAreHere, visit } from './browser.mjs';
import { animatedGif, animatedWebp, jpeg, pdf, png, scriptedSvg, wav } from './odd-media.mjs';

const kSide = 20_000;
const kElsewhere = 'https://elsewhere.example';
const kDark = 40;
const kBright = 220;

/** Serves the files as one dataset, and looks at it. */
async function withFiles(t, files, journey, options = {}) {
  const place = new Workplace(t);
  for (const [name, bytes] of Object.entries(files)) place.file(`odd/${name}`, bytes);
  place.ok('import', 'odd');
  const server = await serve(place);
  try {
    await visit('/', { origin: server.url, ...options }, (page) => journey(page, `${server.url}/datasets/local/odd`));
  } finally {
    await server.stop();
  }
}

/** Still pictures of one colour, as the browser of the tests encodes them. */
async function stills(page, side) {
  const urls = await page.evaluate(
    (size) =>
      ['red', 'blue'].map((colour) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
        const context = canvas.getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, size, size);
        return canvas.toDataURL('image/webp');
      }),
    side,
  );
  return urls.map((url) => Buffer.from(url.split(',')[1], 'base64'));
}

const picture = (page, row) => page.locator(`#cell-${row}-0`).getByRole('img', { name: new RegExp(`^image ${row}\\.\\w+$`) });

/** Waits until the picture is drawn; its size, and the colours of its corner and of the opposite one. */
async function drawn(locator) {
  const element = await locator.elementHandle();
  return element.evaluate(async (image) => {
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const at = (x, y) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
    return { width, height, first: at(0, 0), last: at(width - 1, height - 1) };
  });
}

const near = (colour, wanted) => colour.every((one, i) => Math.abs(one - wanted[i]) < 30);

test('a photo is upright and in its colours, small and in full, whatever its file is like', (t) =>
  withFiles(
    t,
    {
      '0.jpg': jpeg(8, 4, 1, (x) => [x < 4 ? kDark : kBright], 6), // held upright: the left side is above
      '1.jpg': jpeg(8, 4, 1, (x) => [x < 4 ? kDark : kBright], 3), // held upside down
      '2.jpg': jpeg(4, 4, 4, () => [255, 0, 0, 255]), // CMYK without cyan and black, inverted: red
      '3.gif': animatedGif(),
    },
    async (page, address) => {
      await page.goto(address);
      await rowsAreHere(page);
      const full = page.getByRole('dialog').getByRole('img');
      const see = async (row) => {
        const small = await drawn(picture(page, row));
        await page.goto(`${address}?row=${row}`);
        await full.waitFor();
        const large = await drawn(full);
        assert.deepEqual([large.width, large.height], [small.width, small.height]);
        for (const end of ['first', 'last']) assert.ok(near(small[end], large[end]), `${small[end]} ${large[end]}`);
        return large;
      };
      const upright = await see(0);
      assert.deepEqual([upright.width, upright.height], [32, 64]);
      assert.ok(near(upright.first, Array(3).fill(kDark)) && near(upright.last, Array(3).fill(kBright)));
      const turned = await see(1);
      assert.deepEqual([turned.width, turned.height], [64, 32]);
      assert.ok(near(turned.first, Array(3).fill(kBright)) && near(turned.last, Array(3).fill(kDark)));
      assert.ok(near((await see(2)).first, [255, 0, 0]), 'CMYK is shown as red');
      // An animation moves in full; its thumbnail is its first frame.
      assert.ok(near((await drawn(picture(page, 3))).first, [255, 0, 0]));
      await page.goto(`${address}?row=3`);
      await full.waitFor();
      assert.match(await full.getAttribute('src'), /\/media\/.*\.gif$/);
      await photograph(page, 'bad-media-upright');
    },
  ));

test('an animated WebP has a thumbnail of its first frame, and moves in full', (t) =>
  visit('/', {}, async (page) => {
    const two = await stills(page, 24);
    await withFiles(t, { '0.webp': animatedWebp(two, 24) }, async (other, address) => {
      await other.goto(`${address}?row=0`);
      const full = other.getByRole('dialog').getByRole('img');
      await full.waitFor();
      assert.match(await full.getAttribute('src'), /\/media\/.*\.webp$/);
      assert.equal((await drawn(full)).width, 24);
      assert.ok(near((await drawn(picture(other, 0))).first, [255, 0, 0]));
    });
  }));

test('pictures of 20,000 by 20,000 pixels are drawn small or refused with their size, never in full', (t) =>
  withFiles(
    t,
    { '0.jpg': jpeg(kSide / 8, kSide / 8, 1, () => [128]), '1.png': png(kSide, kSide), '2.png': png(32, 32) },
    async (page, address) => {
      const fetched = [];
      page.on('request', (request) => fetched.push(request.url()));
      await page.goto(address);
      await rowsAreHere(page);
      assert.ok(near((await drawn(picture(page, 0))).first, [128, 128, 128]));
      await picture(page, 2).waitFor();
      await page.locator('#cell-1-0').getByText('cannot be shown').waitFor();
      await page.goto(`${address}?row=0`);
      const full = page.getByRole('dialog').getByRole('img');
      await full.waitFor();
      assert.ok((await drawn(full)).width <= 1024);
      await page.goto(`${address}?row=1`);
      const said = page.getByRole('dialog').getByText(/Cannot be shown: .*20,?000/);
      await said.waitFor();
      await page.getByRole('dialog').getByRole('link', { name: 'Open the file itself' }).waitFor();
      await assertAccessible(page, 'a picture that is too large');
      await photograph(page, 'bad-media-large');
      await page.goto(`${address}?gallery=image`);
      await page.getByRole('option', { name: /image of row 1\b/ }).getByText('cannot be shown').waitFor();
      assert.deepEqual(fetched.filter((url) => /\/media\/.*\/[01]\.(jpg|png)/.test(url)), []);
    },
  ));

test('broken and empty pictures say what is wrong with them', (t) =>
  withFiles(
    t,
    {
      '0.png': png(64, 64).subarray(0, 50),
      '1.png': Buffer.alloc(0),
      '2.png': Buffer.from('<html><script>window.pwned=1</script></html>'),
      '3.jpg': jpeg(8, 8, 1, (x, y) => [(x * y * 3) % 256]).subarray(0, -20),
      '4.png': png(32, 32),
    },
    async (page, address) => {
      await page.goto(address);
      await rowsAreHere(page);
      await picture(page, 4).waitFor();
      for (const row of [0, 2]) await page.locator(`#cell-${row}-0`).getByText('cannot be shown').waitFor();
      await page.locator('#cell-1-0').getByText('1.png: the file is empty').waitFor();
      // The rows of a photo that came are shown.
      assert.equal((await drawn(picture(page, 3))).width, 64);
      for (const [row, words] of [
        [0, /Cannot be shown: the file is cut short/],
        [1, /Cannot be shown: 1\.png: the file is empty/],
        [2, /Cannot be shown: the file is no PNG in spite of its name/],
      ]) {
        await page.goto(`${address}?row=${row}`);
        await page.getByRole('dialog').getByText(words).waitFor();
      }
      await photograph(page, 'bad-media-broken');
      await page.goto(`${address}?gallery=image`);
      await page.getByRole('option', { name: 'image of row 4' }).getByRole('presentation').or(page.locator('[role=option] img')).first().waitFor();
      await page.getByRole('option', { name: /image of row 1\b/ }).getByText('the file is empty').waitFor();
      await assertAccessible(page, 'a gallery of broken pictures');
      await photograph(page, 'bad-media-gallery');
      assert.equal(await page.evaluate(() => window.pwned), undefined);
    },
  ));

test('a drawing with scripts is drawn, and nothing in it runs or is fetched, opened by itself either', (t) =>
  withFiles(t, { '0.svg': scriptedSvg, '1.png': png(32, 32) }, async (page, address) => {
    await page.goto(`${address}?row=0`);
    const full = page.getByRole('dialog').getByRole('img');
    await full.waitFor();
    assert.equal(await full.evaluate((image) => image.decode().then(() => image.naturalWidth)), 40);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    await photograph(page, 'bad-media-svg');
    const refused = page.waitForEvent('requestfailed', (request) => request.url().startsWith(kElsewhere));
    await page.goto(new URL(await full.getAttribute('src'), page.url()).href);
    assert.equal((await refused).failure().errorText, 'csp');
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    // The browser tells of what it does not ask for, too.
  }, { framed: [kElsewhere] }));

test('recordings of no length, broken and empty ones, are players or sentences', (t) =>
  withFiles(
    t,
    { '0.wav': wav(0), '1.wav': wav(2000).subarray(0, 30), '2.mp3': Buffer.alloc(0), '3.wav': wav(2000) },
    async (page, address) => {
      await page.goto(address);
      await rowsAreHere(page);
      await page.locator('#cell-2-0').getByText('2.mp3: the file is empty').waitFor();
      await page.locator('#cell-1-0').getByRole('button', { name: 'Play' }).click();
      await page.locator('#cell-1-0').getByText('cannot be shown').waitFor();
      await page.goto(`${address}?row=0`);
      const player = page.getByRole('dialog').locator('audio');
      await player.waitFor();
      assert.equal(await page.getByText(/undefined|NaN/).count(), 0);
      await assertAccessible(page, 'a recording of no length');
      await page.goto(`${address}?row=1`);
      await page.getByRole('dialog').getByText(/Cannot be shown/).waitFor();
      await page.goto(`${address}?row=3`);
      await page.waitForFunction((audio) => audio?.duration === 0.25, await page.getByRole('dialog').locator('audio').elementHandle());
      await assertAccessible(page, 'a recording');
    },
  ));

test('a PDF shows its first page in the row in full; a broken one says so, and nothing in it runs', (t) =>
  withFiles(
    t,
    { '0.pdf': pdf('First page'), '1.pdf': pdf('cut').subarray(0, 60), '2.pdf': Buffer.alloc(0) },
    async (page, address) => {
      const scripts = [];
      page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
      await page.goto(address);
      await rowsAreHere(page);
      await page.locator('#cell-0-0').getByRole('link', { name: 'PDF' }).waitFor();
      assert.deepEqual(scripts.filter((url) => /Pdf|pdf/.test(url)), [], 'read when a PDF is opened');
      await page.goto(`${address}?row=0`);
      const panel = page.getByRole('dialog');
      await panel.getByText('PDF, 2 pages').waitFor();
      const colours = await panel.locator('canvas').evaluate((canvas) => {
        const context = canvas.getContext('2d');
        const at = (x, y) => [...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3);
        return { square: at(50 / 300, 150 / 200), paper: at(0.9, 0.9), shape: canvas.width / canvas.height };
      });
      assert.deepEqual(colours.square, [255, 0, 0]);
      assert.deepEqual(colours.paper, [255, 255, 255]);
      assert.ok(Math.abs(colours.shape - 1.5) < 0.02);
      await assertAccessible(page, 'a row with a PDF');
      await photograph(page, 'bad-media-pdf');
      await page.goto(`${address}?row=1`);
      await panel.getByText(/This PDF is damaged|Cannot be shown/).waitFor();
      await page.goto(`${address}?row=2`);
      await panel.getByText(/Cannot be shown: 2\.pdf: the file is empty/).waitFor();
    },
  ));

test('a card in Search shows a picture as small as it is there', (t) =>
  withFiles(t, { '0.png': png(2000, 1000), 'metadata.csv': 'file_name,text\n0.png,a black board\n' }, async (page, address) => {
    const fetched = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(`${address}?tab=search&q=board`);
    const card = page.getByRole('article').first();
    const small = card.getByRole('img');
    await small.waitFor();
    assert.ok((await drawn(small)).width <= 512);
    assert.match(await small.getAttribute('src'), /thumbnail/);
    await card.locator('mark', { hasText: 'board' }).waitFor();
    assert.deepEqual(fetched.filter((url) => /\/media\//.test(url)), [], 'no file in full');
    await assertAccessible(page, 'a card with a picture');
    await photograph(page, 'bad-media-card');
  }));
