import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { countSays, photograph, rowsAreHere, visit } from './browser.mjs';

const kPage = '/datasets/local/gallery';
const kApi = '/api/v1/datasets/local/gallery';

/** Waits for the answer to a label that the action gives. */
async function labelled(page, act) {
  const sent = page.waitForResponse((one) => one.url().includes('/labels/') && one.request().method() === 'PUT');
  await act();
  return (await sent).status();
}

async function remove(page, name) {
  await page.evaluate(
    async ([api, label]) => {
      const { labels } = await (await fetch(`${api}/labels`)).json();
      const found = labels.find((one) => one.name === label);
      if (found) await fetch(`${api}/labels/${label}?values=${found.num_values}`, { method: 'DELETE' });
    },
    [kApi, name],
  );
}

function define(page, name, body) {
  return page.evaluate(
    ([api, label, text]) => fetch(`${api}/labels/${label}`, { method: 'PUT', body: text }),
    [kApi, name, JSON.stringify(body)],
  );
}

test('a column of labels is added, given by keys, filtered, counted and downloaded', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: 'Add a column of labels' }).click();
    const dialog = page.getByRole('dialog', { name: 'A column of labels' });
    await dialog.getByLabel('Name').fill('verdict');
    await dialog.getByLabel(/Choices, one a line/).fill('good\nbad\nunsure');
    await photograph(page, 'label-dialog');
    await dialog.getByRole('button', { name: 'Add the column' }).click();
    await page.getByRole('columnheader', { name: /verdict/ }).waitFor();

    const cell = (row) => page.locator(`#cell-${row}-0`);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await labelled(page, () => page.keyboard.press('1')), 200);
    await cell(1).getByText('good').waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await labelled(page, () => page.keyboard.press('2')), 200);
    await cell(2).getByText('bad').waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await labelled(page, () => page.keyboard.press('1')), 200);
    // The header counts what was given.
    const bar = page.getByRole('columnheader', { name: /verdict/ }).getByRole('button', { name: /good/ });
    await bar.first().waitFor();
    await photograph(page, 'labels');
    await bar.first().click();
    await countSays(page, '2 of 5,000 rows');
    await page.getByRole('button', { name: 'Download', exact: false }).first().click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    const text = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
    assert.equal(text.length, 3);
    assert.match(text[0], /verdict/);
    assert.ok(text.slice(1).every((line) => line.split(',').includes('good')), text.join('\n'));
    await remove(page, 'verdict');
  }));

test('a row panel gives labels of every kind, also by keys, and says them to whoever reloads', () =>
  visit(`${kPage}?row=7`, {}, async (page) => {
    await rowsAreHere(page);
    await define(page, 'verdict', { kind: 'choice', choices: ['good', 'bad'] });
    await define(page, 'why', { kind: 'text' });
    await define(page, 'stars', { kind: 'number' });
    await page.reload();
    const panel = page.getByRole('dialog', { name: 'Row 7', exact: true });
    const section = panel.getByRole('region', { name: 'Labels' });
    await section.getByRole('button', { name: 'good' }).waitFor();
    assert.equal(await labelled(page, () => section.getByRole('button', { name: 'good' }).click()), 200);
    await panel.focus();
    assert.equal(await labelled(page, () => page.keyboard.press('2')), 200);
    await section.getByRole('textbox', { name: 'why' }).fill('jk 12');
    assert.equal(await labelled(page, () => page.keyboard.press('Enter')), 200);
    await section.getByRole('spinbutton', { name: 'stars' }).fill('4.5');
    assert.equal(await labelled(page, () => page.keyboard.press('Enter')), 200);
    assert.match(page.url(), /row=7/, 'letters typed into a label move nothing');
    await page.reload();
    await section.getByRole('button', { name: 'bad', pressed: true }).waitFor();
    assert.equal(await section.getByRole('textbox', { name: 'why' }).inputValue(), 'jk 12');
    assert.equal(await section.getByRole('spinbutton', { name: 'stars' }).inputValue(), '4.5');
    await photograph(page, 'labels-row');
    for (const name of ['verdict', 'why', 'stars']) await remove(page, name);
  }));

test('two people who label one row lose nothing: the second is asked', () =>
  visit(`${kPage}?row=9`, {}, async (page) => {
    await rowsAreHere(page);
    await define(page, 'verdict', { kind: 'choice', choices: ['good', 'bad'] });
    await page.reload();
    const section = page.getByRole('dialog', { name: 'Row 9', exact: true }).getByRole('region', { name: 'Labels' });
    await section.getByRole('button', { name: 'good' }).waitFor();
    await page.evaluate(
      ([api, body]) => fetch(`${api}/labels/verdict/rows/9`, { method: 'PUT', body }),
      [kApi, JSON.stringify({ value: 'bad', was: null })],
    );
    assert.equal(await labelled(page, () => section.getByRole('button', { name: 'good' }).click()), 409);
    const alert = page.getByRole('alert').filter({ hasText: 'somebody else gave it “bad”' });
    await alert.waitFor();
    await photograph(page, 'labels-conflict');
    await section.getByRole('button', { name: 'bad', pressed: true }).waitFor();
    assert.equal(await labelled(page, () => alert.getByRole('button', { name: 'Set “good”' }).click()), 200);
    await section.getByRole('button', { name: 'good', pressed: true }).waitFor();
    await remove(page, 'verdict');
  }));

test('a label is changed and removed from its column, not before one is sure', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await define(page, 'verdict', { kind: 'choice', choices: ['good', 'bad'] });
    await page.evaluate(
      ([api, body]) => fetch(`${api}/labels/verdict/rows/0`, { method: 'PUT', body }),
      [kApi, JSON.stringify({ value: 'bad', was: null })],
    );
    await page.reload();
    const header = page.getByRole('columnheader', { name: /verdict/ });
    await header.getByRole('button', { name: 'Column verdict' }).click();
    await page.getByRole('button', { name: 'Change or remove the label' }).click();
    const dialog = page.getByRole('dialog', { name: 'The label verdict' });
    await dialog.getByLabel(/Choices/).fill('good');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Rows have the choice "bad"').waitFor();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove it and its 1 values for good' }).click();
    await header.waitFor({ state: 'detached' });
  }, { console: /409/ }));
