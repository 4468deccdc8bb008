import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { api, assertAccessible, photograph, visit } from './browser.mjs';

function card(page, id) {
  return page.getByRole('article').filter({ has: page.getByText(id, { exact: true }) });
}

async function remove(page, id) {
  await page.getByRole('button', { name: `Actions for ${id}` }).click();
  await page.getByRole('button', { name: 'Remove from the library' }).click();
}

async function listed() {
  return (await api('/api/v1/datasets')).datasets.map((dataset) => dataset.id);
}

/** Writes a path into the box, and takes its import as it was found. */
async function importPath(page, path) {
  await page.getByLabel('Path or hf:// name to import').fill(path);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Import / });
  await dialog.getByRole('table').waitFor();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
}

/** A folder with files of these names and contents, for as long as `use` runs. */
async function withFiles(files, use) {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-import-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a pasted path becomes a dataset', () =>
  withFiles({ 'pasted.csv': 'a,b\n1,2\n3,4\n' }, (folder) =>
    visit('/', {}, async (page) => {
      await importPath(page, join(folder, 'pasted.csv'));
      const imports = page.getByRole('list', { name: 'Imports' });
      await imports.getByRole('link', { name: 'Open local/pasted' }).waitFor();
      await card(page, 'local/pasted').waitFor();
      await photograph(page, 'imported');
      await assertAccessible(page, 'home with imports');
      await imports.getByRole('button', { name: 'Dismiss: pasted.csv' }).click();
      await imports.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'pasted', exact: true }).click();
      await page.getByText('2 rows').filter({ visible: true }).first().waitFor();
    }),
  ));

test('a path is understood as it was copied: in quotes, or as an address of a file', () =>
  withFiles({ 'quoted.csv': 'a\n1\n', 'addressed.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      await importPath(page, `"${join(folder, 'quoted.csv')}"`);
      await card(page, 'local/quoted').waitFor();
      await importPath(page, pathToFileURL(join(folder, 'addressed.csv')).href);
      await card(page, 'local/addressed').waitFor();
    }),
  ));

test('a source that cannot be read says why, and the page goes on', () =>
  visit('/', {}, async (page) => {
    await page.getByLabel('Path or hf:// name to import').fill('/nowhere/at-all.csv');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Import at-all.csv' });
    const reason = dialog.getByRole('alert');
    await reason.waitFor();
    assert.match(await reason.innerText(), /at-all\.csv/);
    assert.ok(await dialog.getByRole('button', { name: 'Import', exact: true }).isDisabled());
    await photograph(page, 'import-failed');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('Path or hf:// name to import').waitFor();
  }));

test('a chosen file is sent and imported', () =>
  withFiles({ 'chosen.jsonl': '{"n":1}\n{"n":2}\n{"n":3}\n' }, (folder) =>
    visit('/', {}, async (page) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles(join(folder, 'chosen.jsonl'));
      // A file that was sent and not imported is given up.
      const discarded = page.waitForRequest((request) => request.method() === 'DELETE');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await discarded;
      const again = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await again).setFiles(join(folder, 'chosen.jsonl'));
      // The button has the focus: who does not care how it is read presses Enter.
      await page.getByRole('dialog').getByText('train: 3 rows').waitFor();
      await page.keyboard.press('Enter');
      await card(page, 'local/chosen').waitFor();
    }),
  ));

test('a file that is dropped on the page is imported, a large one in pieces', () =>
  visit('/', {}, async (page) => {
    await page.getByRole('region', { name: 'Import' }).waitFor();
    await page.evaluate(() => {
      const rows = Array.from({ length: 60_000 }, (_, i) => `${i},${'x'.repeat(200)}`);
      const transfer = new DataTransfer();
      transfer.items.add(new File([`n,text\n${rows.join('\n')}\n`], 'dropped.csv'));
      const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragover', options));
      document.body.dispatchEvent(new DragEvent('drop', options));
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
    await card(page, 'local/dropped').getByText('60,000').waitFor();
  }));

test('several paths are one dataset, looked at together', () =>
  withFiles({ 'train.csv': 'n,label\n1,x\n2,y\n', 'test.csv': 'n\n3\n' }, (folder) =>
    visit('/', {}, async (page) => {
      await page.getByLabel('Path or hf:// name to import').fill(join(folder, 'train.csv'));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: /^Import / });
      await dialog.getByText('train: 2 rows').waitFor();
      await dialog.getByLabel('Another file of it').fill(join(folder, 'test.csv'));
      await page.keyboard.press('Enter');
      await dialog.getByText('test: 1 row').waitFor();
      await page.getByRole('dialog', { name: 'Import train.csv and 1 more' }).waitFor();
      await photograph(page, 'import-several');
      await assertAccessible(page, 'the import dialog with several files');
      // One is left out, and comes back.
      await dialog.getByRole('button', { name: /^Leave out .*test\.csv$/ }).click();
      await dialog.getByText('test: 1 row').waitFor({ state: 'detached' });
      await dialog.getByLabel('Another file of it').fill(join(folder, 'test.csv'));
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.getByText('test: 1 row').waitFor();
      await dialog.getByLabel('Name', { exact: true }).fill('both');
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await card(page, 'local/both').waitFor();
      const { datasets } = await api('/api/v1/datasets');
      assert.equal(datasets.find(({ id }) => id === 'local/both').num_rows, 3);
    }),
  ));

