import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  api,
  assertAccessible,
  cells,
  header,
  photograph,
  rowsAreHere,
  visit,
} from './browser.mjs';
import { kGalleryRows, kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery?tab=sql';
const kByType = 'SELECT type, count(*) AS n\nFROM train\nGROUP BY type\nORDER BY n DESC';
/** Longer than any test waits; Esc or the button must end it. */
const kEndless = 'SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b';

function asked(sql) {
  return `${kPage}&sql=${encodeURIComponent(sql)}`;
}

function editor(page) {
  return page.getByRole('textbox', { name: 'SQL query' });
}

async function write(page, sql) {
  await editor(page).fill(sql);
}

async function run(page) {
  await editor(page).press('Control+Enter');
}

function status(page) {
  return page.locator('.status');
}

async function statusSays(page, text) {
  await status(page).filter({ hasText: text }).waitFor();
}

test('a query that fits the data stands there, runs and is remembered', () =>
  visit(kPage, {}, async (page) => {
    await page.getByRole('heading', { name: 'Ask the data' }).waitFor();
    await editor(page).filter({ hasText: 'GROUP BY' }).waitFor();
    await photograph(page, 'sql-start');
    await page.getByRole('button', { name: /^Run/ }).click();
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'type'), ['Poster', 'Spotlight', 'Oral']);
    await statusSays(page, /3 rows in/);
    assert.match(page.url(), /sql=SELECT/);
    await header(page, 'n').locator('[data-range]').waitFor();
    await page.getByRole('button', { name: 'History and saved queries' }).click();
    await page.getByRole('button', { name: /^SELECT type/ }).waitFor();
    await photograph(page, 'sql-history');
    await page.getByRole('button', { name: /^Remove SELECT/ }).click();
    await page.getByText('Queries that ran appear here').waitFor();
  }));

test('names are completed from the schema', () =>
  visit(kPage, {}, async (page) => {
    await page.getByRole('heading', { name: 'Ask the data' }).waitFor();
    await write(page, '');
    await editor(page).pressSequentially('SELECT arx');
    const id = page.getByRole('option', { name: /arxiv_id/ });
    await id.waitFor();
    await photograph(page, 'sql-complete');
    await id.click(); // the editor takes no Enter for a moment after its list has changed
    await editor(page).filter({ hasText: 'SELECT arxiv_id' }).waitFor();
    await editor(page).pressSequentially(', train.tl');
    const title = page.getByRole('option', { name: /TL;DR/ });
    await title.waitFor();
    await title.click();
    await editor(page).filter({ hasText: '"TL;DR"' }).waitFor();
  }));

test('a mistake is marked at its place and announced', () =>
  visit(kPage, {}, async (page) => {
    await page.getByRole('heading', { name: 'Ask the data' }).waitFor();
    await write(page, 'SELECT type,\n  nope\nFROM train');
    await run(page);
    const alert = page.getByRole('alert');
    await alert.filter({ hasText: 'Line 2, column 3:' }).waitFor();
    await alert.filter({ hasText: 'nope' }).waitFor();
    assert.equal(await page.locator('.cm-wrong').innerText(), 'nope');
    assert.equal(await editor(page).getAttribute('aria-invalid'), 'true');
    await photograph(page, 'sql-mistake');
    await assertAccessible(page, 'a mistake');
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.keyboard.press('Control+Delete');
    await page.keyboard.type('year');
    await page.locator('.cm-wrong').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await run(page);
    await rowsAreHere(page);
    assert.equal(await alert.count(), 0);
  }));

test('an endless query is cancelled, by key and by button, on the server too', () =>
  visit(asked(kEndless), {}, async (page) => {
    await statusSays(page, 'Running…');
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await statusSays(page, 'Cancelled');
    // As many again as the server runs at a time: were one left running, the last would be refused.
    for (let i = 0; i < 4; i += 1) {
      await run(page);
      await statusSays(page, 'Running…');
      await editor(page).press('Escape');
      await statusSays(page, 'Cancelled');
    }
    await write(page, 'SELECT 42 AS answer');
    await run(page);
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'answer'), ['42']);
  }));

