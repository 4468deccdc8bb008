import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import {
  api,
  assertAccessible,
  countSays,
  photograph,
  rowsAreHere,
  settled,
  token,
  visit,
} from './browser.mjs';
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

test('datasets are found by words and kinds, ordered, and the last opened comes first', () =>
  visit('/datasets/local/plain', {}, async (page) => {
    await page.getByRole('gridcell').first().waitFor(); // it is opened once it is here, not by its name
    await page.getByRole('link', { name: /all datasets/ }).click();
    const names = () => page.getByRole('article').locator('.id').allInnerTexts();
    await page.getByRole('article').first().waitFor();
    assert.equal((await names())[0], 'local/plain');
    const media = page.getByRole('article').filter({ hasText: 'local/media' });
    assert.match(await media.innerText(), /Pictures, sound, text: name, photo, sound and 1 more/);
    await photograph(page, 'home-shelf');
    await page.getByRole('button', { name: /^Pictures \d/ }).click();
    await page.waitForURL(/kind=image/);
    assert.deepEqual(await names(), ['local/media']);
    await page.reload();
    await page.getByText(/^1 of \d+ datasets/).waitFor();
    await page.getByRole('button', { name: /^Pictures \d/ }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('keywords lovelace nothing');
    await page.getByText('No dataset matches').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel('Order').selectOption('most rows');
    await page.waitForURL(/order=rows/);
    assert.equal((await names())[0], 'local/gallery');
    await assertAccessible(page, 'a library that is ordered');
  }));

test('an empty library makes a sample of its own', async (t) => {
  const place = new Workplace(t);
  const server = await serve(place);
  try {
    await visit('/', { origin: server.url, isStranger: true }, async (page) => {
      await page.goto(`${server.url}/?token=${server.token}`);
      const sample = page.getByRole('button', { name: /^Try it with a sample/ });
      await sample.waitFor();
      await photograph(page, 'home-sample');
      await assertAccessible(page, 'an empty library');
      await sample.click();
      await page.getByRole('article').filter({ hasText: 'local/synthetic-conference' }).waitFor();
      await page.getByRole('link', { name: 'Open local/synthetic-conference' }).click();
      await countSays(page, '3,700 rows');
    });
  } finally {
    await server.stop();
  }
});

test('a tab with nothing to show says so before it is opened, and then what would fill it', () =>
  visit('/datasets/local/wide', {}, async (page) => {
    await rowsAreHere(page);
    const tab = (name) => page.locator('nav').getByRole('link', { name });
    assert.equal(await tab('Card').getAttribute('data-tip'), 'No card yet');
    assert.equal(await tab('Map').getAttribute('data-tip'), 'Neither vectors nor text');
    assert.equal(await tab('SQL').getAttribute('data-tip'), null);
    await tab('Card').click();
    await page.getByText('pretty_name: wide').waitFor();
    await assertAccessible(page, 'a dataset without a card');
    await tab('Map').click();
    await page.getByText(/--vector COLUMN/).waitFor();
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
    await page.getByText('What is saved is private').waitFor();
    await photograph(page, 'stranger');
  }));

test('of who has no token nothing is asked that needs one', () =>
  visit('/datasets/local/gallery?row=3', { isStranger: true }, async (page) => {
    const refused = [];
    page.on('console', (line) => line.type() === 'error' && refused.push(`${line.text()} ${line.location().url}`));
    await page.reload();
    await page.getByRole('dialog').getByRole('heading').first().waitFor();
    await settled(page);
    for (const name of ['Search', 'Map', 'SQL', 'Card', 'API', 'Saved', 'Viewer']) {
      await page.locator('nav').getByRole('link', { name }).click();
      await page.locator('main').waitFor();
      await settled(page);
    }
    assert.deepEqual(refused, []);
  }));

test('the address that is printed lets the browser in, and loses its token', () =>
  visit('/', { isStranger: true }, async (page) => {
    const { origin } = new URL(page.url());
    await page.goto(`${origin}/datasets/local/gallery?tab=list&token=${token()}`);
    assert.equal(page.url(), `${origin}/datasets/local/gallery?tab=list`);
    await page.getByText('Nothing saved yet').waitFor();
    await page.goto(origin);
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.getByText('open the address that vitrine serve printed').count(), 0);
  }));