test('several files are imported as they are found', () =>
  withFiles({ 'one.csv': 'a\n1\n', 'two.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles([join(folder, 'one.csv'), join(folder, 'two.csv')]);
      await card(page, 'local/one').waitFor();
      await card(page, 'local/two').waitFor();
      assert.equal(await page.getByRole('dialog').count(), 0);
    }),
  ));

const kOrders = 'zip;when;total\n00501;05/01/2024;1,5\n10001;17/03/2024;20\n;;\n';

test('what was decided about a file is shown before it is imported, and can be decided otherwise', () =>
  withFiles({ 'orders.csv': kOrders }, (folder) =>
    visit('/', {}, async (page) => {
      await page.getByLabel('Path or hf:// name to import').fill(join(folder, 'orders.csv'));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Import orders.csv' });
      const row = (name) =>
        dialog.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
      await row('zip').getByText('00501').waitFor();
      assert.match(
        await dialog.getByRole('list', { name: 'Files read' }).innerText(),
        /utf-8, ';' between fields/,
      );
      assert.match(
        await dialog.getByRole('list', { name: 'Worth knowing' }).innerText(),
        /"when" is kept as text/,
      );
      assert.equal(await row('zip').getByRole('cell').nth(1).innerText(), '1');
      await photograph(page, 'import-dialog');
      await assertAccessible(page, 'the import dialog');

      await dialog.getByLabel('Dates written as').fill('%d/%m/%Y');
      await dialog.getByLabel('Dates written as').blur();
      await row('when').getByText('2024-03-17').waitFor();
      await dialog.getByLabel('Type of zip').selectOption('int64');
      await row('zip').getByText('501', { exact: true }).waitFor();
      // What a column cannot be is refused in words, and nothing is imported by it.
      await dialog.getByLabel('Type of total').selectOption('bool');
      await dialog
        .getByRole('alert')
        .getByText(/is no bool/)
        .waitFor();
      const start = dialog.getByRole('button', { name: 'Import', exact: true });
      const colours = () => start.evaluate((one) => getComputedStyle(one).backgroundColor);
      assert.equal(
        await dialog.getByLabel('Type of total').evaluate((one) => one.selectedOptions[0].label),
        'bool',
        'the type that was refused, not the one of before',
      );
      assert.ok(await start.isDisabled());
      const refused = await colours();
      await photograph(page, 'import-refused');
      await dialog.getByLabel('Type of total').selectOption('');
      await dialog.getByRole('alert').waitFor({ state: 'detached' });
      assert.notEqual(await colours(), refused, 'a button that does nothing looks like one');
      await dialog.getByLabel('Name', { exact: true }).fill('shop/orders');
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await card(page, 'shop/orders').waitFor();
      const { columns } = await api('/api/v1/datasets/shop/orders/columns');
      assert.deepEqual(
        columns.map(({ name, type }) => [name, type]),
        [
          ['zip', 'int64'],
          ['when', 'date32'],
          ['total', 'float64'],
        ],
      );
    }),
  ));

test('another delimiter makes other columns of the preview', () =>
  withFiles({ 'bars.csv': 'a|b,c\n1|2,3\n' }, (folder) =>
    visit('/', { viewport: { width: 390, height: 844 } }, async (page) => {
      await page.getByLabel('Path or hf:// name to import').fill(join(folder, 'bars.csv'));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Import bars.csv' });
      await dialog.getByText('a|b', { exact: true }).waitFor();
      await dialog.getByLabel('Fields parted by').selectOption('|');
      await dialog.getByText('b,c', { exact: true }).waitFor();
      await dialog.getByLabel('First line').selectOption('false');
      await dialog.getByText('train: 2 rows').waitFor();
      const table = dialog.getByRole('group', { name: 'Columns' });
      assert.ok(
        await table.evaluate((one) => one.scrollWidth <= one.clientWidth),
        'the values are cut off',
      );
      await photograph(page, 'import-dialog-phone');
      await assertAccessible(page, 'the import dialog on a phone');
    }),
  ));

