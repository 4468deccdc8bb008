// The card of a dataset: what its README says, as it is meant.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, photograph, visit } from './browser.mjs';

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
