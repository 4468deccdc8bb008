import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { assertAccessible, photograph, visit } from './browser.mjs';
import { startServer } from './server.mjs';

/** Pages of somebody else, at names of other sites than the server's: one whose frames are allowed, and one whose are not. */
let friend;
let stranger;
let server;
let framing;

before(async () => {
  framing = createServer((request, response) => {
    const source = `${server.url}/datasets/local/gallery?embed=1${request.url.slice(1)}`;
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>A site</title><main><h1>A site</h1><label>Notes <input></label>
      <iframe title="Papers" src="${source.replaceAll('&', '&amp;')}" width="900" height="560"></iframe></main></html>`);
  });
  await new Promise((done) => framing.listen(0, done));
  const { port } = framing.address();
  friend = `http://localhost:${port}`;
  stranger = `http://elsewhere.localhost:${port}`;
  server = await startServer(['--allow-origin', friend]);
});
after(() => {
  framing?.close();
  server?.stop();
});

/** As one whose browser the server knows as its owner's. */
async function asOwner(context) {
  await context.request.get(`${server.url}/?token=${server.token}`, { maxRedirects: 0 });
}

test('a frame shows the rows without the bar, keeps its links and leads to the whole page', () =>
  visit('/&tab=search&q=zebrafish', { origin: friend, framed: [server.url] }, async (page) => {
    const frame = page.frameLocator('iframe');
    await frame.getByRole('article').first().waitFor();
    assert.equal(await frame.getByRole('navigation').count(), 0);
    assert.equal(await frame.locator('header .home').count(), 0);
    await frame.locator('.authors a').first().click();
    await frame.getByRole('region', { name: 'Co-authors' }).waitFor();
    assert.equal(await frame.getByRole('navigation').count(), 0);
    await photograph(page, 'embedded');
    const whole = await frame.getByRole('link', { name: 'gallery in Vitrine' }).getAttribute('href');
    assert.match(whole, /topic=authors/);
    assert.doesNotMatch(whole, /embed/);
    await assertAccessible(page.frames()[1], 'a frame');
  }));

test('a row that comes late leaves the keys to the page around the frame, where its reader has gone', () =>
  visit('/', { origin: friend, framed: [server.url] }, async (page) => {
    let release;
    const held = new Promise((done) => (release = done));
    await page.route('**/RowPanel*.js', async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest('**/RowPanel*.js');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('row').nth(2).getByRole('gridcell').first().click();
    await asked;
    const notes = page.getByRole('textbox', { name: 'Notes' });
    await notes.click();
    release();
    await frame.getByRole('dialog').waitFor();
    await page.keyboard.type('mine');
    assert.equal(await notes.inputValue(), 'mine');
  }));

test('in a frame the owner is a stranger, who reads and keeps nothing', () =>
  visit('/&tab=search', { origin: friend, framed: [server.url] }, async (page, context) => {
    await asOwner(context);
    await page.reload();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('article').first().waitFor();
    await frame.getByRole('button', { name: /^Link/ }).first().waitFor();
    const { allowed } = await page.frames()[1].evaluate(async () => {
      const answer = await fetch('/api/v1/datasets/local/gallery/reading-list');
      return answer.ok ? answer.json() : { allowed: false };
    });
    assert.equal(allowed, false);
    assert.equal(await frame.getByRole('button', { name: /^Save/ }).count(), 0);
  }));

/** What the frame has told the page around it, once `is` holds of it. */
const told = (page, is) => page.waitForFunction((body) => {
  const last = window.told?.at(-1);
  return last && new Function('told', `return ${body}`)(last.data) && last;
}, is).then((handle) => handle.jsonValue());

test('the page around a frame hears what the reader does where it asks, and nobody else does', async () => {
  const listen = (page) => page.addInitScript(() => {
    window.told = [];
    addEventListener('message', ({ data, origin }) => window.told.push({ data, origin }));
  });
  const at = (tell) => `/&tab=search&q=zebrafish${tell}`;
  await visit(at(''), { origin: friend, framed: [server.url] }, async (page) => {
    await listen(page);
    await page.goto(friend + at(`&tell=${encodeURIComponent(friend)}`));
    await page.frameLocator('iframe').getByRole('article').first().waitFor();
    const first = await told(page, "told.query.q === 'zebrafish'");
    assert.equal(first.origin, server.url);
    assert.deepEqual(first.data, { vitrine: 1, dataset: 'local/gallery', config: '', split: '', query: { tab: 'search', q: 'zebrafish', mode: 'hybrid' }, row: null, range: null, changes: 0 });
    await page.frameLocator('iframe').getByRole('textbox', { name: /^Search/ }).fill('mice');
    await told(page, "told.query.q === 'mice'");
    for (const tell of ['', `&tell=${encodeURIComponent(stranger)}`]) {
      await page.goto(friend + at(tell));
      await page.frameLocator('iframe').getByRole('article').first().waitFor();
      assert.deepEqual(await page.evaluate(() => window.told), []);
    }
  });
});

test('a page of another origin cannot frame the page', () =>
  visit('/', { origin: stranger, framed: [server.url] }, async (page) => {
    const refused = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await page.reload();
    await refused;
    assert.equal(await page.frameLocator('iframe').getByRole('grid').count(), 0);
  }));
