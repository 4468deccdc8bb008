// The page of a copy: of what it is one, since when it may be behind, and no way to change anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines } from '../cli/vitrine.mjs';
import { Server, startWholeCopy } from '../scale/copies.mjs';
import { assertAccessible, photograph, visit } from './browser.mjs';

test('a copy names its origin, offers no change, and says when it may be behind', async (t) => {
  const origin = new Server(t);
  origin.place.file('papers.jsonl', lines(Array.from({ length: 30 }, (_, i) => ({ title: `A paper number ${i}`, abstract: 'On planning with reward models', year: 2000 + i }))));
  origin.place.ok('import', 'papers.jsonl');
  await origin.start();
  const copy = await startWholeCopy(t, origin.url);
  const token = copy.bearer.Authorization.split(' ')[1];
  await visit(`/?token=${token}`, { origin: copy.url }, async (page) => {
    await page.getByRole('link', { name: 'papers', exact: true }).waitFor();
    const note = page.locator('[data-copy]');
    await note.getByRole('link', { name: origin.url }).waitFor();
    assert.match(await note.innerText(), /^A copy of http:\/\/127\.0\.0\.1:\d+, where changes are made\.$/);
    assert.equal(await page.getByRole('button', { name: /^(Import|Remove)/ }).count(), 0);
    await assertAccessible(page, 'the list of a copy');
    await photograph(page, 'copy-home');
    await page.getByRole('link', { name: 'papers', exact: true }).click();
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /^Save/ }).count(), 0);
    await page.getByRole('button', { name: /About/ }).click();
    await note.getByRole('link', { name: origin.url }).waitFor();
    await photograph(page, 'copy-about');
    await origin.kill();
    await copy.says(/what is here is served on/);
    await page.goto(copy.url);
    await note.getByText('It may be behind since').waitFor();
    await photograph(page, 'copy-behind');
  });
});
