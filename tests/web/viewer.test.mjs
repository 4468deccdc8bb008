import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  api,
  assertAccessible,
  cells,
  countSays,
  header,
  photograph,
  rowsAreHere,
  scrollTo,
  visit,
} from './browser.mjs';
import { kGalleryRows } from './fixtures.mjs';

const kAll = `${kGalleryRows.toLocaleString('en-US')} rows`;
const kPage = '/datasets/local/gallery';

test('the header of every column tells its type, range and distribution', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    const { columns } = await api('/api/v1/datasets/local/gallery/columns');
    for (const { name } of columns) assert.equal(await header(page, name).count(), 1, name);
    const text = (name) => header(page, name).innerText();
    assert.match(await text('paper_id'), /int64[\s\S]*1 – 5k/);
    assert.match(await text('title'), /string · all unique[\s\S]*\d+ – \d+ characters/);
    assert.match(await text('authors'), /list of string[\s\S]*1 – 5 members/);
    assert.match(await text('type'), /string · classes[\s\S]*Poster[\s\S]*3 classes/);
    assert.match(await text('TL;DR'), /% null/);
    assert.match(await text('year'), /2015 – 2025/);
    assert.match(await text('score'), /0\.\d+ – \d/);
    assert.match(await text('embedding'), /16 d · norm 1/);
    const bars = header(page, 'year').getByRole('button', { name: /rows? \(/ });
    assert.ok((await bars.count()) > 1);
    await photograph(page, 'viewer-wide');
  }));

test('what the dataset is, how its files were read, and its Parquet files are told', () =>
  visit(kPage, {}, async (page) => {
    const about = page.getByRole('region', { name: 'Dataset' });
    await about.getByText(kAll).waitFor();
    await about.getByRole('button', { name: 'About this dataset' }).click();
    const panel = page.getByRole('dialog', { name: 'About this dataset' });
    await panel.getByText('gallery.jsonl', { exact: true }).waitFor();
    await panel.getByText('text, tabular, vectors').waitFor();
    await panel.getByText(/gallery\.jsonl: utf-8, a record a line, 5000 rows/).waitFor();
    await photograph(page, 'about');
    await assertAccessible(page, 'the facts of a dataset');
    await page.keyboard.press('Escape');
    await about.getByRole('button', { name: 'Parquet files' }).click();
    const file = page.getByRole('link', { name: /0000\.parquet/ });
    const answer = await page.request.get(await file.evaluate((link) => link.href));
    assert.equal((await answer.body()).subarray(0, 4).toString(), 'PAR1');
  }));

test('the table scrolls through all rows to the last', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await countSays(page, kAll);
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), String(kGalleryRows + 1));
    for (const share of [0.25, 0.9, 0.5, 1]) {
      await scrollTo(page, share);
    }
    const last = page.getByRole('row').last();
    assert.equal(await last.getAttribute('aria-rowindex'), String(kGalleryRows + 1));
    assert.match(await last.innerText(), /^4,999/);
    assert.ok((await page.getByRole('row').count()) < 40, 'only what is in view exists');
    await photograph(page, 'viewer-end');
  }));

test('a jump to anywhere shows the rows of that place', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    for (const share of [0.3, 0.8, 0.1]) {
      await scrollTo(page, share);
      // The rows follow the scrolling a frame later, or several on a busy machine.
      await page.waitForFunction((wanted) => {
        const first = document.querySelector('[role=rowheader]')?.textContent ?? '';
        return Math.abs(Number(first.replace(/\D/g, '')) - wanted) < 30;
      }, kGalleryRows * share);
    }
  }));

test('rows that become higher or lower leave the reader at the same row', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await scrollTo(page, 0.5);
    const firstRow = () => {
      const grid = document.querySelector('[role=grid]');
      const head = grid.querySelector('[role=columnheader]').getBoundingClientRect().bottom;
      const rows = [...grid.querySelectorAll('[role=rowheader]')];
      const first = rows.find((one) => one.getBoundingClientRect().bottom > head + 1);
      return Number(first?.textContent.replace(/\D/g, ''));
    };
    const before = await page.waitForFunction(firstRow).then((found) => found.jsonValue());
    assert.ok(before > 100);
    const height = () => page.locator('[role=gridcell]').first().evaluate((cell) => cell.offsetHeight);
    for (const lines of ['as the content', 'one line']) {
      const was = await height();
      await page.getByRole('button', { name: new RegExp(`^Row height: ${lines}`) }).click();
      await page.waitForFunction(
        (old) => document.querySelector('[role=gridcell]').offsetHeight !== old,
        was,
      );
      await rowsAreHere(page);
      assert.ok(Math.abs((await page.evaluate(firstRow)) - before) <= 1, lines);
    }
  }));

