// How many frames a second the map draws in a headless Chromium without a graphics card, for as many
// points as there are: the camera moves with every frame, so nothing can be kept from the one before.
// Processor time is of all of the browser's processes: it says what a frame costs where others load the machine.
// Usage: node bench/map_frames.mjs VITRINE [POINTS] [OWNER/NAME HOME]. Without a dataset, POINTS (100,000)
// invented rows are imported into a library of their own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { chromium } = createRequire(resolve('tests/web/package.json'))('playwright-core');
const [vitrine, points = '100000', dataset = 'local/points', given] = process.argv.slice(2);
const home = given ?? mkdtempSync(join(tmpdir(), 'vitrine-map-'));

const kFrames = 220;

/** Forty clouds in eight dimensions. */
function writePoints(path) {
  const lines = [];
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const centres = Array.from({ length: 40 }, () => Array.from({ length: 8 }, () => random() - 0.5));
  for (let i = 0; i < Number(points); i++) {
    const vector = centres[i % 40].map((value) => (value + (random() - 0.5) * 0.4).toFixed(4));
    lines.push(`{"title":"Point ${i} of cloud ${i % 40}","v":[${vector.join(',')}]}`);
  }
  writeFileSync(path, lines.join('\n') + '\n');
}

function serve(sources) {
  const server = spawn(vitrine, ['serve', ...sources, '--home', home, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((ready, failed) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (url) ready({ server, url: url[0] });
    });
    server.on('exit', () => failed(new Error(said)));
  });
}

/** Milliseconds between frames while the wheel turns, by the browser's own clock. */
async function frames(page, count) {
  return page.evaluate(
    (wanted) =>
      new Promise((done) => {
        const stage = document.querySelector('[role=application]');
        const { left, top, width, height } = stage.getBoundingClientRect();
        const times = [];
        let before = performance.now();
        const step = (now) => {
          times.push(now - before);
          before = now;
          stage.dispatchEvent(
            new WheelEvent('wheel', {
              deltaY: times.length % 60 < 30 ? -12 : 12,
              clientX: left + width / 2,
              clientY: top + height / 2,
              cancelable: true,
            }),
          );
          if (times.length < wanted) requestAnimationFrame(step);
          else done(times.slice(20));
        };
        requestAnimationFrame(step);
      }),
    count,
  );
}

/** Milliseconds of processor time that a process and all below it have used so far. */
function processorTime(root) {
  const all = new Map();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      all.set(Number(id), { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * 10 });
    } catch {
      // It has ended since the folder was read.
    }
  }
  let sum = 0;
  for (const [id, { ms }] of all) {
    let at = id;
    while (at !== root && all.has(at)) at = all.get(at).parent;
    if (at === root) sum += ms;
  }
  return sum;
}

async function measure(browser, pid, url, painter, size) {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(1_800_000);
  await page.goto(`${url}/datasets/${dataset}?tab=map&painter=${painter}`);
  await page.locator('[data-painter=webgl2], [data-painter=pixels]').waitFor();
  const kind = await page.getByRole('application').getAttribute('data-painter');
  const shown = await page.locator('[data-count]').innerText();
  const before = processorTime(pid);
  const times = (await frames(page, kFrames)).sort((a, b) => a - b);
  const cost = (processorTime(pid) - before) / kFrames;
  const median = times[times.length >> 1];
  const slowest = times[Math.floor(times.length * 0.95)];
  console.log(
    `| ${shown}, ${size.width} x ${size.height}, ${kind} | ${(1000 / median).toFixed(0)} | ${median.toFixed(1)} | ${slowest.toFixed(1)} | ${cost.toFixed(1)} |`,
  );
  await page.close();
}

let sources = [];
if (!given) {
  const path = join(home, 'points.jsonl');
  writePoints(path);
  sources = [path];
}
const { server, url } = await serve(sources);
const launched = await chromium.launchServer({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu-vsync'],
});
const pid = launched.process().pid;
const browser = await chromium.connect(launched.wsEndpoint());
console.log('| points, window, drawn by | frames/s, median | ms, median | ms, 95th percentile | processor ms a frame |\n|---|---|---|---|---|');
try {
  for (const painter of ['', 'webgl2']) {
    await measure(browser, pid, url, painter, { width: 1280, height: 800 });
  }
  await measure(browser, pid, url, '', { width: 1920, height: 1080 });
} finally {
  await launched.close();
  server.kill();
  if (!given) rmSync(home, { recursive: true, force: true });
}
