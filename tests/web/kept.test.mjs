// Nothing is lost by a click: what fails says so, what is taken away comes back, and a view is where it was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { cells, photograph, rowsAreHere, scrollTo, settled, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';
const kFound = `${kPage}?tab=search&mode=keyword&q=zebrafish`;

test('a tab that cannot be loaded says so, and trying again opens it', () =>
  visit(kPage, {}, async (page, context) => {
    await rowsAreHere(page);
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Card', exact: true }).click();
    await page.getByText('The card could not be loaded').waitFor();
    await photograph(page, 'tab-failed');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('still does not answer').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('This dataset has no card').waitFor();
  }));

test('the row in view is in the address, and a reload and the back button come to it', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await scrollTo(page, 0.5);
    await page.waitForURL(/top=\d+/);
    const [first] = await cells(page, 'paper_id', 1);
    await page.reload();
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'paper_id', 1), [first]);
    await page.getByRole('link', { name: /all datasets/ }).click();
    await page.getByRole('article').first().waitFor();
    await page.goBack();
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'paper_id', 1), [first]);
  }));

test('a link to a row shows it among the rows', () =>
  visit(`${kPage}?row=4000`, {}, async (page) => {
    await rowsAreHere(page);
    await page.locator('[role=row][aria-selected=true]').waitFor();
    assert.match(await page.locator('[role=row][aria-selected=true]').innerText(), /4,000/);
  }));

test('another query is read from its top', () =>
  visit(`${kPage}?top=2500`, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('textbox', { name: 'Search all text columns' }).fill('sparse');
    await page.waitForURL((url) => url.searchParams.get('q') === 'sparse');
    assert.equal(new URL(page.url()).searchParams.get('top'), null);
  }));

test('the filter takes what is typed next', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.locator('#where-input:focus').waitFor();
    await page.keyboard.type('year = 2020');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('where') === 'year = 2020');
  }));

test('a condition that is refused is told in words, under the columns', () =>
  visit(`${kPage}?where=${encodeURIComponent('"foo" = 1')}`, {}, async (page) => {
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    const text = await alert.innerText();
    assert.ok(text.includes('foo') && !text.includes('Parameter'), text);
    await page.getByRole('columnheader').nth(1).waitFor();
  }));

test('a dataset that is not there offers no tabs', () =>
  visit('/datasets/local/nowhere', {}, async (page) => {
    await page.getByText('not in the library').waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.equal(await page.getByText('Loading').count(), 0);
  }));

test('a dataset that is blocked says so, and offers no tabs', async (t) => {
  const place = new Workplace(t);
  place.file('leaked.jsonl', '{"a":1}\n');
  place.ok('import', 'leaked.jsonl');
  const server = await serve(place, '--block', 'local/leaked');
  try {
    await visit('/datasets/local/leaked', { origin: server.url }, async (page) => {
      await page.getByText('This dataset is closed').waitFor();
      await page.getByText('local/leaked is blocked on this server: ask whoever runs it.').waitFor();
      assert.equal(await page.getByRole('navigation').count(), 0);
    });
  } finally {
    await server.stop();
  }
});

test('unsaving can be taken back, with the note', () =>
  visit(kFound, {}, async (page) => {
    const card = page.getByRole('article').nth(3);
    await card.waitFor();
    await settled(page);
    const title = await card.getByRole('heading').innerText();
    await card.getByRole('button', { name: /^Save: / }).click();
    await card.getByRole('button', { name: /^Saved: / }).waitFor();
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    const note = page.getByRole('textbox', { name: `Note on ${title}` });
    await note.fill('compare with S4');
    await note.blur();
    await page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await page.getByRole('button', { name: `Take from the list: ${title}` }).click();
    await page.getByText(`Taken from the list: ${title}`).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await note.waitFor();
    assert.equal(await note.inputValue(), 'compare with S4');
    // Where it was found, too.
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await card.getByRole('button', { name: /^Saved: / }).click();
    await card.getByRole('button', { name: /^Save: / }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.getByRole('button', { name: /^Saved: / }).waitFor();
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    assert.equal(await note.inputValue(), 'compare with S4');
  }));

test('a note that was changed in another tab is not overwritten', () =>
  visit(kFound, {}, async (page, context) => {
    const card = page.getByRole('article').nth(4);
    await card.waitFor();
    await settled(page);
    const title = await card.getByRole('heading').innerText();
    await card.getByRole('button', { name: /^Save: / }).click();
    await card.getByRole('button', { name: /^Saved: / }).waitFor();
    await page.getByRole('link', { name: 'Saved', exact: true }).click();
    const name = { name: `Note on ${title}` };
    await page.getByRole('textbox', name).waitFor();
    const other = await context.newPage();
    await other.goto(page.url());
    const written = (tab) => tab.waitForResponse((answer) => answer.request().method() === 'PUT');
    await other.getByRole('textbox', name).fill('tab two');
    await Promise.all([written(other), other.getByRole('textbox', name).blur()]);
    await page.getByRole('textbox', name).fill('tab one');
    await Promise.all([written(page), page.getByRole('textbox', name).blur()]);
    await page.getByText('both versions are kept').waitFor();
    assert.equal(await page.getByRole('textbox', name).inputValue(), 'tab two\n\ntab one');
  }));

test('what another tab saved is there once this one is looked at again', () =>
  visit(`${kPage}?tab=list`, {}, async (page, context) => {
    await page.getByRole('link', { name: 'Saved', exact: true }).waitFor();
    await settled(page);
    const before = await page.locator('li textarea').count();
    const other = await context.newPage();
    await other.goto(`${new URL(page.url()).origin}${kFound}`);
    const card = other.getByRole('article').nth(2);
    await card.getByRole('button', { name: /^Save: / }).click();
    await card.getByRole('button', { name: /^Saved: / }).waitFor();
    // A headless browser gives every page the focus: that it comes is told to the page here.
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.locator('li textarea').nth(before).waitFor();
  }));

test('a card is cited and linked in one click', () =>
  visit(kFound, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const card = page.getByRole('article').first();
    await card.waitFor();
    const title = await card.getByRole('heading').innerText();
    await card.getByRole('button', { name: /^Cite/ }).click();
    await card.getByText('BibTeX copied').first().waitFor();
    const cited = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(cited.startsWith('@') && cited.includes(title), cited);
    await card.getByRole('button', { name: /^Link/ }).click();
    await card.getByText('Link copied').first().waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const [, row, id] = /\/datasets\/local\/gallery\?row=(\d+)&key=key%3Apaper_id%3D(\d+)$/.exec(link) ?? [];
    assert.equal(Number(id), Number(row) + 1, link);
  }));

test('a tooltip stays at its button when the page moves', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Random order' }).focus();
    await page.locator('.tip').waitFor();
    await page.evaluate(() => {
      const notice = document.createElement('p');
      notice.style.height = '120px';
      document.querySelector('.page').prepend(notice);
    });
    const [button, tip] = await page.waitForFunction(() => {
      const button = document.querySelector('[aria-label="Random order"]').getBoundingClientRect();
      const tip = document.querySelector('.tip')?.getBoundingClientRect();
      return button.top > 120 && tip && Math.abs(tip.top - button.bottom) < 12 && [button.toJSON(), tip.toJSON()];
    }).then((one) => one.jsonValue());
    assert.ok(tip.left < button.right && tip.right > button.left);
  }));

test('a finger leaves no tooltip behind', () =>
  visit(kPage, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: /^Row height: as the content/ }).tap();
    await page.getByRole('button', { name: /^Row height: one line/ }).waitFor();
    assert.equal(await page.locator('.tip').count(), 0);
  }));
