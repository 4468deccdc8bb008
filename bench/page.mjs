// What a person at the page waits for, in real Chromium on the papers: the first paint, the script that
// travels, scrolling from top to end, results repainted as one types. Usage: node bench/page.mjs VITRINE [DATA]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [vitrine, data = '../shared/data'] = process.argv.slice(2);
const papers = join(data, 'papers.jsonl.zst');
if (!existsSync(papers)) {
  console.log(`skipped: ${papers} is missing`);
  process.exit(0);
}
const { chromium } = createRequire(resolve('tests/web/browser.mjs'))('playwright-core');
const home = mkdtempSync(join(tmpdir(), 'vitrine-page-'));
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

function run(...args) {
  const done = spawnSync(vitrine, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

async function serve() {
  const server = spawn(vitrine, ['serve', '--home', home, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await new Promise((found, failed) => {
    let text = '';
    server.stderr.on('data', (chunk) => {
      text += chunk;
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (match) found(match[0]);
    });
    server.on('exit', () => failed(new Error(text)));
  });
  return { server, url };
}

/** Runs `journey` in a browser that has seen nothing before. */
async function cold(browser, journey) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  try {
    return await journey(page);
  } finally {
    await context.close();
  }
}

const firstRows = () =>
  new Promise((painted) => {
    const look = () =>
      document.querySelector('[role=gridcell]:not(:empty)')
        ? requestAnimationFrame(() => painted(performance.now()))
        : requestAnimationFrame(look);
    look();
  });

async function firstPaint(browser, url) {
  const times = [];
  let bytes = 0;
  for (let i = 0; i < 7; i += 1) {
    await cold(browser, async (page) => {
      await page.goto(url, { waitUntil: 'commit' });
      times.push(await page.evaluate(firstRows));
      bytes = await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      );
    });
  }
  console.log(`| rows painted after a cold start, median of 7 | ${quantile(times, 0.5).toFixed(0)} ms |`);
  console.log(`| slowest of 7 | ${Math.max(...times).toFixed(0)} ms |`);
  console.log(`| JavaScript of the Viewer as it travels | ${(bytes / 1000).toFixed(1)} kB |`);
}

/** In the page: scrolls from top to end in `seconds` and notes for how long any row in view was blank. */
const scrollThrough = async (seconds) => {
  const grid = document.querySelector('[role=grid]');
  const scroller = [grid, ...grid.querySelectorAll('*')].find(
    (one) => one.scrollHeight > one.clientHeight + 1000,
  );
  const end = scroller.scrollHeight - scroller.clientHeight;
  const start = performance.now();
  let blankSince = null;
  let longest = 0;
  let blank = 0;
  let frames = 0;
  let last = start;
  for (;;) {
    const now = await new Promise(requestAnimationFrame);
    frames += 1;
    const waiting = grid.querySelector('[role=row][aria-busy=true]') !== null;
    if (waiting) {
      blankSince ??= now;
      longest = Math.max(longest, now - blankSince);
      blank += now - last;
    } else {
      blankSince = null;
    }
    last = now;
    const done = Math.min(1, (now - start) / (seconds * 1000));
    scroller.scrollTop = end * done;
    if (done === 1 && !waiting) break;
  }
  return { longest, blank, frames: frames / ((performance.now() - start) / 1000) };
};

async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function scrolling(browser, url, name) {
  await cold(browser, async (page) => {
    await page.goto(url);
    await page.evaluate(firstRows);
    const before = await heap(page);
    const { longest, blank, frames } = await page.evaluate(scrollThrough, 20);
    const after = await heap(page);
    console.log(`| ${name}: longest blank | ${longest.toFixed(0)} ms |`);
    console.log(`| ... rows blank in all, of 20 s | ${blank.toFixed(0)} ms |`);
    console.log(`| ... frames a second | ${frames.toFixed(0)} |`);
    console.log(`| ... memory of scripts, before and after | ${(before / 1e6).toFixed(1)} and ${(after / 1e6).toFixed(1)} MB |`);
  });
}

/** In the page, before its scripts: notes for each key when the answer to just what stands in the box was painted. */
const watchKeys = () => {
  const pressed = [];
  window.waits = [];
  addEventListener('input', ({ timeStamp, target }) => {
    if (!target.matches('[data-search-box]')) return;
    if (target.value) pressed.push({ at: timeStamp, text: target.value });
    else pressed.length = 0; // emptied for the next query: no key that waits for hits
  }, true);
  const read = Response.prototype.text;
  Response.prototype.text = async function () {
    const text = await read.call(this);
    const { pathname, searchParams } = new URL(this.url);
    const asked = searchParams.get('q');
    const isLast = pathname.endsWith('/search') && asked === document.querySelector('[data-search-box]').value;
    // The first frame after this has the answer's elements, the second comes when it was painted.
    if (isLast) requestAnimationFrame(() => requestAnimationFrame(() => {
      const now = performance.now();
      for (const { at, text } of pressed.splice(0)) window.waits.push({ wait: now - at, text });
    }));
    return text;
  };
};

const titles = [
  'reward models for language model alignment',
  'graph neural networks molecules',
  'sparse attention long context transformers',
  'diffusion protein design',
  'offline reinforcement learning robotics',
];
/** Half remembered: hardly a word of the papers that are meant. */
const sentences = [
  'teaching computers to turn french into english',
  'why do pictures with invisible noise fool classifiers',
  'robots that learn by watching people do chores',
  'making big networks small enough for a phone',
  'guessing the shape of a molecule from its formula',
];

/** Waits after each key, and after the last one of each query, until its results stand there. */
async function typing(browser, url, queries) {
  return await cold(browser, async (page) => {
    await page.addInitScript(watchKeys);
    await page.goto(`${url}?tab=search`);
    await page.getByRole('article').first().waitFor();
    const last = [];
    for (const query of [...queries, ...queries]) {
      await page.locator('[data-search-box]').fill('');
      await page.waitForTimeout(700);
      await page.keyboard.type(query, { delay: 120 });
      await page.waitForFunction((whole) => window.waits.at(-1)?.text === whole, query);
      last.push(await page.evaluate(() => window.waits.at(-1).wait));
      await page.waitForTimeout(700);
    }
    return { all: await page.evaluate(() => window.waits.map(({ wait }) => wait)), last };
  });
}

const ms = (values, share) => quantile(values, share).toFixed(0);

async function typed(browser, url) {
  const words = await typing(browser, url, titles);
  console.log(`| a key to the repainted result with its facets, p50 / p95 of ${words.all.length} keys | ${ms(words.all, 0.5)} / ${ms(words.all, 0.95)} ms |`);
  const meant = await typing(browser, url, sentences);
  console.log(`| the last key of a sentence to its results by words and meaning, median / slowest of ${meant.last.length} | ${ms(meant.last, 0.5)} / ${ms(meant.last, 1)} ms |`);
}

const synthetic = join(home, 'synthetic');
run('import', papers, '--home', home);
run('sample', '--rows', '20000', '--seed', '1', '--out', synthetic);
run('import', synthetic, '--home', home);
const { server, url } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
try {
  console.log('| | |\n|---|---|');
  await firstPaint(browser, `${url}/datasets/local/papers`);
  await scrolling(browser, `${url}/datasets/local/papers`, 'scrolling 92,299 rows in 20 s');
  await scrolling(browser, `${url}/datasets/local/synthetic`, 'scrolling 20,000 rows with 768 floats each');
  await typed(browser, `${url}/datasets/local/papers`);
} finally {
  await browser.close();
  server.kill('SIGINT');
  await new Promise((ended) => server.on('exit', ended));
  rmSync(home, { recursive: true });
}