test('a bar filters, its chip stands for it, and removing the chip takes it away', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    const bar = header(page, 'year')
      .getByRole('button', { name: /rows? \(/ })
      .nth(1);
    const label = await bar.getAttribute('aria-label');
    const [, range, rows] = /^(.*): ([\d,]+) rows?/.exec(label);
    await bar.click();
    await countSays(page, `${rows} of ${kAll}`);
    assert.equal(await bar.getAttribute('aria-pressed'), 'true');
    assert.match(decodeURIComponent(page.url()), /"year"/);
    const chip = page.getByRole('list', { name: 'Filters' }).getByRole('listitem');
    assert.equal((await chip.innerText()).trim(), `year = ${range}`);
    await photograph(page, 'viewer-filtered');
    await chip.getByRole('button', { name: 'Remove the filter' }).click();
    await countSays(page, kAll);
    assert.doesNotMatch(page.url(), /where/);
  }));

test('the headers of a filtered table are counted anew', () =>
  visit(
    `${kPage}?where=${encodeURIComponent(`"type" = 'Oral' AND "year" >= 2020`)}`,
    { viewport: { width: 2600, height: 900 } },
    async (page) => {
      await rowsAreHere(page);
      const bars = header(page, 'year').getByRole('button', { name: /in the result/ });
      await bars.first().waitFor();
      const number = (text) => Number(text.replace(/\D/g, ''));
      const labels = await bars.evaluateAll((all) =>
        all.map((bar) => bar.getAttribute('aria-label')),
      );
      const here = labels.map((text) => number(/([\d,]+) in the result/.exec(text)[1]));
      const count = (await page.locator('[data-count]').innerText()).split(' of')[0];
      assert.equal(
        here.reduce((sum, n) => sum + n),
        number(count),
      );
      assert.equal(here[0], 0, '2015 has none');
      await header(page, 'type')
        .getByRole('button', { name: /^Poster:.* 0 in the result/ })
        .waitFor();
      await photograph(page, 'viewer-recounted');
    },
  ));

test('every bar of every column selects as many rows as it says', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    for (const name of ['paper_id', 'title', 'authors', 'type', 'score']) {
      const bars = header(page, name).getByRole('button', {
        name: /[1-9][\d,]* rows? \(/,
      });
      for (const at of new Set([0, (await bars.count()) - 1])) {
        const rows = /: ([\d,]+) rows?/.exec(await bars.nth(at).getAttribute('aria-label'))[1];
        await bars.nth(at).click();
        await countSays(page, new RegExp(`^${rows} of`));
        await bars.nth(at).click();
        await countSays(page, kAll);
      }
    }
  }));

test('classes that have no bar of their own are a click away, in the menu of the column', () =>
  visit(kPage, {}, async (page) => {
    await page.route(/\/api\/v1\//, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const more = Array.from({ length: 20 }, (_, i) => `"class ${i}":1`).join();
      await route.fulfill({ response: answer, body: text.replace('"frequencies":{', `"frequencies":{${more},`) });
    });
    await page.reload();
    await rowsAreHere(page);
    await header(page, 'type').getByRole('button', { name: /other classes/ }).click();
    const menu = page.getByRole('dialog', { name: 'Column type' });
    await menu.getByRole('button', { name: /^class 19/ }).waitFor();
    // The most frequent first, then those that one would have to scroll for.
    const order = await menu.locator('h2, .item[aria-pressed]').allTextContents();
    assert.match(order[order.indexOf('Rarest') - 15], /^\s*Poster/);
    assert.match(order[order.indexOf('Rarest') + 5], /^\s*class \d+\s+1\s*$/);
    assert.equal(order[order.indexOf('Rarest') + 6], 'Others');
    await page.unrouteAll({ behavior: 'ignoreErrors' }); // answers that nobody waits for
  }));

