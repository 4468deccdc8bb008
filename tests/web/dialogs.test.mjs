// Every dialog, menu and panel that opens over the page, by axe, in both themes and widths; and what is said over
// the page when labels cannot be read.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  [
    'the filter form, opened from a chip',
    `${kPage}?where=${encodeURIComponent('"year" >= 2020')}`,
    rowsAreHere,
    [
      (page) => page.getByRole('list', { name: 'Filters' }).getByRole('button').first().click(),
      (page) => page.getByRole('form', { name: 'Change the filter' }),
    ],
  ],
  [
    'a value looked up in a facet',
    `${kPage}?tab=search`,
    hitsAreHere,
    [
      async (page) => {
        const fold = page.getByRole('button', { name: /^Narrow by/ });
        if (await fold.isVisible()) await fold.click();
        await page.getByRole('textbox', { name: 'Find in authors' }).fill('a');
      },
      (page) => page.getByRole('region', { name: 'By authors' }).getByRole('button').first(),
    ],
  ],
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

/** A small table in a file of its own, for as long as `use` runs. */
async function withTable(name, use) {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-dialogs-'));
  try {
    writeFileSync(join(folder, `${name}.csv`), 'name,n\none,1\ntwo,2\n');
    await use(join(folder, `${name}.csv`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const [width, window] of Object.entries(kWindows)) {
    const name = `come-${colorScheme}-${width}`;
    test(`axe finds nothing in importing and removing, ${colorScheme}, ${width} pixels wide`, () =>
      withTable(name, (file) =>
        visit('/', { colorScheme, ...window }, async (page) => {
          await page.getByLabel('Path or hf:// name to import').fill(file);
          await page.keyboard.press('Enter');
          const dialog = page.getByRole('dialog', { name: /^Import / });
          await dialog.getByRole('table').waitFor();
          await assertAccessible(page, 'the import dialog');
          await photograph(page, `over-import-${colorScheme}-${width}`);
          await dialog.getByRole('button', { name: 'Import', exact: true }).click();
          await page.getByRole('button', { name: `Actions for local/${name}` }).click();
          await page.getByRole('button', { name: 'Remove from the library' }).click();
          await page.getByText(`Removed local/${name}`).waitFor();
          await assertAccessible(page, 'the notice of a removal');
          await photograph(page, `over-removed-${colorScheme}-${width}`);
        }),
      ));

    test(`axe finds nothing in citing and in the export of what is saved, ${colorScheme}, ${width} pixels wide`, () =>
      visit(
        `${kPage}?tab=search&q=zebrafish`,
        { colorScheme, ...window, permissions: ['clipboard-read', 'clipboard-write'] },
        async (page) => {
          await hitsAreHere(page);
          const hit = page.getByRole('article').first();
          await hit.getByRole('button', { name: /^Cite/ }).click();
          await hit.getByText('BibTeX copied').first().waitFor();
          await assertAccessible(page, 'a citation copied');
          await hit.getByRole('button', { name: /^Save: / }).click();
          await hit.getByRole('button', { name: /^Saved: / }).waitFor();
          await page.goto(new URL(`${kPage}?tab=list`, page.url()).href);
          await page.getByRole('button', { name: 'Export what is shown' }).click();
          await page.getByRole('button', { name: 'BibTeX', exact: true }).waitFor();
          await assertAccessible(page, 'the export of what is saved');
          await photograph(page, `over-export-${colorScheme}-${width}`);
          await page.keyboard.press('Escape');
          await page.getByRole('listitem').getByRole('button', { name: /^Take from/ }).first().click();
          await page.getByText('Nothing saved yet').waitFor();
        },
      ));

    test(`axe finds nothing in the card of a map's point, ${colorScheme}, ${width} pixels wide`, () =>
      visit(`${kPage}?tab=map`, { colorScheme, ...window }, async (page) => {
        const stage = page.getByRole('application');
        await stage.waitFor({ timeout: 120_000 });
        await page.locator('[data-painter=webgl2], [data-painter=pixels]').waitFor();
        await stage.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/row=\d+/);
        const ring = await page.locator('svg circle').boundingBox();
        await page.keyboard.press('Escape');
        await page.waitForURL((url) => !url.searchParams.has('row'));
        await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
        await page.locator('[data-card]').waitFor();
        await assertAccessible(page, 'the card of a point');
        await photograph(page, `over-map-card-${colorScheme}-${width}`);
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
