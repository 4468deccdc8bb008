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
  if (name === 'list') await page.getByText('Nothing on the reading list yet').waitFor();
  if (name === 'map') await page.locator('.labels b').first().waitFor();
  if (name === 'api') await page.getByRole('region', { name: 'curl' }).waitFor();
}

for (const colorScheme of ['light', 'dark']) {
  for (const [name, path] of Object.entries(kViews)) {
    test(`${name} in ${colorScheme} is accessible`, () =>
      visit(path, { colorScheme }, async (page) => {
        await isHere(page, name);
        await assertAccessible(page, `${name}, ${colorScheme}`);
        await photograph(page, `look-${name}-${colorScheme}`);
      }));
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
