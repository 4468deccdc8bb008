import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Endpoint, answer, run } from '../cli/letters_endpoint.mjs';
import { Workplace, lines } from '../cli/vitrine.mjs';
import { assertAccessible, photograph, settled, visit } from './browser.mjs';
import { kTranslation } from './fixtures.mjs';

test('a half-remembered sentence finds a row of a dataset without vectors', () =>
  visit('/datasets/local/plain?tab=search', {}, async (page) => {
    await page.getByRole('article').first().waitFor();
    await page
      .getByLabel('Search all text columns')
      .fill('teaching computers to turn French sentences into English');
    const found = page.getByRole('article').filter({ hasText: kTranslation });
    await found.waitFor();
    assert.match(await page.getByRole('article').first().innerText(), new RegExp(kTranslation));
    await found.getByRole('button', { name: 'Similar' }).click();
    await found.getByText('by what they say').waitFor();
    await found.getByRole('listitem').nth(7).waitFor();
    assert.equal(await found.getByRole('listitem').count(), 8);
    await assertAccessible(page, 'rows found by meaning');
  }));

test('a dataset without vectors has a map of what its rows say', () =>
  visit('/datasets/local/plain?tab=map', {}, async (page) => {
    await page.getByRole('application').waitFor({ timeout: 120_000 });
    assert.equal(await page.getByRole('button', { name: 'Lasso' }).count(), 0);
  }));

test('an endpoint that encodes what is typed is named; once it is down or lies, the built-in one goes on and it is said why', async (t) => {
  const place = new Workplace(t);
  const endpoint = await new Endpoint().start();
  const words = ['graph', 'robot', 'protein', 'speech'];
  const papers = Array.from({ length: 60 }, (_, i) => ({ number: i, abstract: `${words[i % 4]} ${words[(i * 3 + 1) % 4]} number ${i}` }));
  const filled = await run(place, 'import', place.file('set.jsonl', lines(papers)), '--embed', endpoint.address);
  assert.equal(filled.code, 0, filled.err);
  const ways = {
    'vectors of 31 values': () => (endpoint.dimension = 31),
    'what is no answer': () => (endpoint.otherwise = (response) => answer(response, 200, { 'Content-Type': 'text/html' }, '<script>window.pwned=1</script>')),
    'no answer at all': () => endpoint.stop(),
  };
  for (const [way, fail] of Object.entries(ways)) {
    const server = await serve(place, '--encoder', endpoint.address);
    try {
      await visit(`/?token=${server.token}`, { origin: server.url, isStranger: true }, async (page) => {
        await page.goto(`${server.url}/datasets/local/set?tab=search`);
        const box = page.getByLabel('Search all text columns');
        const asked = async (q) => {
          await box.fill(q);
          await box.press('Enter');
          await page.waitForURL((url) => url.searchParams.get('q') === q);
          await settled(page);
          await page.getByRole('article').filter({ hasText: q }).first().waitFor();
        };
        await asked('robot');
        await page.getByText(`what is typed goes to ${endpoint.address}`).waitFor();
        fail();
        await asked('protein');
        await page.getByText(/^Less well by meaning than it could: the encoder at http:\/\/127/).waitFor();
        assert.equal(await page.evaluate(() => window.pwned), undefined);
        await photograph(page, `endpoint-${way.replaceAll(' ', '-')}`);
        await assertAccessible(page, 'a search without its endpoint');
      });
    } finally {
      await server.stop();
    }
    endpoint.dimension = 32;
    endpoint.otherwise = () => false;
  }
});
