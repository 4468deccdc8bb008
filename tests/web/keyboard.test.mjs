import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, countSays, photograph, rowsAreHere, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';

function activeCell(page) {
  return page.getByRole('grid').getAttribute('aria-activedescendant');
}

/** Tabs until the grid has the focus; it must be reachable within these many stops. */
async function tabToGrid(page) {
  for (let i = 0; i < 21; i += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement.getAttribute('role'))) === 'grid') return;
  }
  assert.fail('the table is not reached by Tab');
}

test('the table is walked, read and left by keys alone', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await tabToGrid(page);
    const press = (key) => page.keyboard.press(key);
    await press('ArrowDown');
    await press('ArrowRight');
    assert.equal(await activeCell(page), 'cell-1-1');
    await press('End');
    assert.equal(await activeCell(page), 'cell-1-11');
    await press('Control+End');
    assert.equal(await activeCell(page), 'cell-4999-11');
    await press('PageUp');
    const [, row] = /^cell-(\d+)-11$/.exec(await activeCell(page));
    assert.ok(Number(row) < 4999 && Number(row) > 4980);
    await press('Control+Home');
    assert.equal(await activeCell(page), 'cell-0-0');
    await rowsAreHere(page);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Row 0' }).waitFor();
    await press('j');
    await page.getByRole('dialog', { name: 'Row 1' }).waitFor();
    await press('Escape');
    await page.getByRole('dialog', { name: 'Row 1' }).waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'grid');
  }));

/** What Ctrl C puts on the clipboard. */
async function copied(page, says) {
  await page.keyboard.press('Control+c');
  await page.getByRole('status').getByText(says, { exact: true }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

const kClipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

test('a cell and a range of cells are copied with their exact values', () =>
  visit(kPage, kClipboard, async (page) => {
    await rowsAreHere(page);
    const { hits } = await api('/api/v1/datasets/local/gallery/search?limit=3');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await copied(page, '1 cell copied'), hits[1].row.title);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(`Shift+${key}`);
    await photograph(page, 'chosen-cells');
    await page.keyboard.press('Shift+ArrowRight');
    const colours = page.locator('.chosen .badge').first().evaluate((badge) =>
      [badge, badge.closest('.chosen')].map((one) => getComputedStyle(one).backgroundColor),
    );
    assert.equal(new Set(await colours).size, 2, 'a class keeps its pill');
    await page.keyboard.press('Shift+ArrowLeft');
    const quoted = (list) => `"${JSON.stringify(list).replaceAll('"', '""')}"`;
    const lines = hits.map(({ row }) => [row.title, row.paper_url, quoted(row.authors)].join('\t'));
    assert.equal(await copied(page, '9 cells copied'), lines.join('\n'));
    // A click chooses where it is made; Shift and another one all between.
    await page.keyboard.press('Escape');
    await page.locator('#cell-0-0').click();
    await page.getByRole('dialog', { name: 'Row 0' }).waitFor();
    await page.locator('#cell-2-1').click({ modifiers: ['Shift'] });
    await page.getByRole('grid').focus();
    const two = hits.map(({ row }) => `${row.paper_id}\t${row.title}`);
    assert.equal(await copied(page, '6 cells copied'), two.join('\n'));
    // Another query's rows are not what was chosen.
    assert.ok((await page.locator('[role=gridcell].chosen').count()) > 0);
    await page.getByRole('textbox', { name: 'Search all text columns' }).fill('zebrafish');
    await countSays(page, / of /);
    assert.equal(await page.locator('[role=gridcell].chosen').count(), 0);
    assert.equal(await page.getByRole('grid').getAttribute('aria-activedescendant'), null);
  }));

test('vectors and rows that are not on screen are copied whole', () =>
  visit(kPage, kClipboard, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    const { hits } = await api('/api/v1/datasets/local/gallery/search?limit=1&columns=embedding');
    assert.deepEqual(JSON.parse(await copied(page, '1 cell copied')), hits[0].row.embedding);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+Control+End');
    await page.keyboard.press('Shift+Home');
    const ids = await copied(page, '5,000 cells copied');
    assert.equal(ids, Array.from({ length: 5000 }, (_, i) => i + 1).join('\n'));
  }));

