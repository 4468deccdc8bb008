// What a first visit costs on the wire.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsAreHere, visit } from './browser.mjs';

const kMostScriptBytes = 60_000;

test('the Viewer comes with at most 60 kB of JavaScript', () =>
  visit('/datasets/local/gallery', {}, async (page) => {
    await rowsAreHere(page);
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]),
    );
    assert.ok(scripts.length > 0);
    const total = scripts.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(total > 0 && total <= kMostScriptBytes, `${total} bytes: ${JSON.stringify(scripts)}`);
  }));
