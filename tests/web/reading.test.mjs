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
    await first.getByRole('textbox').fill('compare with the second\n"quoted" & 100%');
    await saved(page, () => page.keyboard.press('Tab'));
    await saved(page, () => first.getByRole('button', { name: '4 of 5' }).click());
    await saved(page, () => first.getByRole('combobox').selectOption('reading'));
    await assertAccessible(page, 'the reading list');
    await photograph(page, 'reading-list');
    await page.reload();
    await first.waitFor();
    assert.match(await first.getByRole('textbox').inputValue(), /"quoted" & 100%/);
    assert.equal(await first.getByRole('combobox').inputValue(), 'reading');
    await first.getByRole('button', { name: '4 of 5', pressed: true }).waitFor();
    await page.getByText('3 entries').waitFor();

    const { hits } = await api('/api/v1/datasets/local/gallery/search?mode=keyword&q=zebrafish');
    await page.waitForFunction(
      (author) => document.body.innerText.includes(author),
      hits[0].row.authors[0],
    );
    await page.getByRole('button', { name: 'Export what is saved' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'BibTeX', exact: true }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    assert.equal(text.match(/^@/gm).length, 3);
    assert.ok(text.includes(`title = {{${titles[0]}}}`), text);
    assert.ok(text.includes('"quoted" \\& 100\\%'), text);
    assert.ok(text.includes(`author = {${hits[0].row.authors.join(' and ')}}`), text);
    await page.getByRole('button', { name: 'Export what is saved' }).click();
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
