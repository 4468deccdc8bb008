import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, assertAccessible, countSays, photograph, rowsAreHere, visit } from './browser.mjs';
import { kGalleryRows, kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery?tab=map';
const kAll = `${kGalleryRows.toLocaleString('en-US')} rows`;

/** The first visit makes the map, which takes as long as the machine needs. */
async function mapIsHere(page) {
  await page.getByRole('application').waitFor({ timeout: 120_000 });
  await page.locator('[data-painter=webgl2], [data-painter=pixels]').waitFor();
}

function stage(page) {
  return page.getByRole('application');
}

async function zoomOf(page) {
  return Number(await stage(page).getAttribute('data-zoom'));
}

/** Waits until the map is zoomed to between `low` and `high` times what shows everything. */
async function zoomIs(page, low, high = low) {
  await page.waitForFunction(
    ([from, to]) => {
      const zoom = Number(document.querySelector('[data-zoom]')?.getAttribute('data-zoom'));
      return zoom >= from && zoom <= to;
    },
    [low, high],
  );
}

/** Waits until something on the canvas has a colour, as a reader sees it: labels are grey. */
async function isPainted(page) {
  for (;;) {
    const picture = await page.locator('canvas').screenshot();
    const isColoured = await page.evaluate(
      async (bytes) => {
        const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        for (let i = 0; i < data.length; i += 4)
          if (Math.max(...data.slice(i, i + 3)) - Math.min(...data.slice(i, i + 3)) > 60)
            return true;
        return false;
      },
      [...picture],
    );
    if (isColoured) return;
  }
}

async function boxOf(page) {
  return stage(page).boundingBox();
}

test('a map is made, drawn, named and moved by mouse and keys', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await countSays(page, kAll);
    await page.locator('.labels b').first().waitFor();
    await page.getByText('Colours').waitFor();
    assert.equal(await stage(page).locator('svg g path').count(), 3);
    await photograph(page, 'map');
    const box = await boxOf(page);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -800);
    await zoomIs(page, 2.3, 99);
    await page.locator('.labels span:not(.coarse)').first().waitFor({ state: 'attached' });
    await photograph(page, 'map-zoomed');
    await stage(page).focus();
    await page.keyboard.press('0');
    await zoomIs(page, 1);
    await page.keyboard.press('+');
    await zoomIs(page, 1.3, 99);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await zoomIs(page, 0, 0.99);
    await page.keyboard.press('Enter');
    assert.ok((await zoomOf(page)) > 0);
  }));

test('a row shows itself under the pointer and opens', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await stage(page).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/row=\d+/);
    const row = Number(new URL(page.url()).searchParams.get('row'));
    const { row: values } = await api(`/api/v1/datasets/local/gallery/rows/${row}?vectors=0`);
    await page.getByText(values.title).first().waitFor();
    // The ring marks where it lies: there the pointer finds a row again.
    const circle = page.locator('svg circle');
    const box = await boxOf(page);
    const at = await circle.evaluate((element) => [
      element.cx.baseVal.value,
      element.cy.baseVal.value,
    ]);
    await page.mouse.move(box.x + at[0], box.y + at[1]);
    await page.locator('[data-card]').getByText(' for ').waitFor();
    // A list is told by its members, not as JSON.
    await page
      .locator('[data-card]')
      .getByText(values.authors.join(', '), { exact: true })
      .waitFor();
    await photograph(page, 'map-row');
  }));

