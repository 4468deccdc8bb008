// Filters for people: a form beside the text, values joined by OR, values looked up, chips that are changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  api,
  assertAccessible,
  countSays,
  header,
  photograph,
  rowsAreHere,
  settled,
  visit,
} from './browser.mjs';

const kPage = '/datasets/local/gallery';

async function counted(where) {
  const query = new URLSearchParams({ where, limit: '1' });
  const { total } = await api(`/api/v1/datasets/local/gallery/search?${query}`);
  return `${total.toLocaleString('en-US')} of 5,000 rows`;
}

async function addFilter(page, column, operator, ...values) {
  const form = page.getByRole('form', { name: 'Add a filter' });
  await form.getByLabel('Column').selectOption(column);
  await form.getByLabel('Operator').selectOption({ label: operator });
  if (values.length > 0) await form.getByLabel('Value', { exact: true }).fill(values[0]);
  if (values.length > 1) await form.getByLabel('Upper value').fill(values[1]);
  await form.getByRole('button', { name: 'Add' }).click();
}

test('a filter is made of a column, an operator and a value, without any SQL', () =>
  visit(kPage, { viewport: { width: 1440, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await addFilter(page, 'year', 'between', '2018', '2020');
    await countSays(page, await counted('year BETWEEN 2018 AND 2020'));
    await addFilter(page, 'title', 'contains', 'ZEBRA');
    await countSays(page, await counted("year BETWEEN 2018 AND 2020 AND title ILIKE '%zebra%'"));
    await addFilter(page, 'TL;DR', 'is missing');
    await page.getByRole('list', { name: 'Filters' }).getByText('TL;DR is null').waitFor();
    await photograph(page, 'filter-form');
    await assertAccessible(page, 'the form of a filter');
  }));

test('a chip is changed by the form, or in the text where only that can say it', () =>
  visit(
    `${kPage}?where=${encodeURIComponent(`"year" >= 2020 AND upper("type") = 'ORAL'`)}`,
    {},
    async (page) => {
      await rowsAreHere(page);
      const chips = page.getByRole('list', { name: 'Filters' });
      // The text says the same as the chips, and waits until it is wanted.
      assert.equal(await page.getByLabel('WHERE').count(), 0);
      await page.getByRole('button', { name: 'Edit as text' }).waitFor();
      await chips.getByRole('button', { name: 'year >= 2020', exact: true }).click();
      const form = page.getByRole('form', { name: 'Change the filter' });
      assert.equal(await form.getByLabel('Value', { exact: true }).inputValue(), '2020');
      await form.getByLabel('Value', { exact: true }).fill('2023');
      await form.getByRole('button', { name: 'Change' }).click();
      await countSays(page, await counted(`year >= 2023 AND type = 'Oral'`));
      await chips.getByRole('button', { name: `upper("type") = 'ORAL'`, exact: true }).click();
      await page.waitForFunction(() => document.activeElement.id === 'where-input');
      const chosen = await page.evaluate(() => getSelection().toString());
      assert.equal(chosen, `upper("type") = 'ORAL'`);
    },
  ));

test('a column called SQL, with quotes in its neighbour, is filtered by name and value', () =>
  visit('/datasets/local/odd', {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await addFilter(page, 'SQL', 'contains', "'; drop table");
    await countSays(page, '2 of 4 rows');
    await addFilter(page, 'or "1" = 1 --', 'at least', '3');
    await countSays(page, '1 of 4 rows');
  }));

test('two classes are chosen by Ctrl and click, and each is let go alone', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    const bar = (name) =>
      header(page, 'type').getByRole('button', { name: new RegExp(`^${name}:`) });
    await bar('Oral').click();
    await countSays(page, await counted("type = 'Oral'"));
    await bar('Spotlight').click({ modifiers: ['Control'] });
    await countSays(page, await counted("type IN ('Oral', 'Spotlight')"));
    await page.getByText('type = Oral or Spotlight').waitFor();
    await bar('Oral').click({ modifiers: ['Control'] });
    await countSays(page, await counted("type = 'Spotlight'"));
    await bar('Poster').click();
    await countSays(page, await counted("type = 'Poster'"));
  }));