test('a removed dataset comes back by undo, and else is gone', () =>
  withFiles({ 'kept.csv': 'a\n1\n', 'gone.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      for (const name of ['kept', 'gone']) {
        await importPath(page, join(folder, `${name}.csv`));
        await card(page, `local/${name}`).waitFor();
      }
      await remove(page, 'local/kept');
      await card(page, 'local/kept').waitFor({ state: 'detached' });
      await page.getByText('Removed local/kept').waitFor();
      await photograph(page, 'removed');
      await page.getByRole('button', { name: 'Undo' }).click();
      await card(page, 'local/kept').waitFor();
      await remove(page, 'local/gone');
      await page.getByText('Removed local/gone').waitFor();
      const removed = page.waitForResponse(
        (response) => response.request().method() === 'DELETE' && /gone$/.test(response.url()),
      );
      assert.equal((await removed).status(), 200);
      assert.ok((await listed()).includes('local/kept'));
      assert.ok(!(await listed()).includes('local/gone'));
    }),
  ));

test('a double click removes one dataset, though the next one slides under the pointer', () =>
  withFiles({ 'one.csv': 'a\n1\n', 'two.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      for (const name of ['one', 'two']) {
        await importPath(page, join(folder, `${name}.csv`));
        await card(page, `local/${name}`).waitFor();
      }
      const before = await page.getByRole('article').count();
      await page.getByRole('button', { name: 'Actions for local/two' }).click();
      await page.getByRole('button', { name: 'Remove from the library' }).dblclick();
      await page.getByText('Removed local/two').waitFor();
      assert.equal(await page.getByRole('article').count(), before - 1);
      // Another page is where what is removed is removed: what else was hidden would be gone.
      await page.getByRole('link', { name: 'single', exact: true }).click();
      await page.getByRole('grid').waitFor();
      await page.goto('about:blank');
      assert.ok((await listed()).includes('local/one'));
    }),
  ));

test('what is being removed can be had back from another page, and a reload removes nothing', () =>
  withFiles({ 'wanted.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      await importPath(page, join(folder, 'wanted.csv'));
      await card(page, 'local/wanted').waitFor();
      await remove(page, 'local/wanted');
      await page.getByRole('link', { name: 'single', exact: true }).click();
      await page.getByRole('grid').waitFor();
      await page.getByText('Removed local/wanted').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.goBack();
      await card(page, 'local/wanted').waitFor();
      await remove(page, 'local/wanted');
      await page.reload();
      await card(page, 'local/wanted').waitFor();
      assert.ok((await listed()).includes('local/wanted'));
    }),
  ));

test('an import that failed is tried again in one click, and then is there', () =>
  withFiles({ 'later.csv': 'a,b\n1,2\n' }, (folder) =>
    visit('/', {}, async (page) => {
      const box = page.getByLabel('Path or hf:// name to import');
      await box.fill(join(folder, 'later.csv'));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: /^Import / });
      await dialog.getByRole('table').waitFor();
      renameSync(join(folder, 'later.csv'), join(folder, 'away.csv'));
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      const failed = page.getByRole('list', { name: 'Imports' }).locator('.failed');
      const again = failed.getByRole('button', { name: 'Try again: later.csv' });
      await again.waitFor();
      renameSync(join(folder, 'away.csv'), join(folder, 'later.csv'));
      await again.click();
      await page.getByRole('link', { name: 'Open local/later' }).waitFor();
      assert.equal(await failed.count(), 0);
      // Another that fails stands above the one that is done, and both are cleared in one click.
      const dones = page.getByRole('list', { name: 'Imports' }).getByRole('listitem');
      await box.fill('hf://nobody/nothing at all');
      await page.keyboard.press('Enter');
      await failed.waitFor();
      assert.match(await dones.first().innerText(), /nothing at all/);
      assert.ok((await dones.count()) > 1);
      await page.getByRole('button', { name: 'Clear what has ended' }).click();
      await page.getByRole('list', { name: 'Imports' }).waitFor({ state: 'detached' });
    }),
  ));

test('of an address it is said before the start that it is imported at once', () =>
  visit('/', {}, async (page) => {
    const box = page.getByLabel('Path or hf:// name to import');
    const said = page.getByText('It is fetched whole and imported at once');
    await box.fill('hf://me/papers');
    await said.waitFor();
    await box.fill('/data/papers.csv');
    await said.waitFor({ state: 'detached' });
  }));
