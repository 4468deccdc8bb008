import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertAccessible,
  countSays,
  header,
  photograph,
  rowsAreHere,
  settled,
  visit,
} from './browser.mjs';
import { kScript, kWideColumns } from './fixtures.mjs';

const kPage = '/datasets/local/hostile';

async function assertInert(page) {
  assert.equal(await page.evaluate(() => window.pwned), undefined, 'nothing of the data ran');
  const bad = await page.evaluate(
    () =>
      document.querySelectorAll(
        '#app script, #app iframe, #app form:not([aria-label="Add a filter"]), #app style, #app [href^="javascript:" i], #app img, #app [onerror], #app [onload]',
      ).length,
  );
  assert.equal(bad, 0, 'nothing active in the document');
}

test('scripts in cells, names and tags are shown as text', () =>
  visit(kPage, { viewport: { width: 2400, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await page.locator('[role=gridcell]').getByText(kScript).first().waitFor();
    await assertInert(page);
    await photograph(page, 'hostile');
    await page.goto(page.url() + '?row=3');
    await page
      .getByRole('dialog', { name: 'Row 3', exact: true })
      .getByText(kScript)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /Show all 10,000,000 characters/ }).waitFor();
    await assertInert(page);
  }));

test('the card is drawn without anything that runs, restyles or fetches', () =>
  visit(`${kPage}?tab=card`, {}, async (page) => {
    await page.getByText('A card that wants out').waitFor();
    await page.getByText('a picture elsewhere').waitFor();
    await assertInert(page);
    const good = page.getByRole('link', { name: 'a good one' });
    assert.equal(await good.getAttribute('rel'), 'noopener noreferrer');
    assert.equal(await page.getByRole('link', { name: 'a bad link' }).count(), 0);
    assert.equal(await page.getByRole('cell', { name: '2' }).count(), 1);
    assert.ok(await page.locator('body').isVisible());
  }));

test('filters made from hostile values find their rows', () =>
  visit(kPage, { viewport: { width: 2400, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await header(page, 'kind')
      .getByRole('button', { name: /^it's "quoted":/ })
      .click();
    await countSays(page, '30 of 60 rows');
    await page.locator('[role=gridcell]').getByRole('button', { name: 'member 1' }).first().click();
    await countSays(page, '10 of 60 rows');
    await assertInert(page);
  }));

test('the other split opens by the chooser', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByLabel('Split').selectOption({ value: 'test' });
    await countSays(page, '5 rows');
    assert.match(page.url(), /split=test/);
  }));

test('two thousand columns are shown a few at a time', () =>
  visit('/datasets/local/wide', {}, async (page) => {
    await rowsAreHere(page);
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-colcount'), String(kWideColumns + 1));
    assert.ok((await page.getByRole('columnheader').count()) < 40);
    await grid.focus();
    await page.keyboard.press('End');
    await header(page, `column_${kWideColumns - 1}`).waitFor();
    assert.ok((await page.locator('[role=gridcell]').count()) < 800);
    await photograph(page, 'wide');
  }));

test('a split of one row is complete', () =>
  visit('/datasets/local/single', {}, async (page) => {
    await countSays(page, '1 row');
    await page.getByRole('gridcell', { name: 'only' }).waitFor();
  }));

test('a dataset without rows and one without values are whole pages too', async () => {
  await visit('/datasets/local/empty', {}, async (page) => {
    await page.getByText('This split has no rows').waitFor();
    await header(page, 'value').waitFor();
    for (const tab of ['Search', 'Card', 'API']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('main', { name: tab }).waitFor();
      await settled(page);
      await assertAccessible(page, `${tab} without rows`);
    }
  });
  await visit('/datasets/local/nulls', {}, async (page) => {
    await rowsAreHere(page);
    assert.equal(await page.locator('[role=gridcell]').getByText('null').count(), 6);
    await page.goto(page.url() + '?tab=search&q=anything');
    await page.getByText('No row matches').waitFor();
  });
});
