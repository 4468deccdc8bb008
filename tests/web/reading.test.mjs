import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { api, assertAccessible, photograph, settled, visit } from './browser.mjs';

const kSearch = '/datasets/local/gallery?tab=search&mode=keyword&q=zebrafish';
const kList = '/api/v1/datasets/local/gallery/reading-list';

/** The one entry with this title. */
function entry(page, title) {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });
}

async function saved(page, action) {
  const done = page.waitForResponse(
    (response) =>
      response.url().includes('/reading-list/') && response.request().method() !== 'GET',
  );
  await action();
  assert.equal((await done).status(), 200);
}

test('what is saved in the search has a note, a rating and a status, and is taken along', () =>
  visit(kSearch, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.getByRole('article').first().waitFor();
    await settled(page);
    const titles = [];
    for (const i of [0, 1, 2]) {
      const card = page.getByRole('article').nth(i);
      titles.push(await card.getByRole('heading').innerText());
      await saved(page, () => card.getByRole('button', { name: /^Save: / }).click());
      await card.getByRole('button', { name: /^Saved: / }).waitFor();
    }
    await photograph(page, 'saved');
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    const first = entry(page, titles[0]);
    // Authors, and venue and year as tags below them: "David Bau COLM 2024" is no name.
    const [authors, badge] = await Promise.all(
      ['.authors', '.badge'].map(async (part) => first.locator(part).first().boundingBox()),
    );
    assert.ok(authors.y + authors.height <= badge.y, JSON.stringify([authors, badge]));
    await first.getByRole('textbox', { name: /^Note on/ }).fill('compare with the second\n"quoted" & 100%');
    await saved(page, () => page.keyboard.press('Tab'));
    await saved(page, () => first.getByRole('button', { name: '4 of 5' }).click());
    await saved(page, () => first.getByRole('combobox', { name: /^Status of/ }).selectOption('reading'));
    await assertAccessible(page, 'the reading list');
    await photograph(page, 'reading-list');
    await page.reload();
    await first.waitFor();
    assert.match(await first.getByRole('textbox', { name: /^Note on/ }).inputValue(), /"quoted" & 100%/);
    assert.equal(await first.getByRole('combobox', { name: /^Status of/ }).inputValue(), 'reading');
    await first.getByRole('button', { name: '4 of 5', pressed: true }).waitFor();
    await page.getByText('3 entries').waitFor();

    const { hits } = await api('/api/v1/datasets/local/gallery/search?mode=keyword&q=zebrafish');
    await page.waitForFunction(
      (author) => document.body.innerText.includes(author),
      hits[0].row.authors[0],
    );
    await page.getByRole('button', { name: 'Export what is shown' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'BibTeX', exact: true }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    assert.equal(text.match(/^@/gm).length, 3);
    assert.ok(text.includes(`title = {{${titles[0]}}}`), text);
    assert.ok(text.includes('"quoted" \\& 100\\%'), text);
    assert.ok(text.includes(`author = {${hits[0].row.authors.join(' and ')}}`), text);
    await page.getByRole('button', { name: 'Export what is shown' }).click();
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.getByText('3 entries copied as Markdown').waitFor();

    await saved(page, () =>
      entry(page, titles[1])
        .getByRole('button', { name: /^Take from/ })
        .click(),
    );
    await page.getByText('2 entries').waitFor();
    assert.equal((await api(kList)).entries.length, 2);
    await entry(page, titles[0]).getByRole('link', { name: titles[0] }).click();
    await page.getByRole('dialog', { name: /^Row / }).waitFor();
  }));

test('a saved paper is let go where it was found', () =>
  visit(kSearch, {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    await settled(page);
    const card = page.getByRole('article').nth(4);
    await saved(page, () => card.getByRole('button', { name: /^Save: / }).click());
    await saved(page, () => card.getByRole('button', { name: /^Saved: / }).click());
    await card.getByRole('button', { name: /^Save: / }).waitFor();
  }));

test('the list fits a phone', () =>
  visit(
    '/datasets/local/gallery?tab=list',
    { viewport: { width: 390, height: 780 } },
    async (page) => {
      await page.getByRole('heading', { name: 'Saved', exact: true }).waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
      await photograph(page, 'phone-390-reading-list');
    },
  ));

test('on a phone what is told of one row taken off does not cover the buttons of the last', () =>
  visit(
    '/datasets/local/gallery?tab=search&mode=keyword&q=robust',
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    async (page) => {
      for (const i of [0, 1]) {
        const card = page.getByRole('article').nth(i);
        await saved(page, () => card.getByRole('button', { name: /^Save: / }).tap());
        await card.getByRole('button', { name: /^Saved: / }).waitFor();
      }
      await page.getByRole('link', { name: 'Saved', exact: true }).click();
      const off = page.getByRole('button', { name: /^Take from the list: / });
      await off.nth(1).waitFor();
      for (let left = await off.count(); left > 1; left -= 1) {
        await off.first().tap();
        await off.nth(left - 1).waitFor({ state: 'detached' });
      }
      const told = page.getByRole('status').filter({ hasText: 'Taken from the list' });
      await told.waitFor();
      const { y, height } = await off.boundingBox();
      await page.setViewportSize({ width: 390, height: Math.ceil(y + height + 20) });
      await off.evaluate((one) => one.scrollIntoView({ block: 'start' }));
      const [button, notice] = [await off.boundingBox(), await told.boundingBox()];
      assert.ok(button.y + button.height <= notice.y, `${button.y} ${notice.y}`);
      await off.tap();
      await off.waitFor({ state: 'detached' });
    },
  ));

