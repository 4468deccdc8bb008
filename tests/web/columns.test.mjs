import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { api, cells, countSays, header, photograph, rowsAreHere, visit } from './browser.mjs';
import { kGalleryRows, kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery';
const kAll = `${kGalleryRows.toLocaleString('en-US')} rows`;

/** The columns on screen from left to right. */
async function order(page) {
  return page.getByRole('columnheader').evaluateAll((heads) =>
    heads
      .filter((head) => head.id)
      .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
      .map((head) => head.querySelector('.name').innerText),
  );
}

async function choose(page, column, action) {
  await header(page, column)
    .getByRole('button', { name: `Column ${column}` })
    .click();
  await page
    .getByRole('dialog', { name: `Column ${column}` })
    .getByText(action)
    .click();
}

test('dragging over a histogram filters by the range', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    const bars = header(page, 'year').getByRole('button', { name: /rows? \(/ });
    const labels = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getAttribute('aria-label')),
    );
    const rows = labels
      .slice(1, 4)
      .map((text) => Number(/: ([\d,]+) row/.exec(text)[1].replace(',', '')));
    const from = await bars.nth(1).boundingBox();
    const to = await bars.nth(3).boundingBox();
    await page.mouse.move(from.x + from.width / 2, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2, to.y + 8, { steps: 5 });
    await photograph(page, 'drag-range');
    await page.mouse.up();
    const expected = rows.reduce((sum, n) => sum + n).toLocaleString('en-US');
    await countSays(page, `${expected} of ${kAll}`);
    assert.equal(
      await page.getByRole('list', { name: 'Filters' }).getByRole('listitem').count(),
      1,
    );
  }));

test('a range is typed in the menu of the column', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await header(page, 'paper_id').getByRole('button', { name: 'Column paper_id' }).click();
    const menu = page.getByRole('dialog', { name: 'Column paper_id' });
    await menu.getByLabel('From').fill('10');
    await menu.getByLabel('To', { exact: true }).fill('19');
    await page.keyboard.press('Enter');
    await countSays(page, `10 of ${kAll}`);
  }));

test('a pinned column stays where it is when the table is scrolled sideways', () =>
  visit(kPage, { viewport: { width: 1000, height: 700 } }, async (page) => {
    await rowsAreHere(page);
    await choose(page, 'authors', 'Pin to the left');
    assert.equal((await order(page))[0], 'authors');
    const before = await header(page, 'authors').boundingBox();
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await header(page, 'embedding').waitFor();
    assert.deepEqual(await header(page, 'authors').boundingBox(), before);
    const cell = await page.locator('#cell-0-0').boundingBox();
    assert.equal(Math.round(cell.x), Math.round(before.x));
    await photograph(page, 'pinned');
    await page.reload();
    await rowsAreHere(page);
    assert.equal((await order(page))[0], 'authors', 'it is remembered');
    await choose(page, 'authors', 'Unpin');
    assert.equal((await order(page))[0], 'paper_id');
  }));

test('columns move by menu, by keys and by dragging', () =>
  visit(kPage, { viewport: { width: 2600, height: 800 } }, async (page) => {
    await rowsAreHere(page);
    await choose(page, 'title', 'Move left');
    assert.deepEqual((await order(page)).slice(0, 2), ['title', 'paper_id']);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Control+Shift+ArrowRight');
    assert.deepEqual((await order(page)).slice(0, 2), ['paper_id', 'title']);
    assert.equal(await page.getByRole('grid').getAttribute('aria-activedescendant'), 'head-1');
    const year = header(page, 'year').getByRole('button', { name: 'year', exact: true });
    const id = header(page, 'paper_id').getByRole('button', { name: 'paper_id', exact: true });
    await year.dragTo(id);
    assert.deepEqual((await order(page)).slice(0, 3), ['year', 'paper_id', 'title']);
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: 'Show all, as they came' }).click();
    assert.equal((await order(page))[0], 'paper_id');
  }));