test('what a search finds glows, and a box becomes a filter of every tab', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await page.keyboard.press('/');
    await page.keyboard.type('zebrafish');
    await countSays(page, `${kZebrafish} of ${kAll}`);
    await photograph(page, 'map-search');
    await page.locator('[data-search-box]').fill('');
    await countSays(page, kAll);

    await page.getByRole('button', { name: 'Box' }).click();
    const box = await boxOf(page);
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/INSIDE/);
    await countSays(page, / of 5,000 rows/);
    await photograph(page, 'map-box');
    const where = new URL(page.url()).searchParams.get('where');
    const { total } = await api(
      `/api/v1/datasets/local/gallery/search?limit=1&where=${encodeURIComponent(where)}`,
    );
    assert.ok(total > 0 && total < kGalleryRows, String(total));
    await countSays(page, `${total.toLocaleString('en-US')} of ${kAll}`);

    await page.getByRole('link', { name: 'Viewer' }).click();
    await rowsAreHere(page);
    await countSays(page, new RegExp(`^\\s*${total.toLocaleString('en-US')} of`));
    await page.getByRole('link', { name: 'Map' }).click();
    await mapIsHere(page);
    await page.getByRole('button', { name: 'Clear the area' }).click();
    await countSays(page, kAll);
    assert.doesNotMatch(page.url(), /INSIDE/);
  }));

test('a lasso follows the hand', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await page.getByRole('button', { name: 'Lasso' }).click();
    const box = await boxOf(page);
    const at = (turn) => [
      box.x + box.width / 2 + Math.cos(turn) * 130,
      box.y + box.height / 2 + Math.sin(turn) * 130,
    ];
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let turn = 0; turn < 6.2; turn += 0.1) await page.mouse.move(...at(turn));
    await page.mouse.up();
    await page.waitForURL(/INSIDE/);
    await countSays(page, / of 5,000 rows/);
    await photograph(page, 'map-lasso');
  }));

test('colours follow a column', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await isPainted(page);
    await page.getByRole('combobox', { name: 'Colour' }).selectOption('type');
    await page.getByText('Spotlight', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Colour' }).selectOption('year');
    await page.getByText('2015', { exact: false }).first().waitFor();
    await photograph(page, 'map-colours');
  }));

test('the address holds what is on screen', () =>
  visit(`${kPage}&colour=type`, {}, async (page) => {
    await mapIsHere(page);
    await page.getByRole('button', { name: 'Spotlight' }).waitFor();
    await stage(page).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/at=/);
    const zoom = await zoomOf(page); // a key that follows at once takes nothing from the one before
    assert.ok(zoom > 1.3, String(zoom));
    await page.goto(page.url());
    await mapIsHere(page);
    await zoomIs(page, zoom - 0.01, zoom + 0.01);
    await page.getByRole('button', { name: 'Spotlight' }).click();
    await page.waitForURL(/where=/);
    assert.equal(new URL(page.url()).searchParams.get('where'), `"type" = 'Spotlight'`);
    await countSays(page, / of 5,000 rows/);
  }));

test('the rows of a selection stand beside the map, as many as in every tab, and the legend counts them', () =>
  visit(`${kPage}&colour=type`, {}, async (page) => {
    await mapIsHere(page);
    const legend = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Spotlight/ }) });
    const { facets } = await api('/api/v1/datasets/local/gallery/facets?facets=type');
    const spotlights = facets.type.values.find(({ value }) => value === 'Spotlight').count;
    await legend.getByText(spotlights.toLocaleString('en-US'), { exact: true }).waitFor();
    await legend.getByRole('button').click();
    await countSays(page, `${spotlights.toLocaleString('en-US')} of ${kAll}`);
    const list = page.getByRole('region', { name: 'Rows of the selection' });
    const where = encodeURIComponent(`"type" = 'Spotlight'`);
    const { hits } = await api(`/api/v1/datasets/local/gallery/search?where=${where}&limit=60`);
    await list.getByText(hits[49].row.title, { exact: true }).waitFor();
    assert.equal(await list.getByRole('listitem').count(), 50);
    await list.getByRole('button', { name: /^Show 50 more/ }).click();
    await list.getByText(hits[59].row.title, { exact: true }).waitFor();
    await list.getByRole('listitem').first().hover();
    await page.locator('svg circle').waitFor();
    await assertAccessible(page, 'the map with its list');
    await photograph(page, 'map-list');
    await list.getByRole('button', { name: hits[0].row.title }).click();
    await page.getByRole('dialog', { name: /^Row / }).getByText(hits[0].row.title).first().waitFor();
    await page.getByRole('button', { name: 'Close the row' }).click();
    await page.getByRole('button', { name: 'List' }).click();
    assert.equal(await list.count(), 0);
    for (const tab of ['Viewer', 'Search']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.locator('[data-count]').filter({ hasText: spotlights.toLocaleString('en-US') }).waitFor();
    }
  }));

