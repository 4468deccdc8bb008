// Links to rows, before and after the data are imported in another order.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rowsAreHere, visit } from './browser.mjs';

const names = ['ant', 'bee', 'cow', 'dog', 'emu'];
const byContent = (name) => ({ animal: name, legs: name.length });
const byKey = (name) => ({ id: name, animal: name, seen: 1 });

/** Imports these rows as local/animals, and returns when they are there. */
async function importRows(page, folder, rows) {
  const path = join(folder, 'animals.jsonl');
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  await page.evaluate(async (source) => {
    const begun = await fetch('/api/v1/imports', { method: 'POST', body: JSON.stringify({ source, name: 'local/animals' }) });
    const { id } = await begun.json();
    for (;;) {
      const { imports } = await (await fetch('/api/v1/imports')).json();
      const state = imports.find((one) => one.id === id)?.state;
      if (state === 'done') return;
      if (state === 'failed') throw new Error('the import failed');
      await new Promise(requestAnimationFrame);
    }
  }, path);
}

function panel(page, row) {
  return page.getByRole('dialog', { name: `Row ${row}`, exact: true });
}

async function follow(make, journey) {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-links-'));
  try {
    await visit('/', {}, async (page) => {
      await importRows(page, folder, names.map(make));
      await page.goto(new URL('/datasets/local/animals?row=3', page.url()).href);
      await panel(page, 3).getByText('dog').first().waitFor();
      await page.waitForURL(/row=3&key=/);
      await journey(page, (rows) => importRows(page, folder, rows), page.url());
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a link to a row opens it by its content after an import in another order', () =>
  follow(byContent, async (page, again, link) => {
    await again([...names].reverse().map(byContent));
    await page.goto(link);
    await page.waitForURL(/row=1&key=row%3A/);
    await panel(page, 1).getByText('dog').first().waitFor();
    await rowsAreHere(page);
  }));

test('a link to a row opens it by its key although the row has changed', () =>
  follow(byKey, async (page, again, link) => {
    await again([...names].reverse().map((name) => ({ ...byKey(name), seen: 2 })));
    await page.goto(link);
    await page.waitForURL(/row=1&key=key%3Aid%3D%22dog%22/);
    await panel(page, 1).getByText('dog').first().waitFor();
  }));

test('a link to a row that is gone says so', () =>
  follow(byContent, async (page, again, link) => {
    await again(names.map((name) => byContent(name.toUpperCase())));
    await page.goto(link);
    await page.getByRole('alert').filter({ hasText: 'no longer in the data' }).waitFor();
    await panel(page, 3).getByText('DOG').first().waitFor();
    assert.match(page.url(), /row=3/);
  }));

test('the next row has a link of its own', () =>
  follow(byContent, async (page, again, link) => {
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.searchParams.get('row') === '2' && url.searchParams.has('key'));
    const key = new URL(page.url()).searchParams.get('key');
    assert.notEqual(key, new URL(link).searchParams.get('key'));
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('key'));
  }));