test('a link brings the query, its rows and its chart', () =>
  visit(asked(kByType), { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    const picture = page.getByRole('img', { name: /n by type/ });
    await picture.waitFor();
    assert.equal(await picture.locator('rect').count(), 3);
    await photograph(page, 'sql-chart');
    await assertAccessible(page, 'a chart');
    await page.getByText('The numbers of the chart').click();
    await page.getByRole('cell', { name: 'Spotlight' }).waitFor();
    await page.getByRole('button', { name: /copy a link to this query/i }).click();
    await statusSays(page, 'Link copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto(link);
    await picture.waitFor();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await rowsAreHere(page);
  }));

test('every kind of chart is drawn', () =>
  visit(
    asked('SELECT year, score, paper_id FROM train ORDER BY paper_id LIMIT 500'),
    {},
    async (page) => {
      await rowsAreHere(page);
      await page.getByRole('button', { name: 'Chart', exact: true }).click();
      for (const [name, kind, marks] of [
        ['Points', 'scatter', 'circle'],
        ['Histogram', 'histogram', 'rect'],
        ['Line', 'line', 'polyline'],
        ['Bars', 'bar', 'rect'],
      ]) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.locator(`[data-chart=${kind}]`).locator(marks).first().waitFor();
        await photograph(page, `sql-chart-${kind}`);
      }
    },
  ));

test('a result is narrowed and ordered through its headers', () =>
  visit(asked('SELECT title, type, year FROM train'), {}, async (page) => {
    await rowsAreHere(page);
    await statusSays(page, `${kGalleryRows.toLocaleString('en-US')} rows in`);
    await page.locator('[role=gridcell] button.badge', { hasText: 'Oral' }).first().click();
    await rowsAreHere(page);
    const { total } = await api(
      `/api/v1/datasets/local/gallery/search?limit=1&where=${encodeURIComponent("type = 'Oral'")}`,
    );
    await statusSays(page, `${total.toLocaleString('en-US')} rows in`);
    await header(page, 'year').getByRole('button', { name: 'year', exact: true }).click();
    await page
      .getByRole('columnheader', { name: /year/ })
      .and(page.locator('[aria-sort]'))
      .waitFor();
    await rowsAreHere(page);
    assert.equal((await cells(page, 'year'))[0], '2015');
    await photograph(page, 'sql-narrowed');
    await page.getByRole('button', { name: 'Put into the query' }).click();
    await page.waitForURL(/AS\+result/);
    await rowsAreHere(page);
    await page.locator('[role=gridcell]').first().click();
    await page.getByRole('dialog', { name: 'Row 0' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('dialog', { name: 'Row 1' }).waitFor();
    await page.keyboard.press('Escape');
  }));

test('all rows are downloaded, though only the first 10,000 are shown', () =>
  visit(
    asked('SELECT a.paper_id AS id FROM train AS a, range(4) ORDER BY id'),
    { acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] },
    async (page) => {
      await rowsAreHere(page);
      await statusSays(page, 'the first 10,000 rows');
      const rows = [];
      for (const format of ['CSV', 'JSON Lines', 'Parquet']) {
        await page.getByRole('button', { name: 'Download or copy' }).click();
        const saved = page.waitForEvent('download');
        await page.getByRole('link', { name: format, exact: true }).click();
        const file = await (await saved).path();
        rows.push(readFileSync(file));
      }
      assert.equal(rows[0].toString().trim().split(/\r?\n/).length, 4 * kGalleryRows + 1);
      assert.equal(rows[1].toString().trim().split('\n').length, 4 * kGalleryRows);
      assert.equal(rows[2].subarray(0, 4).toString(), 'PAR1');
      await page.getByRole('button', { name: 'Download or copy' }).click();
      await page.getByRole('button', { name: 'Copy as DuckDB' }).click();
      await statusSays(page, 'DuckDB script copied');
      const script = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(script, /^CREATE OR REPLACE VIEW train AS FROM read_parquet\('http:\/\/.*\);$/m);
      assert.match(script, /ORDER BY id\n;/);
    },
  ));

test('a query is kept under a name and taken out again', () =>
  visit(asked(`SELECT title FROM train WHERE title LIKE '%Zebrafish%'`), {}, async (page) => {
    await rowsAreHere(page);
    await statusSays(page, `${kZebrafish} rows in`);
    await page.getByRole('button', { name: 'Save this query' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Striped fish');
    await page.keyboard.press('Enter');
    await statusSays(page, 'Saved as Striped fish');
    await write(page, 'SELECT 1');
    await page.reload();
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'History and saved queries' }).click();
    await page.getByRole('button', { name: 'Striped fish', exact: true }).click();
    await editor(page).filter({ hasText: 'Zebrafish' }).waitFor();
    await page.getByRole('button', { name: 'History and saved queries' }).click();
    await page.getByRole('button', { name: 'Remove Striped fish' }).click();
    await page
      .getByRole('button', { name: 'Striped fish', exact: true })
      .waitFor({ state: 'detached' });
  }));

test('a browser that keeps nothing still asks, remembers for the visit and saves', () =>
  visit('/', {}, async (page, context) => {
    await context.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('denied', 'SecurityError');
      };
      Object.defineProperty(window, 'localStorage', { get: refuse });
    });
    await page.goto(new URL(asked(kByType), page.url()).href);
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Save this query' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('By type');
    await page.keyboard.press('Enter');
    await statusSays(page, 'Saved as By type');
    await page.getByRole('button', { name: 'History and saved queries' }).click();
    await page.getByRole('button', { name: 'By type', exact: true }).waitFor();
    await page.getByRole('button', { name: /^SELECT type/ }).waitFor();
    await assertAccessible(page, 'the history');
  }));