test('from the search box one key leads to the first row found, and G to a row from anywhere', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    const { hits } = await api('/api/v1/datasets/local/gallery/search?q=zebrafish&mode=keyword&limit=1');
    await page.keyboard.press('/');
    await page.keyboard.type('zebrafish');
    // While the rows are still on their way.
    await page.keyboard.press('ArrowDown');
    await countSays(page, '7 of 5,000 rows');
    assert.equal(await activeCell(page), 'cell-0-0');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Row ${hits[0].row_idx.toLocaleString('en-US')}` }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto(new URL(kPage, page.url()).href);
    await rowsAreHere(page);
    await page.keyboard.press('g');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('4321');
    await page.keyboard.press('Enter');
    await page.locator('#cell-4321-0').waitFor();
    assert.equal(await activeCell(page), 'cell-4321-0');
  }));

test('G goes to a row by its number, through a filter too', () =>
  visit(`${kPage}?where=type%20%3D%20'Oral'`, {}, async (page) => {
    await rowsAreHere(page);
    const { hits, total } = await api(
      `/api/v1/datasets/local/gallery/search?limit=1&offset=200&columns=paper_id&where=${encodeURIComponent("type = 'Oral'")}`,
    );
    assert.ok(total > 200);
    await page.getByRole('grid').focus();
    await page.keyboard.press('g');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(String(hits[0].row_idx));
    await photograph(page, 'go-to-row');
    await page.keyboard.press('Enter');
    await page.locator('#cell-200-0').waitFor();
    assert.equal(await activeCell(page), 'cell-200-0');
    await rowsAreHere(page);
    await page.locator('#cell-200-0').getByText(String(hits[0].row.paper_id), { exact: true }).waitFor();
    // In another order its place is asked for.
    await page.goto(page.url().replace('where=', 'sort=score&where='));
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Go to row' }).click();
    await page.getByLabel(/Place in this order/).fill('3');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    assert.equal(await activeCell(page), 'cell-2-0');
  }));

test('the header sorts, resizes and filters by keys alone', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await tabToGrid(page);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await activeCell(page), 'head-1');
    const width = () => page.locator('#head-1').evaluate((element) => element.offsetWidth);
    const before = await width();
    await page.keyboard.press('Shift+ArrowRight');
    assert.equal(await width(), before + 20);
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=title/);
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    const menu = page.getByRole('dialog', { name: 'Column type' });
    await menu.getByText('Sort ascending').waitFor();
    await photograph(page, 'column-menu');
    await menu.getByRole('button', { name: /^Oral/ }).focus();
    await page.keyboard.press('Enter');
    await countSays(page, / of /);
  }));

test('the list of keys opens by ? and closes by Esc', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await photograph(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
  }));

/** The result that has the focus, by its place in the list; -1: none has. */
function activeResult(page) {
  return page.evaluate(() => [...document.querySelectorAll('section ol > li > article')].indexOf(document.activeElement));
}

test('results are walked, opened, saved and cited by keys alone', () =>
  visit(
    `${kPage}?tab=search&q=zebrafish`,
    { permissions: ['clipboard-read', 'clipboard-write'] },
    async (page) => {
      await page.getByRole('article').first().waitFor();
      const press = (key) => page.keyboard.press(key);
      await press('/');
      await press('ArrowDown');
      assert.equal(await activeResult(page), 0);
      await press('j');
      await press('j');
      await press('k');
      assert.equal(await activeResult(page), 1);
      await photograph(page, 'results-by-keys');
      const second = page.getByRole('article').nth(1);
      // What the key presses comes with the list of what is saved.
      await second.getByRole('button', { name: /^Save:/ }).waitFor();
      await press('s');
      await second.getByRole('button', { name: /^Saved/ }).waitFor();
      await press('s');
      await second.getByRole('button', { name: /^Save:/ }).waitFor();
      await press('c');
      await second.getByText('BibTeX copied').first().waitFor();
      const title = await second.getByRole('heading').innerText();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(copied.startsWith('@') && copied.includes(title.split(' ')[0]), copied);
      await press('Enter');
      await page.getByRole('dialog').getByRole('heading', { name: title }).waitFor();
      await press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(await activeResult(page), 1);
      await press('k');
      await press('k');
      assert.ok(await page.evaluate(() => document.activeElement.matches('[data-search-box]')));
      await page.keyboard.type('js');
      await page.waitForURL(/q=zebrafishjs|q=js/);
    },
  ));

test('the last result by keys leads on to more of them', () =>
  visit(`${kPage}?tab=search&mode=keyword&q=neural`, {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    for (let i = 0; i < 20; i += 1) await page.keyboard.press('j');
    assert.equal(await activeResult(page), 19);
    await page.keyboard.press('j');
    await page.waitForFunction(() => document.querySelectorAll('section ol > li').length === 40);
    await page.waitForFunction(
      () => [...document.querySelectorAll('section ol > li > article')].indexOf(document.activeElement) === 20,
    );
  }));
