import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, visit } from './browser.mjs';
import { kTranslation } from './fixtures.mjs';

test('a half-remembered sentence finds a row of a dataset without vectors', () =>
  visit('/datasets/local/plain?tab=search', {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    await page
      .getByLabel('Search all text columns')
      .fill('teaching computers to turn French sentences into English');
    const found = page.getByRole('article').filter({ hasText: kTranslation });
    await found.waitFor();
    assert.match(await page.getByRole('article').first().innerText(), new RegExp(kTranslation));
    await found.getByRole('button', { name: 'Similar' }).click();
    await found.getByText('by what they say').waitFor();
    await found.getByRole('listitem').nth(7).waitFor();
    assert.equal(await found.getByRole('listitem').count(), 8);
    await assertAccessible(page, 'rows found by meaning');
  }));

test('a dataset without vectors has a map of what its rows say', () =>
  visit('/datasets/local/plain?tab=map', {}, async (page) => {
    await page.getByRole('application').waitFor({ timeout: 120_000 });
    assert.equal(await page.getByRole('button', { name: 'Lasso' }).count(), 0);
  }));
