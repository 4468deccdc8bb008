import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, photograph, rowsAreHere, settled, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';
const kViews = {
  home: '/',
  viewer: kPage,
  searched: `${kPage}?q=zebrafish&where=${encodeURIComponent('"year" >= 2016 AND "year" <= 2024')}`,
  row: `${kPage}?row=17`,
  search: `${kPage}?tab=search&q=zebrafish`,
  finder: `${kPage}?tab=search`,
  author: `${kPage}?tab=search&topic=authors&value=Ada+Lovelace`,
  list: `${kPage}?tab=list`,
  map: `${kPage}?tab=map`,
  card: '/datasets/local/hostile?tab=card',
  api: `${kPage}?tab=api`,
  sql: `${kPage}?tab=sql`,
};

async function isHere(page, name) {
  if (['viewer', 'searched', 'row'].includes(name)) await rowsAreHere(page);
  if (name === 'row') await page.getByText('https://papers.example/17').first().waitFor();
  if (name === 'home') await page.getByRole('article').first().waitFor();
  if (name === 'card') await page.getByText('A card that wants out').waitFor();
  if (['search', 'finder', 'author'].includes(name)) {
    await page.getByRole('article').first().waitFor();
    await settled(page);
  }
  if (name === 'list') await page.getByText('Nothing saved yet').waitFor();
  if (name === 'map') await page.locator('.labels b').first().waitFor();
  if (name === 'sql') await page.locator('.cm-content').waitFor();
  if (name === 'api') await page.getByRole('region', { name: 'curl' }).waitFor();
}

/** The window of a laptop, and of a phone. */
const kWindows = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
};

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    for (const [name, path] of Object.entries(kViews)) {
      test(`axe finds nothing in ${name}, ${colorScheme}, ${width} pixels wide`, () =>
        visit(path, { colorScheme, ...window }, async (page) => {
          await isHere(page, name);
          await assertAccessible(page, `${name}, ${colorScheme}, ${width}`);
          await photograph(page, `look-${name}-${colorScheme}-${width}`);
        }));
    }
  }
}

