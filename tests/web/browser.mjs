// What every journey needs: a browser, a page that reports what it should not do, and a camera.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { startServer } from './server.mjs';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Never waited for where things work: a busy machine may take this long. */
const kWaitMs = 60_000;

let browser;
let server;
before(async () => {
  server = await startServer();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
});
after(async () => {
  await browser?.close();
  server?.stop();
});

/** The owner's. */
export const token = () => server.token;

/** The library's folder; "" where it is another process's. */
export const library = () => server.home;

/** As whoever opens the address that the server prints: the browser keeps a cookie. */
async function signIn(context) {
  const answer = await context.request.get(`${server.url}/?token=${server.token}`, { maxRedirects: 0 });
  assert.equal(answer.status(), 303);
}

/**
 * Runs a journey in a fresh context, at the server or at `options.origin`, as its owner unless `isStranger`. Afterwards no request may have gone to another host (but those `framed`), and no
 * script of the page may have failed.
 */
export async function visit(path, { origin = server.url, isStranger = false, framed = [], ...options }, journey) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    ...options,
  });
  if (origin === server.url && server.token && !isStranger) await signIn(context);
  const page = await context.newPage();
  page.setDefaultTimeout(kWaitMs);
  const strayed = [];
  const errors = [];
  const opened = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && ![new URL(origin).origin, ...framed].includes(url.origin)) {
      strayed.push(request.url());
    }
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  try {
    await page.goto(origin + path);
    await journey(page, context);
    assert.deepEqual(strayed, [], 'no request leaves the host');
    assert.deepEqual(opened, [], 'no dialog opens by itself');
    assert.deepEqual(errors, [], 'no script fails');
  } catch (error) {
    // A picture that cannot be taken must not hide what went wrong.
    await photograph(page, `failed-${path.replace(/\W+/g, '-').slice(0, 60)}`).catch(() => {});
    throw error;
  } finally {
    await context.close();
  }
}

/** A screenshot, where VITRINE_ARTIFACTS says where to keep it. */
export async function photograph(page, name) {
  const folder = process.env.VITRINE_ARTIFACTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Fails on whatever axe finds, minor things too. */
export async function assertAccessible(page, what) {
  // A CSP of 'self' forbids injected script elements; evaluation through the debugger is not one.
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.target.join(' '))
          .slice(0, 4)
          .join(', ')}`,
    );
  });
  assert.deepEqual(found, [], `axe finds nothing in ${what}`);
}

/** Waits until what is on screen answers the address: nothing says that it is still on its way. */
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}

/** Waits until the table shows the rows of its query and none is still on its way. */
export async function rowsAreHere(page) {
  await page.locator('[role=gridcell]').first().waitFor();
  await settled(page);
}

/** Waits until the count line says just this, or matches it, for the query that is asked for. */
export async function countSays(page, text) {
  const whole = text instanceof RegExp ? text : new RegExp(`^\\s*${escaped(text)}\\s*$`);
  await page.locator('[data-count]').filter({ hasText: whole }).waitFor();
  await settled(page);
  assert.match(await page.locator('[data-count]').innerText(), whole);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Scrolls the table to a share of its height, and waits until the rows there are drawn. */
export async function scrollTo(page, share) {
  const grid = page.getByRole('grid');
  await grid.evaluate((element, to) => {
    return new Promise((done) => {
      const top = element.scrollTop;
      element.scrollTop = (element.scrollHeight - element.clientHeight) * to;
      if (element.scrollTop === top) done();
      else
        element.addEventListener('scroll', () => requestAnimationFrame(() => done()), {
          once: true,
        });
    });
  }, share);
  await rowsAreHere(page);
}

export function header(page, name) {
  return page
    .getByRole('columnheader')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
}

/** The text of one column's first cells in view. */
export async function cells(page, name, most = 5) {
  const index = await header(page, name).getAttribute('aria-colindex');
  const all = await page.locator(`[role=gridcell][aria-colindex="${index}"]`).allInnerTexts();
  return all.slice(0, most).map((text) => text.trim());
}

/** The API's own answer, to compare the page with. */
export async function api(path) {
  const answer = await fetch(server.url + path, { headers: { Authorization: `Bearer ${server.token}` } });
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** Sends a body to the API as the owner. */
export async function post(path, body, type) {
  const headers = { Authorization: `Bearer ${server.token}`, 'Content-Type': type };
  const answer = await fetch(server.url + path, { method: 'POST', headers, body });
  assert.ok(answer.ok, `${path}: ${await answer.text()}`);
}