test('without a mouse what is on screen becomes the filter, and a cluster is a button away', () =>
  visit(kPage, {}, async (page) => {
    await mapIsHere(page);
    await page.locator('li > button').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/at=/);
    await stage(page).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.keyboard.press('a');
    await page.waitForURL(/INSIDE/);
    await countSays(page, / of 5,000 rows/);
    await page.getByRole('button', { name: 'Clear the area' }).click();
    await countSays(page, kAll);
    await page.getByRole('button', { name: 'Filter to view' }).click();
    await page.waitForURL(/INSIDE/);
  }));

test('a driver that takes its memory back and offers it again loses no map', () =>
  visit(`${kPage}&painter=webgl2`, {}, async (page) => {
    await mapIsHere(page);
    await isPainted(page);
    await page.locator('canvas').evaluate((canvas) => {
      window.memory = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      window.memory.loseContext();
    });
    await page.locator('[data-painter=none]').waitFor();
    await page.evaluate(() => window.memory.restoreContext());
    await page.locator('[data-painter=webgl2]').waitFor();
    await isPainted(page);
  }));

test('without WebGL the pixels are drawn by hand', () =>
  visit(`${kPage}&painter=pixels`, { colorScheme: 'dark' }, async (page) => {
    await mapIsHere(page);
    await page.locator('[data-painter=pixels]').waitFor();
    await countSays(page, kAll);
    await isPainted(page);
    await photograph(page, 'map-pixels-dark');
  }));

test('the map is for everyone: light, dark, a phone, and no motion', async () => {
  await visit(kPage, { reducedMotion: 'reduce' }, async (page) => {
    await mapIsHere(page);
    await page.locator('.labels b').first().waitFor();
    await assertAccessible(page, 'the map');
  });
  await visit(
    kPage,
    { viewport: { width: 390, height: 780 }, colorScheme: 'dark', hasTouch: true },
    async (page) => {
      await mapIsHere(page);
      await page.locator('.labels b').first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(wide, 390);
      await assertAccessible(page, 'the map on a phone');
      await photograph(page, 'map-phone');
      await page.goto(`${page.url()}&q=zebrafish`);
      await mapIsHere(page);
      await page.getByRole('button', { name: 'List' }).click();
      await page.getByRole('region', { name: 'Rows of the selection' }).getByRole('listitem').first().waitFor();
      await assertAccessible(page, 'the list of the map on a phone');
      await photograph(page, 'map-list-phone');
    },
  );
});

test('a dataset without vectors and text says what is missing', () =>
  visit('/datasets/local/wide?tab=map', {}, async (page) => {
    await page.getByRole('heading', { name: 'There is nothing to map' }).waitFor();
    await page.getByText('No column of this split holds vectors').waitFor();
    await assertAccessible(page, 'the empty map');
  }));

test('on a phone no label lies under the buttons or the legend', () =>
  visit(kPage, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    await mapIsHere(page);
    await page.getByText('Colours').tap();
    await page.locator('.labels b').first().waitFor();
    // The legend's size is known when it has been laid out: the labels follow it.
    await page.waitForFunction(() => {
      const boxes = (selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
      const over = boxes('[aria-label=Zoom], details[open]');
      const apart = (a, b) => a.right <= b.left || a.left >= b.right || a.bottom <= b.top || a.top >= b.bottom;
      const labels = boxes('.labels b');
      return over.length === 2 && labels.length > 0 && labels.every((a) => over.every((b) => apart(a, b)));
    });
    await photograph(page, 'map-phone');
  }));
