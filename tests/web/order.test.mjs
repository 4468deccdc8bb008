import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { api, countSays, rowsAreHere, settled, visit } from './browser.mjs';
import { kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery?tab=search';
const kPageRows = 20;

/** 400 queries of two or three words of every kind: whole words, beginnings of words, plurals, words that no row has. */
const kFirst = ['sparse', 'robust', 'neural', 'equivariant', 'causal', 'bayesian', 'bay', 'contrast'];
const kSecond = ['attention', 'diffusion', 'models', 'model', 'robot', 'planning', 'plan', 'retriev', 'protein', 'zebrafish'];
const kThird = ['', ' language', ' design', ' in short', ' theorem'];
const queries = kFirst.flatMap((first) => kSecond.flatMap((second) => kThird.map((third) => `${first} ${second}${third}`)));

async function apiTitles(q) {
  const path = `/api/v1/datasets/local/gallery/search?q=${encodeURIComponent(q)}&limit=${kPageRows}`;
  return (await api(path)).hits.map(({ row }) => row.title);
}

async function pageTitles(page) {
  await settled(page);
  return page.getByRole('article').getByRole('heading').allInnerTexts();
}

test('after settling the page has the order of the API, for every query', () =>
  visit(kPage, {}, async (page) => {
    const box = page.getByRole('textbox', { name: 'Search all text columns' });
    await box.waitFor();
    assert.equal(queries.length, 400);
    for (const [i, q] of queries.entries()) {
      await box.fill(q);
      if (i % 8 > 0) await box.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === q);
      assert.deepEqual(await pageTitles(page), await apiTitles(q), q);
    }
  }));

/** Frequent words, and rare ones that begin with them and have other stems. */
const kCompounds = [
  ['reward models', 'modelsearch'],
  ['latent diffusion', 'diffusionbas'],
  ['path planning', 'planninginform'],
];

test('rare words that begin with a finished word do not come before it', async (t) => {
  const place = new Workplace(t);
  const titles = kCompounds.flatMap(([words, compound]) => {
    const [first] = words.split(' ');
    return [`${first} by ${compound}`, ...Array.from({ length: 12 }, (_, i) => `${words}, part ${i}`)];
  });
  const rows = titles.map((title) => JSON.stringify({ title, authors: ['Ada Lovelace'], abstract: `About ${title}.` }));
  place.file('compounds.jsonl', `${rows.join('\n')}\n`);
  place.ok('import', 'compounds.jsonl');
  const server = await serve(place);
  try {
    await visit('/datasets/local/compounds?tab=search&mode=keyword', { origin: server.url }, async (page) => {
      const box = page.getByRole('textbox', { name: 'Search all text columns' });
      for (const [words] of kCompounds) {
        await box.fill(words);
        await box.press('Enter');
        await page.waitForURL((url) => url.searchParams.get('q') === words);
        const [first] = await pageTitles(page);
        assert.ok(first.startsWith(`${words}, part`), first);
      }
    });
  } finally {
    await server.stop();
  }
});

test('completions are asked for while keys come, never after Enter, after leaving or on a link', () =>
  visit(kPage, {}, async (page) => {
    const asked = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname.endsWith('/search') && url.searchParams.get('q'))
        asked.push(['q', 'typing', 'limit'].map((name) => url.searchParams.get(name)));
    });
    const box = page.getByRole('textbox', { name: 'Search all text columns' });
    await box.pressSequentially('robu');
    await page.waitForURL(/q=robu/);
    await settled(page);
    assert.ok(
      asked.some(([q, typing, limit]) => q === 'robu' && typing === '1' && limit === '10'),
      'while keys come, and no more than a screen has',
    );
    assert.deepEqual(asked.at(-1), ['robu', null, '20'], 'once they have come');
    await box.pressSequentially('st');
    await box.press('Enter');
    await settled(page);
    assert.deepEqual(asked.at(-1), ['robust', null, '20'], 'after Enter');
    asked.length = 0;
    await page.reload();
    await page.getByRole('article').first().waitFor();
    await settled(page);
    assert.deepEqual(asked, [['robust', null, '20']], 'on a link');
  }));

