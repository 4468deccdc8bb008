// What people come for beside the main way (walk.test.mjs), by clicks alone, at a desk and by phone, light and dark:
// one paper cited and its link shared, two types at once, a table without vectors on the map, a range dragged and
// taken home, a column looked at, a condition made by the form, the query language found, the snippets, a link that
// is reloaded, an import that fails and one that is undone; with less motion and another reader's numbers at the end.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { api, countSays, header, photograph, rowsAreHere, settled, visit } from './browser.mjs';

const kGallery = '/api/v1/datasets/local/gallery';

const tab = (page, name) => page.getByRole('link', { name, exact: true });
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

async function open(page, name) {
  await page.getByRole('link', { name: 'Vitrine: all datasets' }).click();
  await page.getByRole('article').getByRole('link', { name, exact: true }).first().click();
  await rowsAreHere(page);
}

async function search(page, words) {
  await tab(page, 'Search').click();
  await page.getByLabel('Search all text columns').fill(words);
  await page.getByRole('article').first().locator('mark').first().waitFor();
  await settled(page);
}

/** BibTeX of one paper, and its link, which opens the same one elsewhere. */
async function citeAndShare(page, context, shoot) {
  await open(page, 'gallery');
  await search(page, 'zebrafish');
  const card = page.getByRole('article').first();
  const title = await card.getByRole('heading').innerText();
  await card.getByRole('button', { name: /^Cite/ }).click();
  await card.getByText('BibTeX copied').first().waitFor();
  assert.ok((await copied(page)).includes(title));
  await card.getByRole('button', { name: /^Link/ }).click();
  await card.getByText('Link copied').first().waitFor();
  await shoot('cite');
  const other = await context.newPage();
  await other.goto(await copied(page));
  await other.getByRole('dialog').or(other.getByRole('complementary')).getByText(title).first().waitFor();
  await other.close();
}

/** Orals and spotlights together, and the query language from its own help. */
async function twoTypes(page, shoot) {
  await page.getByRole('button', { name: 'What can be typed here' }).click();
  await page.locator('[popover]:popover-open').getByRole('button').first().waitFor();
  await shoot('help');
  await page.keyboard.press('Escape');
  const fold = page.getByRole('button', { name: /^Narrow by/ });
  if (await fold.isVisible()) await fold.click();
  const facet = page.getByRole('region', { name: 'By type' });
  // What could be chosen beside is counted as it was before anything was chosen.
  const offered = async () => (await facet.getByRole('button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')).sort();
  const before = await offered();
  for (const type of ['Oral', 'Spotlight']) {
    await facet.getByRole('button', { name: new RegExp(`^${type}`) }).click({ modifiers: ['Control'] });
    await page.waitForURL(new RegExp(`where=.*${type}`));
    await settled(page);
  }
  const query = new URLSearchParams({ q: 'zebrafish', where: `"type" = 'Oral' OR "type" = 'Spotlight'`, limit: '1' });
  const { total } = await api(`${kGallery}/search?${query}`);
  await page.locator('[data-count]').filter({ hasText: new RegExp(`^\\s*${total}\\b`) }).waitFor();
  const counts = (texts) => texts.map((text) => /^(\w+) .*?([\d,]+)/.exec(text)?.slice(1).join(' ')).filter((text) => text);
  assert.deepEqual(counts(await offered()), counts(before));
  await shoot('types');
}

/** A table that brings no vectors is drawn by what its text says. */
async function withoutVectors(page, shoot) {
  await open(page, 'plain');
  await tab(page, 'Map').click();
  await page.getByRole('application').waitFor({ timeout: 180_000 });
  await page.locator('.labels b').first().waitFor();
  await shoot('without-vectors');
}