test('a mistake behind wide characters is marked where it is', () =>
  visit(asked("-- 💡\nSELECT '💡💡' || nope FROM train"), {}, async (page) => {
    await page.getByRole('alert').filter({ hasText: 'nope' }).waitFor();
    assert.equal(await page.locator('.cm-wrong').innerText(), 'nope');
  }));

test('sums are numbers, and said to be sums in a chart', () =>
  visit(
    asked('SELECT type, sum(year) AS years FROM train GROUP BY type, year'),
    {},
    async (page) => {
      await rowsAreHere(page);
      await header(page, 'years').locator('[data-range]').waitFor();
      assert.match((await cells(page, 'years', 1))[0], /^\d{1,3}(,\d{3})*$/);
      await page.getByRole('button', { name: 'Chart', exact: true }).click();
      const picture = page.getByRole('img', { name: /sum of years by type/ });
      await picture.waitFor();
      assert.equal(await picture.locator('rect').count(), 3);
    },
  ));

test('odd results are shown: no rows, names twice, nested, vectors, nulls', () =>
  visit(asked('SELECT * FROM train WHERE false'), {}, async (page) => {
    await page.getByRole('heading', { name: 'No row' }).waitFor();
    await write(
      page,
      'SELECT 1 AS a, 2 AS a, {b: [1, NULL]} AS s, NULL AS n, embedding FROM train',
    );
    await run(page);
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'a_1', 1), ['2']);
    assert.deepEqual(await cells(page, 's', 1), ['{"b":[1,null]}']);
    // A result's type does not say that a list is a vector: it is shown as a line of numbers, which says what they are.
    await page.getByRole('img', { name: /^Line of 16 numbers, from -?0\.\d+ to 0\.\d+$/ }).first().waitFor();
    await photograph(page, 'sql-odd');
  }));

test('hostile names and values stay text', () =>
  visit(
    '/datasets/local/hostile?tab=sql&sql=SELECT+*+EXCLUDE+(long)+FROM+train',
    {},
    async (page) => {
      await rowsAreHere(page);
      await page.getByRole('button', { name: 'Tables and columns' }).click();
      await page.getByRole('heading', { name: 'test', exact: true }).waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(() => window.pwned), undefined);
    },
  ));

test('table or chart is chosen in the line of the query, on a phone in that of its count', async () => {
  const middle = (part) => part.boundingBox().then(({ y, height }) => y + height / 2);
  const areInOneLine = async (page, one, other) =>
    assert.ok(Math.abs((await middle(one)) - (await middle(other))) < 12);
  for (const [viewport, beside] of [
    [{ width: 1440, height: 900 }, (page) => page.getByRole('button', { name: /^Run/ })],
    [{ width: 390, height: 844 }, (page) => page.getByRole('status').filter({ hasText: 'rows in' })],
  ]) {
    await visit(asked(kByType), { viewport }, async (page) => {
      await rowsAreHere(page);
      await areInOneLine(page, page.getByRole('group', { name: 'Show as' }), beside(page));
    });
  }
});

test('Data Studio is for everyone: light, dark and a phone', async () => {
  await visit(asked(kByType), {}, async (page) => {
    await rowsAreHere(page);
    await photograph(page, 'sql-light');
    await assertAccessible(page, 'the SQL tab');
  });
  await visit(asked(kByType), { colorScheme: 'dark' }, async (page) => {
    await rowsAreHere(page);
    await assertAccessible(page, 'the dark SQL tab');
    await photograph(page, 'sql-dark');
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.locator('[data-chart]').waitFor();
    await assertAccessible(page, 'the dark chart');
    await photograph(page, 'sql-chart-dark');
  });
  await visit(
    asked(kByType),
    { viewport: { width: 390, height: 780 }, colorScheme: 'dark', hasTouch: true },
    async (page) => {
      await rowsAreHere(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await assertAccessible(page, 'the SQL tab on a phone');
      await photograph(page, 'sql-phone');
      await page.getByRole('button', { name: 'Chart', exact: true }).click();
      await page.locator('[data-chart]').waitFor();
      await photograph(page, 'sql-chart-phone');
    },
  );
});