for (const width of [360, 390]) {
  for (const [name, path] of Object.entries(kViews)) {
    test(`${name} fits a phone ${width} pixels wide`, () =>
      visit(
        path,
        { viewport: { width, height: 780 }, hasTouch: true, isMobile: true },
        async (page) => {
          await isHere(page, name);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} pixels of content`);
          if (name === 'row') {
            const { x, width: own } = await page.getByRole('button', { name: 'Close the row' }).boundingBox();
            assert.ok(x + own <= width, `the way back ends at ${x + own}`);
          }
          if (name === 'viewer') {
            const { height } = await page.getByRole('grid').boundingBox();
            assert.ok(height >= 300, `the table has ${height} pixels`);
          }
          await photograph(page, `phone-${width}-${name}`);
        },
      ));
  }
}

test('on a phone the open row keeps the focus until it is closed', () =>
  visit(kViews.row, { viewport: { width: 390, height: 780 } }, async (page) => {
    await isHere(page, 'row');
    for (let i = 0; i < 30; i += 1) {
      await page.keyboard.press(i % 7 === 3 ? 'Shift+Tab' : 'Tab');
      assert.ok(await page.evaluate(() => document.activeElement.closest('[aria-modal=true]')));
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

test('the colours turn by the button and stay turned', () =>
  visit('/', { colorScheme: 'light' }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    const toggle = page.getByRole('button', { name: /^Colours/ });
    await toggle.click();
    assert.equal(await ground(), light);
    await toggle.click();
    assert.notEqual(await ground(), light);
    const dark = await ground();
    await page.reload();
    await toggle.waitFor();
    assert.equal(await ground(), dark);
  }));

test('the page speaks the number format of its reader', () =>
  visit(kPage, { locale: 'de-DE' }, async (page) => {
    await page.locator('[data-count]').filter({ hasText: '5.000' }).waitFor();
  }));

test('enlarged to 200 %, counts are whole and rows have most of the window', () =>
  visit(
    `${kPage}?q=sparse`,
    { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
    async (page) => {
      await rowsAreHere(page);
      const cut = await page.locator('[data-count]').evaluate((line) => {
        const { right } = line.getBoundingClientRect();
        const box = line.parentElement.getBoundingClientRect();
        const last = line.parentElement.nextElementSibling.getBoundingClientRect();
        return right > box.right + 1 || right > last.left;
      });
      assert.equal(cut, false, 'the count is cut off');
      const visible = await page.locator('[role=row][aria-rowindex]').evaluateAll((rows) => {
        const { top, bottom } = document.querySelector('[role=grid]').getBoundingClientRect();
        const head = document.querySelector('[role=columnheader]').getBoundingClientRect().height;
        return rows.filter((row) => {
          const box = row.getBoundingClientRect();
          return row.ariaRowIndex > 1 && box.top >= top + head - 1 && box.bottom <= bottom + 1;
        }).length;
      });
      assert.ok(visible >= 2, `${visible} whole rows`);
      await photograph(page, 'zoom-200');
    },
  ));

test('enlarged to 400 % nothing is wider than the window, and the table is reached by scrolling', () =>
  visit(kPage, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, async (page) => {
    await rowsAreHere(page);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    const { height } = await page.getByRole('grid').boundingBox();
    assert.ok(height >= 100, `the table has ${height} pixels`);
    await photograph(page, 'zoom-400');
  }));

for (const tab of ['search', 'list', 'map', 'sql', 'card', 'api']) {
  test(`on a phone the open tab is in view: ${tab}`, () =>
    visit(
      `${kPage}?tab=${tab}`,
      { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
      async (page) => {
        const open = page.locator('nav [aria-current=page]');
        await open.waitFor();
        const { x, width } = await open.boundingBox();
        assert.ok(x >= 0 && x + width <= 390, `from ${x}, ${width} wide`);
        assert.equal(await page.locator('.search kbd').filter({ visible: true }).count(), 0);
      },
    ));
}

test('on a phone no button over the table has a line of its own', () =>
  visit(kPage, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    await rowsAreHere(page);
    const tops = await page
      .locator('.bar > button, .bar > :not(.search) > button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
    assert.ok(tops.length >= 4, String(tops));
    for (const top of tops) assert.ok(tops.filter((one) => Math.abs(one - top) < 8).length > 1, String(tops));
  }));

test('on a phone a gallery, hidden columns and a filter leave the buttons in one line', () =>
  visit(
    `/datasets/local/pictures?where=${encodeURIComponent('"id" >= 1')}`,
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    async (page) => {
      await rowsAreHere(page);
      await page.getByRole('button', { name: 'Columns', exact: true }).click();
      await page.getByRole('checkbox', { name: /notes/ }).uncheck();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Columns 1 hidden' }).waitFor();
      const tops = await page
        .locator('.bar > button')
        .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
      assert.ok(tops.length >= 5, String(tops));
      assert.equal(new Set(tops).size, 1, String(tops));
    },
  ));

test('on a phone the choice of splits takes one line', () =>
  visit('/datasets/local/hostile', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    await rowsAreHere(page);
    const split = page.getByRole('combobox', { name: 'Split' });
    const { y } = await split.boundingBox();
    for (const name of [/^About/, /Parquet/]) {
      const beside = await page.getByRole('button', { name }).first().boundingBox();
      assert.ok(Math.abs(beside.y - y) < 8, `${name}: ${beside.y}, ${y}`);
    }
    const theme = await page.locator('[data-theme-toggle]').boundingBox();
    assert.ok(theme.y < y, 'the button of colours is in the first line');
    assert.ok((await page.locator('header').boundingBox()).height < 150);
  }));

test('one bar stands over the table, and the first row is within its top quarter', () =>
  visit(kPage, { viewport: { width: 1440, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    const top = (part) => part.boundingBox().then(({ y }) => y);
    assert.equal(await top(page.getByRole('banner')), 0);
    assert.ok(
      (await top(page.getByRole('grid'))) < 110,
      'the table begins in the first 110 pixels',
    );
    assert.ok((await top(page.locator('#cell-0-0'))) < 225);
  }));

test('on a laptop one bar holds the name, the tabs and the files', () =>
  visit(kPage, { viewport: { width: 1280, height: 800 } }, async (page) => {
    await rowsAreHere(page);
    const { height } = await page.getByRole('banner').boundingBox();
    assert.ok(height <= 52, `${height} pixels`);
    for (const word of ['Random', 'Download', 'Height'])
      await page.getByRole('main').getByText(word, { exact: true }).waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
  }));
