// What a value looks like, in its cell and in full, whatever kind of data it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, cells, header, photograph, rowsAreHere, visit } from './browser.mjs';

const kPage = '/datasets/local/kinds';

/** The first cell of a column. */
async function cell(page, name) {
  const index = await header(page, name).getAttribute('aria-colindex');
  return page.locator(`[role=gridcell][aria-colindex="${index}"]`).first();
}

test('a box of four numbers is these numbers, in its cell and in full', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await (await cell(page, 'bbox')).filter({ hasText: '96.25' }).waitFor();
    assert.equal((await cells(page, 'bbox', 1))[0].replace(/\s+/g, ' '), '12.5 30 96.25 48');
    // Four long numbers in a narrow column end in an ellipsis, not in half a line.
    const box = page.locator('[role=gridcell] .members.plain').first();
    assert.match(await box.evaluate((one) => getComputedStyle(one).webkitLineClamp), /^[1-3]$/);
    await page.goto(`${page.url()}?row=3`);
    const panel = page.getByRole('dialog', { name: 'Row 3', exact: true });
    await panel.getByText('96.25', { exact: true }).waitFor();
    assert.equal(await panel.getByText(/Similar rows by bbox/).count(), 0);
  }));

for (const [locale, timezoneId] of [
  ['en-US', 'America/New_York'],
  ['de-DE', 'Asia/Tokyo'],
]) {
  test(`a moment in UTC is shown whole and in UTC to a reader in ${timezoneId}`, () =>
    visit(kPage, { locale, timezoneId }, async (page) => {
      await rowsAreHere(page);
      const shown = await cells(page, 'at', 3);
      assert.deepEqual(shown, [
        '2023-01-01 00:00:00Z',
        '2023-01-01 01:00:00Z',
        '2023-01-01 02:00:00Z',
      ]);
      const cut = await (
        await cell(page, 'at')
      ).evaluate((one) => {
        const text = document.createRange();
        text.selectNodeContents(one.querySelector('.moment'));
        const [line, ...more] = text.getClientRects();
        const box = one.getBoundingClientRect();
        return more.length > 0 || line.right > box.right || line.bottom > box.bottom;
      });
      assert.equal(cut, false, 'the moment is cut off');
    }));
}

test('a moment of a zone is told in it, from the file to the cell', () =>
  visit(kPage, { locale: 'en-US', timezoneId: 'America/New_York' }, async (page) => {
    await rowsAreHere(page);
    assert.equal((await cells(page, 'there', 1))[0], '2023-01-01 03:30:00.5+05:30');
    await header(page, 'there').getByText('2023-01-01').first().waitFor();
    await header(page, 'there').getByRole('button', { name: 'Column there' }).click();
    await page.getByText('Times as in America/New_York').click();
    await page.getByText('2022-12-31 17:00:00.5-05:00').first().waitFor();
  }));

test('numbers of a column share their decimals', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'score', 3), ['60.0', '68.4', '21.5']);
  }));

test('colours, places, series and nested data are shown as such in cells', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'colour', 2), ['#0000ff', '#0010ff']);
    const ground = await (
      await cell(page, 'colour')
    )
      .locator('i')
      .evaluate((one) => getComputedStyle(one).backgroundColor);
    assert.equal(ground, 'rgb(0, 0, 255)');
    // What draws values with parts is fetched with the first of them.
    await (await cell(page, 'place')).filter({ hasText: /^\s*52.52° N, 13.405° E\s*$/ }).waitFor();
    await (await cell(page, 'series')).getByRole('img', { name: /^Line of 14 numbers/ }).waitFor();
    await photograph(page, 'values-table');
    await assertAccessible(page, 'a table of many kinds');
  }));

for (const [width, colorScheme] of [
  [1440, 'light'],
  [390, 'dark'],
]) {
  test(`a row in full has its map, line and tree, ${colorScheme}, ${width} pixels wide`, () =>
    visit(`${kPage}?row=5`, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
      const panel = page.getByRole('dialog', { name: 'Row 5', exact: true });
      await panel.getByRole('img', { name: /^Map of 47.52° N, 8.405° E/ }).waitFor();
      const coast = await panel.locator('path.coast').getAttribute('d');
      assert.ok(coast.split('M').length > 100, 'the coasts are drawn');
      await panel.getByRole('img', { name: /^Line of 19 numbers/ }).waitFor();
      // Folded and unfolded by keys.
      const layers = panel.locator('summary', { hasText: 'layers' });
      await panel.getByText('first', { exact: true }).waitFor();
      await layers.focus();
      await page.keyboard.press('Enter');
      await panel.getByText('first', { exact: true }).waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await panel.getByText('first', { exact: true }).waitFor();
      await photograph(page, `values-row-${width}-${colorScheme}`);
      await assertAccessible(page, 'a row of many kinds');
      await panel.getByRole('button', { name: 'Show as written' }).click();
      await panel.locator('pre', { hasText: '"rate": 0.1' }).waitFor();
    }));
}

test('numbers of a card stand beside their names, and a class keeps its pill in the row that is open', () =>
  visit('/datasets/local/kinds?tab=search', {}, async (page) => {
    const card = page.getByRole('article').first();
    const number = card.locator('.number').first();
    await number.waitFor();
    assert.equal(await number.evaluate((one) => getComputedStyle(one).textAlign), 'left');
    await page.goto(`${new URL(page.url()).origin}/datasets/local/gallery?row=1`);
    await rowsAreHere(page);
    const badge = page.locator('[role=row][aria-selected=true] .badge').first();
    await badge.waitFor();
    const [pill, row] = await badge.evaluate((one) => [
      getComputedStyle(one).backgroundColor,
      getComputedStyle(one.closest('[role=row]')).backgroundColor,
    ]);
    assert.notEqual(pill, row);
  }));
