// The whole way of one reader, from the first page to a link that is passed on, at a desk and by phone, light and
// dark. With VITRINE_URL and VITRINE_WALK=synthetic-conference it walks through a running `make demo`: so the docs'
// pictures are made.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { countSays, photograph, rowsAreHere, settled, visit } from './browser.mjs';

const kName = process.env.VITRINE_WALK ?? 'gallery';

function tab(page, name) {
  return page.getByRole('link', { name, exact: true });
}

async function findByIdea(page, shoot) {
  await page.getByText(`local/${kName}`).waitFor();
  await shoot('1-home');
  await page
    .locator('article, li')
    .filter({ hasText: `local/${kName}` })
    .getByRole('link')
    .click();
  await rowsAreHere(page);
  await shoot('2-viewer');
  await tab(page, 'Search').click();
  await page
    .getByLabel('Search all text columns')
    .pressSequentially('planning with sparse rewards');
  await page.getByRole('article').first().locator('mark').first().waitFor();
  await settled(page);
  await shoot('3-search');
}

async function seeWhoElse(page, shoot) {
  const first = page.getByRole('article').first();
  const author = first.locator('a[href*="topic=authors"]').first();
  const name = await author.innerText();
  await author.click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await settled(page);
  await shoot('4-author');
  await page.goBack();
  await page.getByRole('article').first().waitFor();
}

async function narrowOnMap(page, shoot) {
  await tab(page, 'Map').click();
  await page.getByRole('application').waitFor({ timeout: 180_000 });
  await countSays(page, / of /);
  await page.getByRole('combobox', { name: 'Colour' }).selectOption('type');
  const legend = page.getByRole('group').filter({ hasText: 'Colours' });
  if (!(await legend.evaluate((one) => one.open))) await legend.getByText('Colours').click(); // folded on a phone
  await legend.getByRole('button', { name: /^Oral/ }).click();
  await page.waitForURL(/where=/);
  await page.locator('[data-count]:not([aria-busy=true])').waitFor();
  await shoot('5-map');
}

async function saveThree(page, shoot) {
  await tab(page, 'Search').click();
  await page.getByRole('article').nth(2).waitFor();
  await settled(page);
  for (const i of [0, 1, 2]) {
    const card = page.getByRole('article').nth(i);
    await card.getByRole('button', { name: /^Save: / }).click();
    await card.getByRole('button', { name: /^Saved: / }).waitFor();
  }
  await tab(page, 'Saved').click();
  const note = page
    .getByRole('listitem')
    .getByRole('textbox', { name: /^Note on / })
    .first();
  const kept = page.waitForResponse((one) => one.url().includes('/reading-list/'));
  await note.fill('Compare its planner with ours.');
  await page.keyboard.press('Tab');
  await kept;
  await shoot('6-list');
  await page.getByRole('button', { name: 'Export what is shown' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'BibTeX', exact: true }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  assert.equal(text.match(/^@/gm).length, 3);
  assert.match(text, /Compare its planner with ours/);
}

async function askAndShare(page, context, shoot) {
  await tab(page, 'SQL').click();
  await page.getByRole('textbox', { name: 'SQL query' }).filter({ hasText: 'GROUP BY' }).waitFor();
  await page.getByRole('button', { name: /^Run/ }).click();
  await rowsAreHere(page);
  await shoot('7-sql');
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await page.locator('[data-chart=bar]').waitFor();
  await shoot('8-chart');
  await page.getByRole('button', { name: /copy a link/ }).click();
  await page.getByText('Link copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await other.locator('[data-chart=bar]').waitFor();
}

/** What one walk saved is not in the way of the next. */
async function takeBack(page) {
  await tab(page, 'Saved').click();
  const items = page.getByRole('button', { name: /^Take from the list: / });
  for (let left = 3; left > 0; left -= 1) {
    await items.nth(left - 1).waitFor();
    const gone = page.waitForResponse((one) => one.request().method() === 'DELETE');
    await items.first().click();
    await gone;
    await items.nth(left - 1).waitFor({ state: 'detached' });
  }
}

const kWindows = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    test(`from a half-remembered idea to three saved papers and a link to a question, ${colorScheme}, ${width} pixels wide`, () =>
      visit(
        '/',
        { colorScheme, ...window, permissions: ['clipboard-read', 'clipboard-write'] },
        async (page, context) => {
          const shoot = (name) => photograph(page, `walk-${name}-${colorScheme}-${width}`);
          await findByIdea(page, shoot);
          await seeWhoElse(page, shoot);
          await narrowOnMap(page, shoot);
          await saveThree(page, shoot);
          await askAndShare(page, context, shoot);
          await takeBack(page);
        },
      ));
  }
}