test('a facet still lists what could be chosen beside, with its counts', () =>
  visit(`${kPage}?tab=search&mode=keyword&q=sparse`, {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    await settled(page);
    const types = page.getByRole('region', { name: 'By type' });
    const spotlight = await types.getByRole('button', { name: /^Spotlight/ }).innerText();
    await types.getByRole('button', { name: /^Oral/ }).click();
    await types.getByRole('button', { name: 'Or Spotlight' }).waitFor();
    assert.equal(await types.getByRole('button', { name: /^Spotlight/ }).innerText(), spotlight);
    await types.getByRole('button', { name: /^Spotlight/ }).click({ modifiers: ['Control'] });
    await page.getByText('type = Oral or Spotlight').waitFor();
    await settled(page);
    const query = new URLSearchParams({
      q: 'sparse',
      mode: 'keyword',
      where: "type IN ('Oral','Spotlight')",
    });
    const { total } = await api(`/api/v1/datasets/local/gallery/search?${query}`);
    await countSays(page, `${total} of 5,000 papers`);
    await types.getByRole('button', { name: 'Or Poster' }).click();
    await page.waitForURL(/Poster/);
  }));

test('a value that no list shows is found by its letters', () =>
  visit(`${kPage}?tab=search&mode=keyword`, {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    await settled(page);
    const authors = page.getByRole('region', { name: 'By authors' });
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await authors.getByLabel('Find in authors').pressSequentially('kovalev');
    const hedy = authors.getByRole('button', { name: /^Hedy Kovalevskaya/ });
    await hedy.waitFor();
    assert.equal(asked.length, 1, asked.join(' '));
    await hedy.click();
    await page.waitForURL(/Hedy/);
    await settled(page);
    const where = "'Hedy Kovalevskaya' IN authors";
    await countSays(page, (await counted(where)).replace('rows', 'papers'));
  }));

test('what could be chosen beside is counted over what likes and dislikes leave', async () => {
  const { hits } = await api(`/api/v1${kPage}/search?q=sparse&mode=keyword&limit=1`);
  const examples = `&like=7&dislike=${hits[0].row_idx}`;
  await visit(`${kPage}?tab=search&q=sparse${examples}`, {}, async (page) => {
    const types = page.getByRole('complementary').getByRole('region', { name: 'By type' });
    await types.getByRole('button', { name: /^Oral/ }).click();
    await page.waitForURL(/where=/);
    const countedBy = async (steered) =>
      (await api(`/api/v1${kPage}/facets?q=sparse&facets=type${steered}`)).facets.type.values;
    const steered = await countedBy(examples);
    await types.getByText('as found without this filter').waitFor();
    assert.notDeepEqual(steered, await countedBy(''), 'the row disliked is left out');
    for (const { value, count } of steered)
      await types.getByRole('button', { name: new RegExp(`^${value}\\s*${count}$`) }).waitFor();
  });
});

test('on a phone the form stays out of the way of what was chosen, until it is wanted', () =>
  visit(
    `${kPage}?tab=search&where=${encodeURIComponent(`"type" = 'Oral'`)}`,
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    async (page) => {
      await page.getByRole('list', { name: 'Filters' }).getByText('type = Oral').waitFor();
      const form = page.getByRole('form', { name: 'Add a filter' });
      assert.equal(await form.count(), 0);
      await page.getByRole('button', { name: 'Add or edit' }).tap();
      await form.waitFor();
      await addFilter(page, 'year', 'at least', '2020');
      await countSays(page, (await counted(`"type" = 'Oral' AND "year" >= 2020`)).replace('rows', 'papers'));
    },
  ));
