// Every tab in Debian's Firefox, driven by WebDriver BiDi, as Playwright drives a build of its own alone. Skipped
// where there is no firefox-esr (FIREFOX names another one).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { startServer } from './server.mjs';

const kFirefox = process.env.FIREFOX ?? 'firefox-esr';
const isThere = spawnSync(kFirefox, ['--version'], { encoding: 'utf8' }).status === 0;
const skip = isThere ? false : `there is no ${kFirefox}`;

const kGallery = '/datasets/local/gallery';
/** Each view, and what is there once it is drawn. */
const kViews = [
  ['/', 'article h2'],
  [kGallery, '[role=gridcell]'],
  [`${kGallery}?q=zebrafish&where=${encodeURIComponent('"year" >= 2016')}`, '[role=gridcell] mark'],
  [`${kGallery}?row=17`, '[role=dialog] h2'],
  [`${kGallery}?tab=search&q=zebrafish`, 'article mark'],
  [`${kGallery}?tab=search&topic=authors&value=Ada+Lovelace`, 'article h3'],
  [`${kGallery}?tab=list`, '.state h2'],
  [`${kGallery}?tab=map`, '.labels b'],
  [`${kGallery}?tab=sql`, '.cm-content'],
  ['/datasets/local/hostile?tab=card', 'article h2'],
  [`${kGallery}?tab=api`, 'pre'],
  ['/datasets/local/media?row=1', '[role=dialog] strong'],
  ['/datasets/local/media?gallery=photo', '[role=option] img'],
  ['/datasets/local/kinds?row=5', '[role=dialog] path.coast'],
];

/** Calls of the protocol by number, and what Firefox tells by itself. */
class Session {
  constructor(socket) {
    this.socket = socket;
    this.waiting = new Map();
    this.errors = [];
    this.last = 0;
    socket.on('message', (data) => this.hear(JSON.parse(data)));
  }

  hear({ id, type, method, params, result, message }) {
    if (method === 'log.entryAdded' && params.level === 'error') this.errors.push(params.text);
    const call = this.waiting.get(id);
    if (!call) return;
    this.waiting.delete(id);
    if (type === 'error') call.reject(new Error(message));
    else call.resolve(result);
  }

  call(method, params = {}) {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

async function startFirefox(profile) {
  // Nothing of it asks another host.
  writeFileSync(
    join(profile, 'user.js'),
    [
      'user_pref("network.captive-portal-service.enabled", false);',
      'user_pref("network.connectivity-service.enabled", false);',
      'user_pref("app.update.enabled", false);',
      'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
      'user_pref("services.settings.server", "data:,");',
    ].join('\n'),
  );
  const browser = spawn(
    kFirefox,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { env: { ...process.env, HOME: profile }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  const address = await new Promise((resolve, reject) => {
    browser.on('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
    browser.stderr.on('data', (text) => {
      said = (said + text).slice(-4000);
      const found = /WebDriver BiDi listening on (ws:\/\/[\d.]+:\d+)/.exec(said);
      if (found) resolve(found[1]);
    });
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { browser, session: new Session(socket) };
}

let server;
let firefox;
let context;
const profile = mkdtempSync(join(tmpdir(), 'vitrine-firefox-'));

before(async () => {
  if (skip) return;
  server = await startServer();
  firefox = await startFirefox(profile);
  const { session } = firefox;
  await session.call('session.new', { capabilities: {} });
  await session.call('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = await session.call('browsingContext.getTree');
  context = contexts[0].context;
  await visit(`/?token=${server.token}`);
});

after(async () => {
  if (firefox) {
    const ended = new Promise((resolve) => firefox.browser.on('exit', resolve));
    firefox.browser.kill();
    await ended;
  }
  server?.stop();
  rmSync(profile, { recursive: true, force: true });
});

/** What the expression gives in the page as it is now; undefined while one page gives way to another. */
async function lookedUp(expression) {
  const asked = { expression, target: { context }, awaitPromise: false };
  return firefox.session.call('script.evaluate', asked).then(
    ({ result }) => result?.value,
    () => undefined,
  );
}

/** Waits for the new page itself: the answer to a navigation that waits for it was seen to get lost, once in ten runs. */
async function navigate(url) {
  const before = await lookedUp('performance.timeOrigin');
  await firefox.session.call('browsingContext.navigate', { context, url, wait: 'none' });
  const isThere = `document.readyState === 'complete' && performance.timeOrigin !== ${before}`;
  while (!(await lookedUp(isThere)));
}

const visit = (path) => navigate(server.url + path);

/** What the expression gives in the page, once it is something. */
async function inPage(expression) {
  const { result, exceptionDetails } = await firefox.session.call('script.evaluate', {
    expression: `new Promise((done) => {
      const look = () => { const found = (${expression}); if (found) done(found); else requestAnimationFrame(look); };
      look();
    })`,
    target: { context },
    awaitPromise: true,
  });
  assert.equal(exceptionDetails, undefined);
  return result.value;
}

for (const [path, selector] of kViews) {
  test(`Firefox opens ${path} without an error`, { skip, timeout: 120_000 }, async () => {
    // What the view before was still loading is an error of it once it is left.
    await navigate('about:blank');
    firefox.session.errors.length = 0;
    await visit(path);
    await inPage(`document.querySelector(${JSON.stringify(selector)})
      && !document.querySelector('[aria-busy=true]')`);
    assert.deepEqual(firefox.session.errors, []);
    const wide = await inPage('document.documentElement.scrollWidth - innerWidth + 1e6');
    assert.ok(wide <= 1e6, `${wide - 1e6} pixels wider than the window`);
  });
}

test(
  'a search by keys in Firefox finds what the server finds',
  { skip, timeout: 120_000 },
  async () => {
    await visit(kGallery);
    await inPage("document.querySelector('[role=gridcell]') && 1");
    await inPage("(document.querySelector('[data-search-box]').focus(), 1)");
    const actions = [...'zebrafish'].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await firefox.session.call('input.performActions', {
      context,
      actions: [{ type: 'key', id: 'keys', actions }],
    });
    const answer = await fetch(
      `${server.url}/api/v1/datasets/local/gallery/search?q=zebrafish&mode=keyword&limit=1`,
    );
    const { total } = await answer.json();
    const text = await inPage(
      `[...document.querySelectorAll('[data-count]')].map((one) => one.textContent).find((text) => text.startsWith('${total} of'))`,
    );
    assert.match(text, new RegExp(`^${total} of 5`));
  },
);
