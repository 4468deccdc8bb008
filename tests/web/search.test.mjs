import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  api,
  assertAccessible,
  cells,
  countSays,
  photograph,
  rowsAreHere,
  visit,
} from './browser.mjs';
import { kGalleryRows, kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery';
const kAll = `${kGalleryRows.toLocaleString('en-US')} rows`;

test('searching as one types finds, counts, marks, and says how long it took', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.keyboard.press('/');
    await page.keyboard.type('zebrafish', { delay: 20 });
    await page.waitForURL(/q=zebrafish/);
    await countSays(page, `${kZebrafish} of ${kAll}`);
    await rowsAreHere(page);
    for (const title of await cells(page, 'title')) assert.match(title, /Zebrafish/);
    assert.match(await page.locator('mark').first().innerText(), /zebrafish/i);
    assert.match(await page.getByRole('status').filter({ hasText: kAll }).innerText(), /\d m?s/);
    await photograph(page, 'search');
  }));

test('Esc clears the search, then leaves the box', () =>
  visit(`${kPage}?q=zebrafish`, {}, async (page) => {
    await countSays(page, `${kZebrafish} of ${kAll}`);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await countSays(page, kAll);
    assert.equal(await page.locator('[data-search-box]').inputValue(), '');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  }));

test('words, a filter and an order work together', () =>
  visit(
    `${kPage}?q=zebrafish&where=${encodeURIComponent('"year" >= 2015')}&sort=paper_id+desc`,
    {},
    async (page) => {
      await countSays(page, `${kZebrafish} of ${kAll}`);
      await rowsAreHere(page);
      const ids = (await cells(page, 'paper_id', kZebrafish)).map(Number);
      assert.deepEqual(
        ids,
        [...ids].sort((a, b) => b - a),
      );
    },
  ));

test('nothing found says what to do, and doing it works', () =>
  visit(`${kPage}?q=xylophonequartz`, {}, async (page) => {
    await page.getByText('No row matches').waitFor();
    await photograph(page, 'search-none');
    await page.getByRole('button', { name: 'Show all rows' }).click();
    await countSays(page, kAll);
    await rowsAreHere(page);
  }));

test('the box says what can be typed, with the columns of the data, and takes it in', () =>
  visit('/datasets/local/gallery', {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'What can be typed here' }).click();
    await photograph(page, 'query-help');
    await assertAccessible(page, 'the help of the search box');
    await page.getByRole('button', { name: /^year:\d+\.\.\d+/ }).click();
    const box = page.getByRole('textbox', { name: 'Search all text columns' });
    const typed = await box.inputValue();
    assert.match(typed, /^year:\d+\.\.\d+$/);
    const { total } = await api(
      `/api/v1/datasets/local/gallery/search?mode=keyword&limit=1&q=${encodeURIComponent(typed)}`,
    );
    await countSays(page, `${total.toLocaleString('en-US')} of 5,000 rows`);
    assert.ok(total > 0 && total < 5000, String(total));
    await page.getByRole('button', { name: 'What can be typed here' }).click();
    await page.getByRole('button', { name: /^"word"/ }).click();
    // The cursor is between the quotes.
    await page.keyboard.type('zebrafish');
    assert.equal(await box.inputValue(), `${typed} "zebrafish"`);
    await page.waitForURL(/zebrafish/);
  }));