/** A range dragged over the years, taken home as CSV; the panel of a column; a condition by the form. */
async function rangeAndPanel(page, shoot) {
  await open(page, 'gallery');
  const year = header(page, 'year');
  const { width } = page.viewportSize();
  const isInView = async () => {
    const box = (await year.count()) > 0 ? await year.boundingBox() : null;
    return box !== null && box.x + box.width <= width;
  };
  await page.getByRole('grid').focus();
  for (let i = 0; !(await isInView()) && i < 12; i += 1) await page.keyboard.press('ArrowRight');
  const bars = year.getByRole('group', { name: 'Distribution' }).getByRole('button');
  const [from, to] = [await bars.nth(3).boundingBox(), await bars.nth(5).boundingBox()];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height - 4);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height - 4, { steps: 4 });
  await shoot('drag');
  await page.mouse.up();
  await page.waitForURL(/where=/);
  const where = new URL(page.url()).searchParams.get('where');
  const { total } = await api(`${kGallery}/search?${new URLSearchParams({ where, limit: '1' })}`);
  const shown = total.toLocaleString('en-US');
  await countSays(page, `${shown} of 5,000 rows`);
  await page.getByRole('button', { name: /^Download/ }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  assert.ok(csv.split('\n').length > total);
  await page.keyboard.press('Escape');
  await year.getByRole('button', { name: 'Column year' }).click();
  await page.getByRole('dialog', { name: 'Column year' }).getByRole('table').waitFor();
  await shoot('column');
  await page.keyboard.press('Escape');
  const form = page.getByRole('form', { name: 'Add a filter' });
  if (!(await form.isVisible())) await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await form.getByLabel('Column').selectOption('score');
  await form.getByLabel('Operator').selectOption({ label: 'at least' });
  await form.getByLabel('Value', { exact: true }).fill('5');
  await form.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('list', { name: 'Filters' }).getByText(/score >= 5/).waitFor();
  await rowsAreHere(page);
  await shoot('form');
}

/** What is on screen is there again after a reload, and in the snippets of the API tab. */
async function reloadAndSnippets(page, shoot) {
  const count = await page.locator('[data-count]').innerText();
  await page.reload();
  await rowsAreHere(page);
  await countSays(page, count.trim());
  await tab(page, 'API').click();
  await page.getByRole('region', { name: 'curl' }).getByText(/score/).first().waitFor();
  await shoot('snippets');
}

/** A file that cannot be read says why; one that is removed comes back. */
async function importAndUndo(page, folder, shoot) {
  await page.getByRole('link', { name: 'Vitrine: all datasets' }).click();
  const box = page.getByLabel('Path or hf:// name to import');
  const dialog = page.getByRole('dialog', { name: /^Import / });
  await box.fill(join(folder, 'nothing.csv'));
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText(/nothing\.csv/).waitFor();
  await shoot('import-failed');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await box.fill(join(folder, 'mine.csv'));
  await page.keyboard.press('Enter');
  await dialog.getByRole('table').waitFor();
  await shoot('import');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const menu = page.getByRole('button', { name: 'Actions for local/mine' });
  await menu.click();
  await page.getByRole('button', { name: 'Remove from the library' }).click();
  await page.getByText('Removed local/mine').waitFor();
  await shoot('removed');
  await page.getByRole('button', { name: 'Undo' }).click();
  await menu.waitFor();
}

const kWindows = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    test(`the other journeys, ${colorScheme}, ${width} pixels wide`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'vitrine-journeys-'));
      writeFileSync(join(folder, 'mine.csv'), `a,b\n1,${colorScheme}\n2,${width}\n`);
      try {
        await visit(
          '/',
          { colorScheme, ...window, permissions: ['clipboard-read', 'clipboard-write'] },
          async (page, context) => {
            const shoot = (name) => photograph(page, `journey-${name}-${colorScheme}-${width}`);
            await citeAndShare(page, context, shoot);
            await twoTypes(page, shoot);
            await withoutVectors(page, shoot);
            await rangeAndPanel(page, shoot);
            await reloadAndSnippets(page, shoot);
            await importAndUndo(page, folder, shoot);
          },
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
}

test('with less motion and the numbers of another reader', () =>
  visit('/datasets/local/gallery', { reducedMotion: 'reduce', locale: 'de-DE' }, async (page) => {
    await countSays(page, '5.000 rows');
    const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
    assert.equal(moving, 0);
    await page.keyboard.press('/');
    await page.keyboard.type('zebrafish');
    await countSays(page, '7 of 5.000 rows');
    await photograph(page, 'journey-german');
  }));