test('two columns sort together', () =>
  visit(kPage, { viewport: { width: 2600, height: 800 } }, async (page) => {
    await rowsAreHere(page);
    const name = (column) =>
      header(page, column).getByRole('button', { name: column, exact: true });
    await name('year').click();
    await name('paper_id').click({ modifiers: ['Shift'] });
    await name('paper_id').click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=year%2Cpaper_id\+desc/);
    await rowsAreHere(page);
    const { hits } = await api(
      '/api/v1/datasets/local/gallery/search?sort=year,paper_id+desc&limit=5',
    );
    const shown = await page.getByRole('rowheader').allInnerTexts();
    assert.deepEqual(
      shown.slice(0, 5),
      hits.map((hit) => hit.row_idx.toLocaleString('en-US')),
    );
  }));

test('what is shown is saved as CSV, JSON Lines and Parquet, and copied', () =>
  visit(
    `${kPage}?q=zebrafish&sort=paper_id`,
    { permissions: ['clipboard-read', 'clipboard-write'] },
    async (page) => {
      await rowsAreHere(page);
      await page.getByRole('button', { name: 'Download or copy' }).click();
      const menu = page.getByRole('dialog', { name: 'Download or copy' });
      await photograph(page, 'download');
      const saved = async (name) => {
        const download = page.waitForEvent('download');
        await menu.getByRole('button', { name, exact: true }).click();
        const file = await download;
        return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
      };
      const [name, csv] = await saved('CSV');
      assert.equal(name, 'gallery.csv');
      assert.match(csv, /^paper_id,title,paper_url,authors,/);
      assert.equal(csv.trim().split('\r\n').length, 1 + kZebrafish);
      const [, jsonl] = await saved('JSON Lines');
      const rows = jsonl
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        rows.map((row) => row.paper_id),
        rows.map((row) => row.paper_id).sort((a, b) => a - b),
      );
      assert.equal(rows.length, kZebrafish);
      const download = page.waitForEvent('download');
      await menu.getByRole('link', { name: 'Parquet' }).click();
      const parquet = await download;
      assert.equal(parquet.suggestedFilename(), 'gallery.parquet');
      assert.equal((await readFile(await parquet.path())).subarray(-4).toString(), 'PAR1');
      await menu.getByRole('button', { name: 'Copy as JSON Lines' }).click();
      await menu.getByText(`${kZebrafish} rows copied`).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), jsonl);
    },
  ));

/** Heights of a row, and whether what the columns show reaches the right edge of the window. */
async function room(page) {
  const row = await page.locator('[role=row][aria-rowindex="2"]').boundingBox();
  const grid = await page.getByRole('grid').boundingBox();
  const last = await page.getByRole('columnheader').last().boundingBox();
  return { height: row.height, spare: grid.x + grid.width - (last.x + last.width) };
}

test('rows are as high as their content, and columns fill the window', () =>
  visit('/datasets/local/single', {}, async (page) => {
    await rowsAreHere(page);
    const { height, spare } = await room(page);
    assert.ok(height < 40, `one-line cells in a row of ${height} pixels`);
    assert.ok(Math.abs(spare) <= 1, `${spare} pixels beside the columns`);
    await photograph(page, 'columns-fill');
    // A list of one short member needs no more than a line either; texts and pictures do.
    await page.goto(new URL('/datasets/local/gallery', page.url()).href);
    await rowsAreHere(page);
    assert.ok((await room(page)).height > 70);
    const heights = page.getByRole('button', { name: /^Row height: as the content/ });
    await heights.click();
    assert.ok((await room(page)).height < 40);
    await page.getByRole('button', { name: /^Row height: one line/ }).click();
    await page.getByRole('button', { name: /^Row height: three lines/ }).click();
    await heights.waitFor();
    assert.ok((await room(page)).height > 70);
  }));

test('a link in a cell says its host, and takes no more room', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    assert.equal((await cells(page, 'paper_url', 1))[0], 'papers.example');
    const { width } = await header(page, 'paper_url').boundingBox();
    assert.ok(width <= 138, `${width} pixels`);
    const link = page.getByRole('gridcell').getByRole('link').first();
    assert.ok(await link.evaluate((one) => one.scrollWidth <= one.clientWidth && one.querySelector('svg')), 'whole');
  }));

