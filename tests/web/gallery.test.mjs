// The pictures of a column side by side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateSync } from 'node:zlib';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { assertAccessible, photograph, visit } from './browser.mjs';
import { chunk } from './odd-media.mjs';

const kPhotos = 100;
const kPhotoBytes = 350_000;
const kMostBytes = 1_000_000;

/** A PNG like a photo: soft shapes under the grain of a camera. */
function photo(number, width = 640, height = 480) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const line = 1 + 3 * width;
  const raw = Buffer.alloc(line * height);
  let state = number + 1;
  for (let y = 0; y < height; y += 1) {
    raw[y * line] = 1; // each pixel by its difference from the one before
    const before = [0, 0, 0];
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        const soft = 120 + 90 * Math.sin((x * (c + 1) + y * (number % 5) + 40 * number) / 150);
        const value = Math.round(soft) + ((state >>> 16) % 8);
        raw[y * line + 1 + 3 * x + c] = (value - before[c]) & 255;
        before[c] = value;
      }
    }
  }
  const data = deflateSync(raw, { level: 1, strategy: constants.Z_HUFFMAN_ONLY });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Serves a hundred photos, and one that is damaged. */
async function withPhotos(t, journey) {
  const place = new Workplace(t);
  for (let i = 0; i < kPhotos; i += 1) {
    const bytes = photo(i);
    assert.ok(bytes.length > kPhotoBytes, `a photo of ${bytes.length} bytes`);
    place.file(`photos/${String(i).padStart(3, '0')}.png`, bytes);
  }
  const damaged = photo(kPhotos);
  damaged.fill(0, 2000, 3000);
  place.file(`photos/${kPhotos}.png`, damaged);
  place.ok('import', 'photos');
  const server = await serve(place);
  try {
    await journey(server.url);
  } finally {
    await server.stop();
  }
}

async function screenOfAHundred(page, url) {
  const wire = await page.context().newCDPSession(page);
  let bytes = 0;
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(`${url}/datasets/local/photos?gallery=image`);
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll('[role=option] img')].filter((one) => one.naturalWidth > 0)
        .length === count,
    kPhotos,
  );
  assert.ok(bytes < kMostBytes, `${bytes} bytes for a hundred photos`);
  assert.ok(bytes > kPhotos * 500, `${bytes} bytes are too few to be true`);
  // The damaged one says so.
  await page.getByRole('option', { name: /image of row 100\b/ }).getByText('cannot be shown').waitFor();
}

async function walkByKeys(page, url) {
  await page.goto(`${url}/datasets/local/photos`);
  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  const gallery = page.getByRole('listbox', { name: 'Pictures of image' });
  await page.getByRole('option', { name: 'image of row 0', exact: true }).waitFor();
  await photograph(page, `gallery-${page.viewportSize().width}`);
  await assertAccessible(page, 'a gallery');
  await gallery.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'image of row 1', exact: true });
  await dialog.getByRole('img', { name: 'image of row 1' }).waitFor();
  await page.waitForFunction(() => document.querySelector('dialog img')?.naturalWidth === 640);
  // As large as the screen, not the file itself, which is a link away.
  const shown = await dialog.getByRole('img').getAttribute('src');
  assert.match(shown, page.viewportSize().width > 1024 ? /thumbnail.*size=2048/ : /thumbnail.*size=1024/);
  const itself = dialog.getByRole('link', { name: 'The picture itself' });
  assert.match(await itself.getAttribute('href'), /\/media\//);
  assert.match(page.url(), /picture=1\b/);
  await photograph(page, `gallery-enlarged-${page.viewportSize().width}`);
  await assertAccessible(page, 'an enlarged picture');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: 'image of row 2', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Previous picture' }).click();
  await dialog.waitFor();
  await page.reload();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.waitForURL((address) => !address.searchParams.has('picture'));
  await gallery.focus();
  await page.keyboard.press('End');
  await page.getByRole('option', { name: /image of row 100\b/ }).waitFor();
  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  await page.getByRole('grid', { name: 'Rows' }).waitFor();
}

test('a gallery costs what it shows, and is walked by keys', (t) =>
  withPhotos(t, async (origin) => {
    const tall = { width: 1440, height: 3300 };
    await visit('/', { origin, viewport: tall }, (page) => screenOfAHundred(page, origin));
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [390, 'dark'],
    ])
      await visit('/', { origin, viewport: { width, height: 844 }, colorScheme }, (page) =>
        walkByKeys(page, origin),
      );
  }));