test('the menu of classes counts those that are shown, of all', () =>
  visit(`${kPage}?where=${encodeURIComponent('"paper_id" < 500')}`, {}, async (page) => {
    await countSays(page, / of /);
    await header(page, 'type').getByRole('button', { name: 'Column type' }).click();
    const menu = page.getByRole('dialog', { name: 'Column type' });
    await menu.getByRole('button', { name: /^Oral [\d,]+ of [\d,]+$/ }).waitFor();
  }));

test('a class and a member filter together, and the address alone brings them back', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await header(page, 'type')
      .getByRole('button', { name: /^Oral:/ })
      .click();
    await countSays(page, / of /);
    await rowsAreHere(page);
    assert.deepEqual(new Set(await cells(page, 'type')), new Set(['Oral']));
    const before = await page.locator('[data-count]').innerText();
    await page.locator('[role=gridcell]').getByRole('button', { name: "O'Neil" }).first().click();
    await page.waitForFunction(
      (text) => document.querySelector('[data-count]').innerText !== text,
      before,
    );
    assert.equal(
      await page.getByRole('list', { name: 'Filters' }).getByRole('listitem').count(),
      2,
    );
    const count = await page.locator('[data-count]').innerText();
    await page.goto(page.url());
    await countSays(page, count);
  }));

test('a condition can be written, and a wrong one is refused where it stands', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Filter' }).click();
    const input = page.getByLabel('WHERE');
    await input.fill('"year" = 2020 AND "nothing" = 1');
    await input.press('Enter');
    await page.getByRole('alert').waitFor();
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.ok((await page.getByRole('alert').innerText()).length > 10);
    assert.ok((await page.locator('[role=gridcell]').count()) > 0, 'the rows stay');
    assert.doesNotMatch(await page.locator('[data-count]').innerText(), / of /, 'and their count');
    await photograph(page, 'viewer-refused');
    await input.fill('"year" = 2020');
    await input.press('Enter');
    await countSays(page, / of /);
    await rowsAreHere(page);
    assert.equal(await page.getByRole('alert').count(), 0);
  }));

test('the header sorts up, down and not at all', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    const name = header(page, 'year').getByRole('button', {
      name: 'year',
      exact: true,
    });
    await name.click();
    await page.waitForURL(/sort=year$/);
    await page.waitForFunction(() => document.querySelector('[aria-sort=ascending]'));
    await rowsAreHere(page);
    assert.deepEqual(new Set(await cells(page, 'year')), new Set(['2015']));
    await name.click();
    await page.waitForURL(/sort=year\+desc$/);
    await rowsAreHere(page);
    assert.deepEqual(new Set(await cells(page, 'year')), new Set(['2025']));
    await name.click();
    await page.waitForURL(/gallery$/);
    await rowsAreHere(page);
    assert.equal((await cells(page, 'paper_id'))[0], '1');
  }));

test('a column whose name is no plain word sorts too', () =>
  visit(kPage, { viewport: { width: 2600, height: 900 } }, async (page) => {
    await rowsAreHere(page);
    await header(page, 'TL;DR').getByRole('button', { name: 'TL;DR', exact: true }).click();
    await page.waitForURL(/sort=/);
    await rowsAreHere(page);
    assert.match((await cells(page, 'TL;DR'))[0], /^In short: Bayesian Alignment/);
  }));

test('widths and hidden columns are remembered', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    const box = await header(page, 'title').boundingBox();
    await page.mouse.move(box.x + box.width, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 80, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'paper_url' }).uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await rowsAreHere(page);
    assert.equal(await header(page, 'paper_url').count(), 0);
    const wider = await header(page, 'title').boundingBox();
    assert.equal(Math.round(wider.width), Math.round(box.width + 80));
  }));

test('the API tab has the address of what is on screen', () =>
  visit(`${kPage}?tab=api&q=zebrafish`, {}, async (page) => {
    const code = await page
      .getByRole('region', { name: 'curl', exact: true })
      .locator('code')
      .innerText();
    const url = /'(http[^']+)'/.exec(code)[1];
    const answer = await (await fetch(url)).json();
    assert.equal(answer.total, 7);
    await photograph(page, 'api');
  }));
