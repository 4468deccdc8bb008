// A reader at the page of a dataset in an engine, one of whose nodes dies and comes back meanwhile, and who notices nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { name, writeSource } from './dataset.mjs';
import { noEngine, nodesFor } from './nodes.mjs';

const cleanUp = [];
const suite = { after: (deed) => cleanUp.push(deed) };
let nodes;
before(async () => {
  if (noEngine) return;
  nodes = await nodesFor(suite);
  const place = new Workplace(suite);
  const imported = place.run(['import', writeSource(place), '--name', name, '--engine', nodes.engine], { timeout: 300_000 });
  assert.equal(imported.status, 0, imported.err);
  const server = await serve(place);
  cleanUp.unshift(() => server.stop());
  // The server that browser.mjs visits.
  process.env.VITRINE_URL = server.url;
  process.env.VITRINE_TOKEN = server.token;
});
const web = noEngine ? {} : await import('../web/browser.mjs');
after(async () => {
  for (const deed of cleanUp) await deed();
});

test('a node dies during a journey and nobody notices', { skip: noEngine }, async () => {
  const { cells, countSays, header, photograph, rowsAreHere, scrollTo, settled, visit } = web;
  await visit(`/datasets/${name}`, {}, async (page) => {
    const bad = [];
    page.on('response', (response) => response.status() >= 400 && bad.push(`${response.status()} ${response.url()}`));
    await rowsAreHere(page);
    await countSays(page, /3,000/);
    const killed = nodes.kill(2);
    await scrollTo(page, 0.5);
    await header(page, 'title').getByRole('button', { name: 'title', exact: true }).click();
    await rowsAreHere(page);
    await scrollTo(page, 1);
    assert.ok((await cells(page, 'title')).every((text) => text.length > 0));
    await photograph(page, 'engine-viewer');
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByLabel('Search all text columns').fill('graph learning');
    await page.getByRole('article').first().locator('mark').first().waitFor();
    await settled(page);
    await photograph(page, 'engine-search');
    await killed;
    await nodes.start(2);
    await page.getByLabel('Search all text columns').fill('walking robots');
    await page.getByRole('article').first().waitFor();
    await settled(page);
    await page.getByRole('article').first().getByRole('link').first().click();
    await settled(page);
    await photograph(page, 'engine-row');
    await nodes.agree(nodes.numbers.length);
    assert.deepEqual(bad, [], 'every answer was an answer');
  });
});