test('a half-typed word finds in the Viewer what begins with it, until the keys rest', () =>
  visit('/datasets/local/gallery', {}, async (page) => {
    await rowsAreHere(page);
    const asked = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/search') && searchParams.has('q')) asked.push([searchParams.get('q'), searchParams.get('typing')]);
    });
    const half = page.waitForResponse((one) => /[?&]q=zebrafi&/.test(one.url()) && one.url().includes('typing=1'));
    const box = page.locator('[data-search-box]');
    await box.fill('zebrafi');
    assert.equal((await (await half).json()).total, kZebrafish);
    await countSays(page, /^\s*0 of /); // no row has that word, and no more keys come
    assert.deepEqual(asked.at(-1), ['zebrafi', null]);
    asked.length = 0;
    await box.press('End');
    await box.pressSequentially('sh');
    await box.press('Enter');
    await countSays(page, new RegExp(`^\\s*${kZebrafish} of `));
    assert.deepEqual(asked.at(-1), ['zebrafish', null]);
  }));

test('one query has one count in every tab, and by meaning it is said how many have the words', () =>
  visit('/datasets/local/gallery?q=zebrafish', {}, async (page) => {
    const said = async () => {
      await page.locator('[data-count]').filter({ hasText: ' of ' }).waitFor();
      await settled(page);
      return (await page.locator('[data-count]').innerText()).split(' of ')[0];
    };
    const inViewer = await said();
    await page.getByText('by words', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByText('by words and meaning', { exact: true }).waitFor();
    const words = page.locator('[data-words]');
    await words.filter({ hasText: `${inViewer} with the words` }).waitFor();
    await page.getByText('Words', { exact: true }).click();
    await page.getByText('by words and meaning', { exact: true }).waitFor({ state: 'detached' });
    assert.equal(await said(), inViewer);
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    await page.locator('canvas').waitFor({ timeout: 120_000 });
    await page.locator('[data-count]').filter({ hasText: `${inViewer} of ` }).waitFor();
  }));

test('what is counted has most of the words, not only the common ones', () =>
  visit('/datasets/local/gallery?q=zebrafish+on+every+benchmark', {}, async (page) => {
    const count = async (mode) => {
      await page.getByText(mode, { exact: true }).waitFor();
      await page.locator('[data-count]').filter({ hasText: ' of ' }).waitFor();
      await settled(page);
      return Number((await page.locator('[data-count]').innerText()).split(' of ')[0]);
    };
    assert.equal(await count('by words'), kZebrafish);
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    const near = (await api('/api/v1/datasets/local/gallery/search?q=zebrafish+on+every+benchmark')).near;
    assert.equal(await count('by words and meaning'), kZebrafish + near);
    assert.ok(near < 60);
  }));

const kGallery = '/api/v1/datasets/local/gallery/search';

test('a value has as many rows once it is chosen as were counted beside it, whatever was chosen before', async () => {
  const search = (more) => api(`${kGallery}?${new URLSearchParams({ limit: '1', facets: 'type,year', ...more })}`);
  const rows = ({ total, near = 0 }) => (total > near ? total - near : 0);
  const condition = (column, value) => (column === 'year' ? `year = ${value}` : `type = '${value}'`);
  let counted = 0;
  for (const q of ['zebrafish on every benchmark', 'sparse attention', 'robust causal diffusion planning language']) {
    for (const mode of ['keyword', 'hybrid']) {
      for (const before of ['', 'score < 2', 'year = 2019']) {
        const { facets } = await search({ q, mode, ...(before && { where: before }) });
        for (const [column, { values }] of Object.entries(facets)) {
          for (const { value, count } of values) {
            const where = [before, condition(column, value)].filter(Boolean).join(' AND ');
            assert.equal(rows(await search({ q, mode, where })), count, `${q}, ${mode}: ${where}`);
            counted += 1;
          }
        }
      }
    }
  }
  assert.ok(counted > 100, `${counted} values`);
});

test('the page says of how many rows it counts, and the same number once a value is chosen', () =>
  visit(`${kPage}&q=zebrafish+on+every+benchmark`, {}, async (page) => {
    await page.getByText(`counted of ${kZebrafish} with the words`).waitFor();
    const value = page.getByRole('region', { name: 'By type' }).getByRole('button').first();
    const counted = (await value.innerText()).split('\n').at(-1);
    await value.click();
    await page.waitForURL(/where=/);
    await settled(page);
    assert.match(await page.locator('[data-words]').innerText(), new RegExp(`^${counted} with the words$`));
  }));
