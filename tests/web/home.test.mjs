import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, photograph, visit } from './browser.mjs';
import { kGalleryRows } from './fixtures.mjs';

test('home lists every dataset with its rows, columns and size', () =>
  visit('/', {}, async (page) => {
    const { datasets } = await api('/api/v1/datasets');
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.getByRole('article').count(), datasets.length);
    const gallery = page.getByRole('article').filter({ hasText: 'local/gallery' });
    const text = await gallery.innerText();
    assert.match(text, new RegExp(kGalleryRows.toLocaleString('en-US')));
    assert.match(text, /Columns\s+12/);
    assert.match(text, /[kM]B/);
    assert.match(text, /imported/);
    await photograph(page, 'home');
  }));

test('a dataset opens from home, and back returns', () =>
  visit('/', {}, async (page) => {
    await page.getByRole('link', { name: 'gallery', exact: true }).click();
    await page.waitForURL('**/datasets/local/gallery');
    await page.getByRole('heading', { level: 1, name: 'gallery' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
  }));

test('an empty library says which command fills it', () =>
  visit('/datasets/local/gallery', {}, async (page) => {
    await page.route('**/api/v1/datasets', (route) =>
      route.fulfill({ json: { version: '0', datasets: [] } }),
    );
    await page.getByRole('link', { name: /all datasets/ }).click();
    await page.getByText('vitrine serve papers.jsonl').waitFor();
    await photograph(page, 'home-empty');
  }));

test('a server that is away is named, and trying again works', () =>
  visit('/datasets/local/gallery', {}, async (page, context) => {
    await page.getByRole('grid').waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: /all datasets/ }).click();
    await page.getByRole('alert').getByText('The library could not be loaded').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('article').first().waitFor();
  }));

test('a dataset that is not there says so', () =>
  visit('/datasets/local/nowhere', {}, async (page) => {
    await page.getByText('not in the library').waitFor();
    await page.getByRole('link', { name: 'All datasets', exact: true }).waitFor();
  }));