test('rows of any dataset are saved from their panel, filed, found again and taken along', () =>
  visit('/datasets/local/plain?row=7', {}, async (page) => {
    const panel = page.getByRole('dialog', { name: /^Row / });
    for (const row of [7, 8, 9]) {
      await panel.getByRole('button', { name: `Save: row ${row}` }).waitFor();
      await saved(page, () => panel.getByRole('button', { name: `Save: row ${row}` }).click());
      await panel.getByRole('button', { name: `Saved: row ${row}` }).waitFor();
      await panel.getByRole('button', { name: 'Next row' }).click();
    }
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    await page.getByText('3 entries').waitFor();
    const items = page.getByRole('listitem').filter({ has: page.getByRole('textbox', { name: /^Note on/ }) });
    // Saved last comes first.
    await items.first().getByRole('link', { name: 'Row 9' }).waitFor();
    await saved(page, async () => {
      await items.first().getByRole('combobox', { name: /^Folder of/ }).fill('audit');
      await page.keyboard.press('Tab');
    });
    await saved(page, async () => {
      await items.nth(1).getByRole('textbox', { name: /^Add a tag/ }).fill('odd, check');
      await page.keyboard.press('Enter');
    });
    await assertAccessible(page, 'saved rows with folders and tags');
    await photograph(page, 'saved-rows');
    await page.getByRole('combobox', { name: 'Folder', exact: true }).selectOption({ label: 'audit (1)' });
    await page.getByText('1 of 3 entries').waitFor();
    await items.first().getByRole('link', { name: 'Row 9' }).waitFor();
    await page.getByRole('combobox', { name: 'Folder', exact: true }).selectOption({ label: 'All folders' });
    await page.getByRole('button', { name: /^odd/ }).click();
    await page.getByText('1 of 3 entries').waitFor();
    await items.first().getByRole('link', { name: 'Row 8' }).waitFor();
    await page.reload();
    await page.getByText('1 of 3 entries').waitFor();
    await page.getByRole('button', { name: 'Export what is shown' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), 'plain-saved.csv');
    const text = await readFile(await file.path(), 'utf8');
    assert.match(text.split('\r\n')[0], /saved_row,saved_folder,saved_tags/);
    assert.match(text, /,8,,odd; check,to read,/);
    await page.getByRole('button', { name: /^odd/, pressed: true }).click();
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Row');
    await items.first().getByRole('link', { name: 'Row 7' }).waitFor();
    await items.first().getByRole('link', { name: 'Row 7' }).click();
    await panel.getByRole('button', { name: 'Saved: row 7' }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('tab'), null, 'a row of a table opens in the table');
  }));

test('a folder that was changed in another tab is not overwritten', () =>
  visit('/datasets/local/plain?row=20', {}, async (page, context) => {
    const panel = page.getByRole('dialog', { name: /^Row / });
    await saved(page, () => panel.getByRole('button', { name: 'Save: row 20' }).click());
    await page.goto(`${new URL(page.url()).origin}/datasets/local/plain?tab=list`);
    const folder = (tab) =>
      tab
        .getByRole('listitem')
        .filter({ has: tab.getByRole('link', { name: 'Row 20' }) })
        .getByRole('combobox', { name: /^Folder of/ });
    await folder(page).waitFor();
    const other = await context.newPage();
    await other.goto(page.url());
    await folder(other).fill('theirs');
    await saved(other, () => folder(other).press('Tab'));
    await folder(page).fill('mine');
    await folder(page).press('Tab');
    await page.getByText('nothing of that was overwritten').waitFor();
    assert.equal(await folder(page).inputValue(), 'theirs');
  }));

test('saved rows look right in the dark and on a phone', async () => {
  for (const options of [
    { colorScheme: 'dark' },
    { colorScheme: 'dark', viewport: { width: 390, height: 780 } },
    { viewport: { width: 390, height: 780 } },
  ])
    await visit('/datasets/local/plain?tab=list', options, async (page) => {
      await page.getByRole('heading', { name: 'Saved', exact: true }).waitFor();
      await settled(page);
      await assertAccessible(page, 'saved rows');
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= (options.viewport?.width ?? 1280));
      await photograph(page, `saved-${options.colorScheme ?? 'light'}-${options.viewport?.width ?? 1280}`);
    });
});
