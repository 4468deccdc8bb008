import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, photograph, token, visit } from './browser.mjs';
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

test('who opens no address with a token reads, and is told how to change things', () =>
  visit('/', { isStranger: true }, async (page) => {
    await page.getByRole('article').first().waitFor();
    await page.getByText('open the address that vitrine serve printed').waitFor();
    assert.equal(await page.getByRole('button', { name: /remove/i }).count(), 0);
    await page.goto(`${new URL(page.url()).origin}/datasets/local/gallery?tab=list`);
    await page.getByText('The reading list is private').waitFor();
    await photograph(page, 'stranger');
  }));

test('the address that is printed lets the browser in, and loses its token', () =>
  visit('/', { isStranger: true }, async (page) => {
    const { origin } = new URL(page.url());
    await page.goto(`${origin}/datasets/local/gallery?tab=list&token=${token()}`);
    assert.equal(page.url(), `${origin}/datasets/local/gallery?tab=list`);
    await page.getByText('Nothing on the reading list yet').waitFor();
    await page.goto(origin);
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.getByText('open the address that vitrine serve printed').count(), 0);
  }));
