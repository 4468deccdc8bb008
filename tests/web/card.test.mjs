// The card of a dataset: what its README says, as it is meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, assertAccessible, photograph, post, visit } from './browser.mjs';

const kCard = '/datasets/local/media?tab=card';

test('a card has its task lists, tables, code in colours and formulas', () =>
  visit(kCard, { viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.getByRole('heading', { name: 'Three rows with files' }).waitFor();
    await page.getByText('☑').waitFor();
    const code = page.locator('pre code');
    await code.locator('span').first().waitFor();
    assert.equal(await code.innerText(), 'def area(r):\n    return 3.14 * r ** 2  # <b>\n');
    const formulas = page.locator('article math');
    await formulas.nth(1).waitFor();
    assert.equal(await formulas.count(), 2);
    assert.ok(await page.getByText('It costs $5 and $6.').isVisible());
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    await assertAccessible(page, 'a card with code and formulas');
    await photograph(page, 'card');
  }));

test('a heading of a card is linked to, from within and by its address', () =>
  visit(kCard, {}, async (page) => {
    await page.getByRole('link', { name: 'the fields', exact: true }).click();
    const heading = page.getByRole('heading', { name: /^Data fields/ });
    await heading.filter({ visible: true }).waitFor();
    assert.match(page.url(), /tab=card#card-data-fields$/);
    const inView = () =>
      heading.evaluate((one) => {
        const { top } = one.getBoundingClientRect();
        return top >= 0 && top < innerHeight;
      });
    assert.ok(await inView());
    await page.reload();
    await heading.waitFor();
    assert.ok(await inView());
  }));

test('formulas and code that others wrote bring nothing of their own', () =>
  visit(kCard, {}, async (page) => {
    await page.locator('article math').first().waitFor();
    const worn = await page
      .locator('article [class]')
      .evaluateAll((all) => all.map((one) => one.className.baseVal ?? one.className));
    assert.deepEqual(
      worn.filter((name) => /badge|button|primary/.test(name)),
      [],
    );
    assert.equal(await page.locator('article a[href^="javascript"]').count(), 0);
  }));

test('a card shows the pictures beside it, and names those that are not there', () =>
  visit(kCard, { viewport: { width: 1440, height: 900 } }, async (page) => {
    for (const name of ['A square', 'An hour']) {
      const picture = page.getByRole('img', { name });
      await picture.waitFor();
      await picture.evaluate((one) => one.decode());
      assert.ok((await picture.evaluate((one) => one.naturalWidth)) > 0, name);
    }
    assert.ok(await page.getByText('[picture: not there]').isVisible());
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    await photograph(page, 'card-pictures');
  }));

test('below the card of a dataset that was pushed to are its revisions', async () => {
  const push = (summary, path, text) => {
    const content = Buffer.from(text).toString('base64');
    const lines = [
      { key: 'header', value: { summary } },
      { key: 'file', value: { path, content, encoding: 'base64' } },
    ];
    return post(
      '/api/datasets/team/toy/commit/main',
      lines.map((line) => JSON.stringify(line)).join('\n'),
      'application/x-ndjson',
    );
  };
  const repository = { type: 'dataset', name: 'toy', organization: 'team' };
  await post('/api/repos/create', JSON.stringify(repository), 'application/json');
  await push('Two rows', 'train.jsonl', '{"x":1}\n{"x":2}\n');
  await push('Say what they are <b>', 'README.md', '# Toy\n\nTwo numbers.');
  while ((await api('/api/v1/imports')).imports.some(({ state }) => /waiting|running/.test(state)));
  const commits = await api('/api/datasets/team/toy/commits/main');
  await visit('/datasets/team/toy?tab=card', {}, async (page) => {
    const revisions = page.getByRole('region', { name: 'Revisions' });
    const items = revisions.getByRole('listitem');
    await items.nth(1).waitFor();
    assert.equal(await items.count(), commits.length);
    assert.match(await items.first().innerText(), /Say what they are <b>/);
    assert.match(await items.first().innerText(), /the latest/);
    for (const [index, { id }] of commits.entries())
      assert.match(await items.nth(index).innerText(), new RegExp(id.slice(0, 7)));
    await assertAccessible(page, 'revisions below a card');
    await photograph(page, 'card-revisions');
  });
  await visit(kCard, {}, async (page) => {
    await page.getByRole('heading', { name: 'Three rows with files' }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Revisions' }).count(), 0);
  });
});
