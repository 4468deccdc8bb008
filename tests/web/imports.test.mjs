import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
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
      await page.getByLabel('Path or hf:// name to import').fill(join(folder, 'pasted.csv'));
      await page.keyboard.press('Enter');
      const imports = page.getByRole('list', { name: 'Imports' });
      await imports.getByRole('link', { name: 'Open local/pasted' }).waitFor();
      await card(page, 'local/pasted').waitFor();
      await photograph(page, 'imported');
      await assertAccessible(page, 'home with imports');
      await imports.getByRole('button', { name: 'Dismiss: pasted.csv' }).click();
      await imports.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'pasted', exact: true }).click();
      await page.getByText('2 rows').first().waitFor();
    }),
  ));

test('a source that cannot be read says why, and the page goes on', () =>
  visit('/', {}, async (page) => {
    await page.getByLabel('Path or hf:// name to import').fill('/nowhere/at-all.csv');
    await page.keyboard.press('Enter');
    const imports = page.getByRole('list', { name: 'Imports' });
    const reason = imports.getByRole('alert');
    await reason.waitFor();
    assert.match(await reason.innerText(), /at-all\.csv/);
    await photograph(page, 'import-failed');
    await imports.getByRole('button', { name: /Dismiss/ }).click();
    await imports.waitFor({ state: 'detached' });
  }));

test('a chosen file is sent and imported', () =>
  withFiles({ 'chosen.jsonl': '{"n":1}\n{"n":2}\n{"n":3}\n' }, (folder) =>
    visit('/', {}, async (page) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles(join(folder, 'chosen.jsonl'));
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
    await card(page, 'local/dropped').getByText('60,000').waitFor();
  }));

test('a removed dataset comes back by undo, and else is gone', () =>
  withFiles({ 'kept.csv': 'a\n1\n', 'gone.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      for (const name of ['kept', 'gone']) {
        await page.getByLabel('Path or hf:// name to import').fill(join(folder, `${name}.csv`));
        await page.keyboard.press('Enter');
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

test('what is being removed can be had back from another page, and a reload removes nothing', () =>
  withFiles({ 'wanted.csv': 'a\n1\n' }, (folder) =>
    visit('/', {}, async (page) => {
      await page.getByLabel('Path or hf:// name to import').fill(join(folder, 'wanted.csv'));
      await page.keyboard.press('Enter');
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
