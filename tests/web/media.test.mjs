import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, assertAccessible, header, photograph, rowsAreHere, visit } from './browser.mjs';

const kPage = '/datasets/local/media';

test('pictures and sound of a table come by address, and none of them inside the rows', () =>
  visit('/', {}, async (page) => {
    const answers = [];
    page.on('response', (response) => {
      if (/\/search\?/.test(response.url())) answers.push(response.text());
    });
    const fetched = page.waitForResponse((response) => /rows\/0\/thumbnail/.test(response.url()));
    await page.goto(new URL(kPage, page.url()).href);
    await rowsAreHere(page);
    const picture = page.getByRole('img', { name: 'photo of row 0' });
    await picture.waitFor();
    assert.equal((await fetched).headers()['content-type'], 'image/webp');
    await page.waitForFunction(() => document.querySelector('[role=grid] img')?.naturalWidth === 1);
    for (const text of await Promise.all(answers)) assert.doesNotMatch(text, /"bytes":/);
    // A row without a picture says so instead of showing a broken one.
    assert.equal(await page.locator('[role=grid] img').count(), 2);
    await page.getByRole('button', { name: 'Play' }).first().waitFor();
    await photograph(page, 'media-table');
    await assertAccessible(page, 'a table of media');
  }));

test('the header says how large pictures and how long recordings are, and no condition asks for it', () =>
  visit(kPage, {}, async (page) => {
    await rowsAreHere(page);
    assert.match(await header(page, 'photo').innerText(), /all 1 px/);
    assert.match(await header(page, 'sound').innerText(), /all 0\.25 s/);
    await header(page, 'photo').getByRole('button', { name: /^Column photo/ }).click();
    const panel = page.getByRole('dialog').last();
    await panel.getByText('widths in pixels').waitFor();
    assert.match(await panel.innerText(), /format\s+png 2/);
    assert.equal(await panel.getByRole('textbox').count(), 0);
    await photograph(page, 'media-column');
    await assertAccessible(page, 'the panel of a column of pictures');
  }));

test('a row in full has the picture, a player, and the conversation turn by turn', () =>
  visit(`${kPage}?row=1`, {}, async (page) => {
    const panel = page.getByRole('dialog', { name: 'Row 1', exact: true });
    await panel.getByRole('img', { name: 'photo of row 1' }).waitFor();
    const player = panel.locator('audio[controls]');
    await page.waitForFunction(
      (element) => element.duration > 0.2 && element.duration < 0.3,
      await player.elementHandle(),
    );
    await panel.getByText('How do I sort list 1 in python?').waitFor();
    assert.equal(await panel.locator('strong', { hasText: 'sorted' }).count(), 1);
    await panel.locator('pre', { hasText: 'sorted(numbers)' }).waitFor();
    await photograph(page, 'media-row');
    await assertAccessible(page, 'a row with media and a conversation');
  }));

test('a search in conversations shows what matched', () =>
  visit(`${kPage}?tab=search&q=python`, {}, async (page) => {
    const { total } = await api('/api/v1/datasets/local/media/search?q=python');
    const results = page.getByRole('region', { name: 'Results' });
    await results.getByRole('listitem').first().waitFor();
    assert.equal(total, 3);
    assert.match(await results.locator('mark').first().innerText(), /python/i);
    await photograph(page, 'media-search');
    await assertAccessible(page, 'hits among conversations');
  }));

test('few integers have a bar each, and each selects what it says', () =>
  visit('/datasets/local/pictures', {}, async (page) => {
    await rowsAreHere(page);
    const bars = header(page, 'id').getByRole('button', { name: /rows? \(/ });
    const names = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')));
    assert.deepEqual(
      names.map((name) => name.slice(0, 8)),
      ['1: 1 row', '2: 1 row', '3: 1 row'],
    );
    await bars.last().click();
    await page.locator('[data-count]').filter({ hasText: '1 of 3 rows' }).waitFor();
  }));
