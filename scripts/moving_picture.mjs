// Makes docs/images/vitrine.webp, the README's moving picture, of the page itself: a table, words found in it, a row, the search of papers, the map.
//
//   node scripts/moving_picture.mjs build/release/vitrine       needs Chromium, and img2webp of Debian's package webp
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { chromium } = createRequire(join(root, 'tests/web/package.json'))('playwright-core');
const [program] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), 'vitrine-picture-'));
const home = join(folder, 'home');
const out = join(root, 'docs/images/vitrine.webp');

function run(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

run(program, 'sample', '--rows', '20000', '--seed', '1', '--out', join(folder, 'conference'));
run(program, 'import', join(folder, 'conference'), '--home', home);
const server = spawn(program, ['serve', '--home', home, '--port', '0', '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
const address = await new Promise((done) => {
  let told = '';
  server.stderr.on('data', (chunk) => {
    const found = /(http:\/\/\S+)\/\?token=\S+/.exec((told += chunk));
    if (found) done({ url: found[1], signIn: found[0] });
  });
});

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1120, height: 640 }, locale: 'en-US' });
const frames = [];
async function frame(milliseconds) {
  const file = join(folder, `${frames.length}.png`);
  await page.screenshot({ path: file });
  frames.push(['-d', String(milliseconds), file]);
}

await page.goto(address.signIn);
await page.goto(`${address.url}/datasets/local/conference`);
await page.getByRole('grid').getByRole('row').nth(8).waitFor();
await page.waitForLoadState('networkidle');
await frame(2200);
const box = page.getByRole('textbox', { name: 'Search all text columns' });
for (const words of ['rew', 'reward', 'reward models']) {
  await box.fill(words);
  await frame(350);
}
await box.press('Enter');
await page.getByText('by words').waitFor();
await page.waitForLoadState('networkidle');
await frame(2000);
await page.getByRole('grid').getByRole('gridcell').nth(1).click();
await page.getByRole('heading', { name: 'Similar rows' }).waitFor();
await page.waitForLoadState('networkidle');
await frame(2400);
await page.goto(`${address.url}/datasets/local/conference?tab=search&q=learning+from+people%27s+preferences`);
await page.getByRole('article').first().waitFor();
await page.waitForLoadState('networkidle');
await frame(2600);
await page.goto(`${address.url}/datasets/local/conference?tab=map`);
await page.locator('canvas').first().waitFor({ timeout: 120_000 });
await page.waitForLoadState('networkidle');
await frame(2600);
await browser.close();
server.kill('SIGTERM');
run('img2webp', '-loop', '0', '-lossy', '-q', '55', '-m', '6', ...frames.flat(), '-o', out);
rmSync(folder, { recursive: true });
console.log(`${out}: ${statSync(out).size} bytes`);
