import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSays, photograph, rowsAreHere, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';

function panel(page, row) {
  return page.getByRole('dialog', { name: `Row ${row}`, exact: true });
}

test('a row opens with every field, its vector as a picture and its similar rows', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.locator('#cell-2-1').click({ position: { x: 4, y: 4 } });
    await panel(page, 2).waitFor();
    assert.match(page.url(), /row=2(&|$)/);
    // The table's copy of the row, which opens first, has no vectors.
    await panel(page, 2)
      .getByRole('img', { name: /embedding as a strip: 16 dimensions, norm 1/ })
      .waitFor();
    const text = await panel(page, 2).innerText();
    for (const name of [
      'paper_id',
      'authors',
      'abstract',
      'TL;DR',
      'year',
      'arxiv_id',
      'embedding',
    ]) {
      assert.ok(text.includes(name), name);
    }
    const similar = panel(page, 2).locator('ol button');
    await similar.first().waitFor();
    assert.equal(await similar.count(), 8);
    await photograph(page, 'row');
    await similar.first().click();
    await page.waitForURL((url) => url.searchParams.get('row') !== '2');
  }));

test('a permalink opens the row, and next and previous walk from it', () =>
  visit(`${kPage}?row=17`, {}, async (page) => {
    await panel(page, 17).getByText('https://papers.example/17').waitFor();
    await panel(page, 17).getByRole('button', { name: 'Next row' }).click();
    await panel(page, 18).getByText('https://papers.example/18').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await panel(page, 16).getByText('https://papers.example/16').waitFor();
  }));

test('next follows the order of the table', () =>
  visit(`${kPage}?sort=paper_id+desc`, {}, async (page) => {
    await rowsAreHere(page);
    await page.locator('#cell-0-1').click({ position: { x: 4, y: 4 } });
    await panel(page, '4,999').getByRole('button', { name: 'Next row' }).click();
    await panel(page, '4,998').waitFor();
  }));

test('a result opens with its words marked, and next goes to the result below', () =>
  visit(`${kPage}?tab=search&q=zebrafish`, {}, async (page) => {
    const titles = page.getByRole('article').getByRole('heading');
    await titles.nth(1).waitFor();
    const [first, second] = await titles.allInnerTexts();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const heading = page.getByRole('dialog').getByRole('heading', { level: 2 });
    await heading.filter({ hasText: first }).locator('mark', { hasText: 'Zebrafish' }).waitFor();
    await page.getByRole('dialog').locator('p, .text').locator('mark').first().waitFor();
    await page.keyboard.press('j');
    await heading.filter({ hasText: second }).waitFor();
  }));

test('on a phone the buttons of a row stand in one line', () =>
  visit(`${kPage}?row=4999`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    await panel(page, '4,999').getByRole('button', { name: 'Close the row' }).waitFor();
    await page.getByRole('button', { name: 'Cite' }).waitFor();
    const places = await panel(page, '4,999')
      .locator('header button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, right }) => [top, right]));
    assert.equal(new Set(places.map(([top]) => Math.round(top))).size, 1, String(places));
    assert.ok(places.every(([, right]) => right <= 390), String(places));
  }));

test('links open elsewhere without a trace, and arXiv is made from its identifier', () =>
  visit(`${kPage}?row=1`, {}, async (page) => {
    const links = panel(page, 1).getByRole('link');
    await links.first().waitFor();
    for (const link of await links.all()) {
      assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
      assert.equal(await link.getAttribute('target'), '_blank');
    }
    await page.goto(page.url().replace(/row=.*/, 'row=4'));
    const arxiv = page.getByRole('link', { name: /^\d{4}\.\d{5}$/ }).first();
    assert.match(await arxiv.getAttribute('href'), /^https:\/\/arxiv\.org\/abs\/2401\.\d{5}$/);
  }));

test('the row is copied as JSON, its link as the address', () =>
  visit(`${kPage}?row=17`, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await panel(page, 17).getByText('https://papers.example/17').waitFor();
    await panel(page, 17).getByRole('button', { name: 'Copy as JSON' }).click();
    await panel(page, 17).getByText('JSON copied').waitFor();
    const row = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(row.paper_id, 18);
    await panel(page, 17).getByRole('button', { name: 'Copy the link' }).click();
    await panel(page, 17).getByText('Link copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /row=17&key=key%3Apaper_id%3D18$/);
  }));

test('an author in the panel filters the table', () =>
  visit(`${kPage}?row=17`, {}, async (page) => {
    const author = panel(page, 17).locator('.members button').first();
    const name = await author.innerText();
    await author.click();
    await countSays(page, / of /);
    const chip = page.getByRole('list', { name: 'Filters' }).getByRole('listitem');
    assert.equal((await chip.innerText()).trim(), `authors has ${name}`);
  }));

test('a row that is not there says so', () =>
  visit(`${kPage}?row=999999`, {}, async (page) => {
    await page.getByText('The row could not be loaded').waitFor();
  }));

test('a picture is shown, and Markdown is drawn until its source is asked for', () =>
  visit('/datasets/local/pictures', {}, async (page) => {
    await rowsAreHere(page);
    const size = await page
      .locator('#cell-0-1 img')
      .evaluate(async (img) => (await img.decode(), img.naturalWidth));
    assert.equal(size, 1);
    await page.goto(page.url() + '?row=1');
    await panel(page, 1).getByRole('img', { name: 'picture of this row' }).waitFor();
    const link = panel(page, 1).getByRole('link', { name: 'the report' });
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
    await panel(page, 1).getByRole('button', { name: 'Show as written' }).click();
    await panel(page, 1).getByRole('paragraph').filter({ hasText: '## Findings' }).waitFor();
  }));

test('vectors are drawn in their cells, with their norm', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await page
      .getByRole('img', { name: /^Vector of 16 numbers, norm 1$/ })
      .first()
      .waitFor();
    await photograph(page, 'vector-cells');
  }));

test('a random order is shared by its address and given up again', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Random order', exact: true }).click();
    await page.waitForURL(/sort=random/);
    await rowsAreHere(page);
    const first = await page.locator('#cell-0-1').innerText();
    await page.reload();
    await rowsAreHere(page);
    assert.equal(await page.locator('#cell-0-1').innerText(), first, 'the same sample');
    await page.getByRole('button', { name: "In rows' order" }).click();
    await page.waitForURL((url) => !url.searchParams.has('sort'));
    await page.locator('#cell-0-1').getByText('Causal Planning for Protein Design 0').waitFor();
  }));