test('a column that repeats the number of the row is hidden until it is wanted', () =>
  visit('/datasets/local/plain', {}, async (page) => {
    await rowsAreHere(page);
    assert.deepEqual(await order(page), ['title']);
    const menu = page.getByRole('button', { name: /^Columns( \d+ hidden)?$/ });
    assert.match(await menu.innerText(), /1 hidden/);
    await menu.click();
    const box = page.getByRole('checkbox', { name: /^id/ });
    assert.equal(await box.isChecked(), false);
    await page.getByText("the row's number").waitFor();
    await photograph(page, 'row-numbers');
    await box.check();
    await header(page, 'id').waitFor();
    await page.reload();
    await rowsAreHere(page);
    assert.deepEqual(await order(page), ['id', 'title'], 'it is remembered');
    await choose(page, 'id', 'Hide');
    assert.deepEqual(await order(page), ['title']);
  }));

test('the panel of a column has the quantiles of all rows and of those that are shown', () =>
  visit(`${kPage}?where=${encodeURIComponent('"year" >= 2020')}`, { viewport: { width: 1920, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await header(page, 'year').getByRole('button', { name: 'Column year' }).click();
    const table = page.getByRole('dialog', { name: 'Column year' }).getByRole('table');
    await table.waitFor();
    const rows = await table.getByRole('row').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split(/\s+/).slice(0, -2).join(' ')).slice(1),
      ['1 %', '5 %', '25 %', '50 %', '75 %', '95 %', '99 %'],
    );
    const ask = async (where) =>
      (await api(`/api/v1/datasets/local/gallery/facets?facets=year&quantiles=1${where}`)).facets.year.quantiles;
    const [all, here] = [await ask(''), await ask(`&where=${encodeURIComponent('"year" >= 2020')}`)];
    assert.deepEqual(rows[0].split(/\s+/), ['Quantiles', 'shown', 'all']);
    assert.deepEqual(
      rows.slice(1).map((row) => row.split(/\s+/).slice(-2).map(Number)),
      all.map(([, value], i) => [here[i][1], value]),
    );
    assert.ok(here[0][1] >= 2020 && all[0][1] < 2020);
    await photograph(page, 'column-quantiles');
  }));

test('what a header says of numbers is whole', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    for (const name of ['year', 'score']) {
      const cut = await header(page, name)
        .locator('.type, [data-range]')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
      assert.deepEqual(cut, []);
    }
  }));

test('beside an axis the bars of the result are as high as their rows', () =>
  visit(`${kPage}?where=${encodeURIComponent('"type" = \'Oral\'')}`, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await header(page, 'year').getByRole('button', { name: 'Column year' }).click();
    const panel = page.getByRole('region', { name: 'Distribution of year' });
    await panel.getByText(/ of 5,000 values/).waitFor();
    assert.ok((await panel.locator('.histogram').boundingBox()).height >= 250, 'large enough to be read');
    // A tenth of the rows, so a tenth of each bar.
    const shares = await panel
      .locator('.histogram button')
      .evaluateAll((all) =>
        all.map((one) => one.querySelector('.here').clientHeight / one.querySelector('.behind').clientHeight),
      );
    assert.ok(shares.every((share) => share < 0.25), String(shares));
  }));

test('a width of one’s own leaves the other columns as they are, and so does another query', () =>
  visit('/datasets/local/single', {}, async (page) => {
    await rowsAreHere(page);
    const widths = () =>
      page
        .getByRole('columnheader')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    const before = await widths();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+Shift+ArrowRight');
    const after = await widths();
    assert.equal(after[1], before[1] + 20);
    assert.deepEqual(after.slice(2), before.slice(2));
    await page.goto(new URL('/datasets/local/gallery', page.url()).href);
    await rowsAreHere(page);
    const all = await widths();
    await page.getByLabel('Search all text columns').fill('zebrafish');
    await countSays(page, `${kZebrafish} of ${kAll}`);
    assert.deepEqual(await widths(), all);
  }));
