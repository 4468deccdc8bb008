// Every dialog, menu and panel that opens over the page, by axe, in both themes and widths; and what is said over
// the page when labels cannot be read.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertAccessible, library, photograph, rowsAreHere, settled, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';

const button = (name) => (page) => page.getByRole('button', { name, exact: typeof name === 'string' }).first().click();

async function hitsAreHere(page) {
  await page.getByRole('article').first().waitFor();
  await settled(page);
}

async function sqlIsHere(page) {
  await page.locator('.cm-content').waitFor();
  await page.getByRole('button', { name: 'Tables and columns' }).waitFor();
}

/** Name, address, what is there before, and the steps that open it; the last gives what is then in sight. */
const kOver = [
  [
    'a new label',
    kPage,
    rowsAreHere,
    [button('Columns'), button('Add a column of labels'), (page) => page.getByLabel('Name', { exact: true })],
  ],
  ['the menu of columns', kPage, rowsAreHere, [button('Columns'), (page) => page.getByText('Add a column of labels')]],
  ['the menu of downloads', kPage, rowsAreHere, [button(/^Download/), (page) => page.getByRole('button', { name: 'CSV', exact: true })]],
  ['the panel of numbers', kPage, rowsAreHere, [button('Column paper_id'), (page) => page.getByText('Sort ascending')]],
  ['the panel of texts', kPage, rowsAreHere, [button('Column title'), (page) => page.getByText('Sort ascending')]],
  ['go to row', kPage, rowsAreHere, [button('Go to row'), (page) => page.getByRole('button', { name: 'Go', exact: true })]],
  ['the filter form', kPage, rowsAreHere, [button('Filter'), (page) => page.getByLabel('WHERE')]],
  ['query help', kPage, rowsAreHere, [button('What can be typed here'), (page) => page.locator('.help ~ [popover]:popover-open').first()]],
  ['the files', kPage, rowsAreHere, [button('Parquet files'), (page) => page.getByRole('link', { name: /parquet/ }).first()]],
  ['about the dataset', kPage, rowsAreHere, [button('About this dataset'), (page) => page.getByText(/imported/i).first()]],
  ['the keys', kPage, rowsAreHere, [(page) => page.keyboard.press('?'), (page) => page.getByRole('dialog', { name: 'Keyboard' })]],
  ['the menu of a hit', `${kPage}?tab=search&q=zebrafish`, hitsAreHere, [button(/^More: /), (page) => page.getByText('Why this')]],
  [
    'why a hit',
    `${kPage}?tab=search&q=zebrafish`,
    hitsAreHere,
    [button(/^More: /), button('Why this'), (page) => page.getByText('By words').first()],
  ],
  ['saved queries', `${kPage}?tab=sql`, sqlIsHere, [button('History and saved queries'), (page) => page.locator('[popover]:popover-open')]],
  ['saving a query', `${kPage}?tab=sql`, sqlIsHere, [button('Save this query'), (page) => page.locator('[popover]:popover-open')]],
  ['tables of SQL', `${kPage}?tab=sql`, sqlIsHere, [button('Tables and columns'), (page) => page.locator('[popover]:popover-open')]],
  ['the menu of a dataset', '/', (page) => page.getByRole('article').first().waitFor(), [button(/^Actions for /), (page) => page.locator('[popover]:popover-open')]],
  [
    'a picture, enlarged',
    '/datasets/local/media?gallery=photo',
    (page) => page.getByRole('option').first().waitFor(),
    [(page) => page.getByRole('option').first().click(), (page) => page.getByRole('dialog').first()],
  ],
];

const kWindows = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
};

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    for (const [name, path, isHere, steps] of kOver) {
      // Without a keyboard nobody asks for its keys.
      if (name === 'the keys' && width === '390') continue;
      test(`axe finds nothing in ${name}, ${colorScheme}, ${width} pixels wide`, () =>
        visit(path, { colorScheme, ...window }, async (page) => {
          await isHere(page);
          for (const step of steps.slice(0, -1)) await step(page);
          await steps.at(-1)(page).waitFor();
          await settled(page);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= Number(width), `${wide} pixels of content`);
          await assertAccessible(page, name);
          await photograph(page, `over-${name.replace(/\W+/g, '-')}-${colorScheme}-${width}`);
        }));
    }
  }
}

/** Adds a label and leaves it; what is done in between sees it. */
async function withLabel(page, act) {
  const send = (method, address, body) =>
    page.evaluate(
      async ([one, to, text]) => (await fetch(to, { method: one, ...(text ? { body: text } : {}) })).status,
      [method, `/api/v1/datasets/local/single${address}`, body],
    );
  const kinds = { verdict: { kind: 'choice', choices: ['good', 'bad'] }, why: { kind: 'text' }, stars: { kind: 'number' } };
  for (const [name, kind] of Object.entries(kinds))
    assert.equal(await send('PUT', `/labels/${name}`, JSON.stringify(kind)), 200);
  await act(send);
  for (const name of Object.keys(kinds)) assert.equal(await send('DELETE', `/labels/${name}?values=0`), 200);
}

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    test(`axe finds nothing in labels, their dialog and a conflict, ${colorScheme}, ${width} pixels wide`, () =>
      visit('/datasets/local/single', { colorScheme, ...window }, async (page) => {
        await withLabel(page, async (send) => {
          await page.goto(new URL('/datasets/local/single?row=0', page.url()).href);
          const section = page.getByRole('region', { name: 'Labels' });
          await section.getByRole('button', { name: 'good' }).waitFor();
          await assertAccessible(page, 'labels of a row');
          await send('PUT', '/labels/verdict/rows/0', JSON.stringify({ value: 'bad', was: null }));
          await section.getByRole('button', { name: 'good' }).click();
          await page.getByRole('alert').filter({ hasText: 'somebody else' }).waitFor();
          await assertAccessible(page, 'a conflict of labels');
          await send('PUT', '/labels/verdict/rows/0', JSON.stringify({ value: null, was: 'bad' }));
          await page.goto(new URL('/datasets/local/single', page.url()).href);
          await rowsAreHere(page);
          await page.getByRole('button', { name: 'Column verdict' }).click();
          await page.getByRole('button', { name: 'Change or remove the label' }).click();
          await page.getByRole('dialog', { name: 'The label verdict' }).waitFor();
          await assertAccessible(page, 'the dialog of a label');
          await photograph(page, `over-label-${colorScheme}-${width}`);
        });
      }));
  }
}

test('labels that cannot be read are said, and hide no row', { skip: Boolean(process.env.VITRINE_URL) }, () =>
  visit('/datasets/local/single', {}, async (page) => {
    await withLabel(page, async () => {
      const file = join(library(), 'datasets', 'local', 'single', 'labels.json');
      const whole = readFileSync(file);
      writeFileSync(file, '{');
      try {
        await page.reload();
        await rowsAreHere(page);
        const said = page.getByRole('alert').filter({ hasText: /Labels cannot be shown: .*labels\.json/ });
        await said.waitFor();
        await assertAccessible(page, 'labels that cannot be read');
        await photograph(page, 'labels-unread');
        await said.getByRole('button', { name: 'Close' }).click();
        await said.waitFor({ state: 'detached' });
      } finally {
        writeFileSync(file, whole);
      }
      await page.reload();
      await page.getByRole('columnheader', { name: /verdict/ }).waitFor();
    });
  }));
