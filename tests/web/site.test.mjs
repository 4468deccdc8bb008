// An exported site behind a plain file server, in a folder below its root.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  assertAccessible,
  cells,
  countSays,
  photograph,
  rowsAreHere,
  scrollTo,
  visit,
} from './browser.mjs';
import { kDrawing, kPicture } from './fixtures.mjs';
import { wav } from './odd-media.mjs';

const kPage = '/some/where/';
const kRows = 730;
const rows = Array.from({ length: kRows }, (_, i) => ({
  id: i,
  title: `Paper ${i}`,
  type: ['Oral', 'Poster'][i % 2],
  tags: [`tag ${i % 3}`],
  // The middle ones are so long that few of them make a file.
  text: i > 300 && i < 320 ? `long ${'x'.repeat(300_000)}` : `text of ${i}`,
  embedding: Array.from({ length: 40 }, (_, k) => Math.sin(i + k)),
}));
const card = `---
pretty_name: Papers "behind" <glass> & more
license: mit
configs:
- config_name: main
  data_files:
  - {split: train, path: a.jsonl}
  - {split: test, path: b.jsonl}
- config_name: notes
  data_files: n.csv
- config_name: many
  data_files: m.csv
---
# A card

With *text*.
`;
const folder = mkdtempSync(join(tmpdir(), 'vitrine-site-'));
const site = join(folder, 'root', 'some', 'where');
let files;
let origin;

function vitrine(...args) {
  return spawnSync(process.env.VITRINE_BINARY, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, VITRINE_HOME: join(folder, 'home') },
  });
}

before(async () => {
  const repo = join(folder, 'repo');
  mkdirSync(repo);
  mkdirSync(join(folder, 'root', 'some'), { recursive: true });
  writeFileSync(join(repo, 'README.md'), card);
  writeFileSync(join(repo, 'a.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(repo, 'b.jsonl'), JSON.stringify(rows[0]));
  writeFileSync(join(repo, 'n.csv'), 'n,note\n1,first note\n2,\n');
  writeFileSync(join(repo, 'm.csv'), `m\n${Array.from({ length: 10_001 }, (_, i) => i).join('\n')}\n`);
  const exported = vitrine('export', 'repo', '--format', 'site', '--out', site);
  assert.equal(exported.status, 0, exported.stderr);
  const shown = join(folder, 'shown');
  mkdirSync(shown);
  writeFileSync(join(shown, 'metadata.csv'), 'photo_file_name,sound_file_name\nfirst one.png,a.wav\ndrawn.svg,a.wav\n');
  writeFileSync(join(shown, 'first one.png'), Buffer.from(kPicture, 'base64'));
  writeFileSync(join(shown, 'drawn.svg'), kDrawing);
  writeFileSync(join(shown, 'a.wav'), wav(2000));
  const withFiles = vitrine('export', 'shown', '--format', 'site', '--out', join(folder, 'root', 'shown'));
  assert.equal(withFiles.status, 0, withFiles.stderr);
  // Nothing that it serves is made by a program of ours.
  files = spawn(
    'python3',
    ['-u', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', join(folder, 'root'), '0'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  origin = await new Promise((done) =>
    files.stdout.on('data', (text) => {
      const port = /port (\d+)/.exec(String(text))?.[1];
      if (port) done(`http://127.0.0.1:${port}`);
    }),
  );
});

after(() => {
  files?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** As visit(), and nothing may be written to the console, nor be missing. */
async function visitSite(address, journey, at = kPage) {
  const said = [];
  await visit(`${at}${address}`, { origin }, async (page, context) => {
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()),
    );
    context.on(
      'response',
      (response) => response.status() >= 400 && said.push(`${response.status()} ${response.url()}`),
    );
    await page.reload();
    await journey(page);
  });
  assert.deepEqual(said, []);
}

test('every row of a site can be seen, with its statistics and its card', () =>
  visitSite('', async (page) => {
    await rowsAreHere(page);
    await countSays(page, `${kRows} rows`);
    await page.getByRole('heading', { name: 'Papers "behind" <glass> & more' }).waitFor();
    assert.deepEqual(await cells(page, 'title', 3), ['Paper 0', 'Paper 1', 'Paper 2']);
    await photograph(page, 'site');
    for (const share of [0.42, 1]) await scrollTo(page, share);
    await page
      .getByText(`Paper ${kRows - 1}`, { exact: true })
      .first()
      .waitFor();
    await assertAccessible(page, 'a site');
    await page.getByRole('link', { name: 'Card' }).click();
    await page.getByRole('heading', { name: 'A card' }).waitFor();
    await page.goBack();
    await rowsAreHere(page);
  }));

test('a row opens by its link, long ones too, and walks to the next', () =>
  visitSite('?row=310', async (page) => {
    await page
      .getByRole('dialog', { name: 'Row 310', exact: true })
      .getByRole('heading', { name: 'Paper 310' })
      .waitFor();
    await page.getByRole('img', { name: /embedding as a strip: 40 dimensions/ }).waitFor();
    assert.match(await page.getByRole('dialog').innerText(), /in 32 parts/);
    await page.getByRole('button', { name: 'Next row' }).click();
    await page.getByRole('dialog', { name: 'Row 311', exact: true }).waitFor();
  }));

test('pictures and recordings are there, as they are, and a drawing is not opened by itself', () =>
  visitSite(
    '',
    async (page) => {
      await rowsAreHere(page);
      const drawn = (picture) => picture.evaluate((one) => one.decode().then(() => one.naturalWidth));
      const pictures = page.locator('[role=gridcell] img');
      assert.deepEqual([await drawn(pictures.nth(0)), await drawn(pictures.nth(1))], [1, 60]);
      await page.goto(`${origin}/shown/?row=0`);
      const panel = page.getByRole('dialog', { name: 'Row 0', exact: true });
      await panel.getByRole('link').filter({ has: page.locator('img') }).waitFor();
      const seconds = await panel
        .locator('audio')
        .evaluate((one) => (one.duration > 0 ? one.duration : new Promise((done) => (one.ondurationchange = () => done(one.duration)))));
      assert.equal(seconds, 0.25);
      await photograph(page, 'site-media');
      await page.keyboard.press('j');
      const next = page.getByRole('dialog', { name: 'Row 1', exact: true });
      assert.equal(await drawn(next.locator('img')), 60);
      assert.equal(await next.getByRole('link').filter({ has: page.locator('img') }).count(), 0);
      assert.equal(await page.evaluate(() => window.pwned), undefined);
    },
    '/shown/',
  ));

test('other configs and splits open by the choosers', () =>
  visitSite('', async (page) => {
    await rowsAreHere(page);
    await page.getByLabel('Split').selectOption('test');
    await countSays(page, '1 row');
    await page.getByLabel('Subset').selectOption('notes');
    await countSays(page, '2 rows');
    await page.getByText('first note').first().waitFor();
  }));

test('rows are searched, filtered and sorted in the browser', () =>
  visitSite('', async (page) => {
    await rowsAreHere(page);
    const box = page.getByRole('textbox', { name: 'Search all text columns' });
    await box.fill('paper 31');
    // Paper 31 and 310 to 319.
    await countSays(page, `11 of ${kRows} rows`);
    await page.getByRole('button', { name: 'title', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'title');
    await page.getByRole('button', { name: 'title', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'title desc');
    await rowsAreHere(page);
    assert.deepEqual(await cells(page, 'title', 2), ['Paper 319', 'Paper 318']);
    await assertAccessible(page, 'a site that was searched');
    await photograph(page, 'site-found');
    await page.reload();
    await countSays(page, `11 of ${kRows} rows`);
    await page.goto(`${origin}${kPage}`);
    await rowsAreHere(page);
    await page.getByRole('gridcell').getByRole('button', { name: 'tag 0' }).first().click();
    await countSays(page, `244 of ${kRows} rows`);
  }));

test('a condition of another form says what this page understands', () =>
  visitSite(`?where=${encodeURIComponent("id % 2 = 0")}`, async (page) => {
    await page.getByText(/it understands conditions as its form/).first().waitFor();
  }));

test('what takes a server is not offered, or says so', () =>
  visitSite('', async (page) => {
    await rowsAreHere(page);
    assert.deepEqual(await page.getByRole('navigation').getByRole('link').allInnerTexts(), [
      'Viewer',
      'Card',
    ]);
    assert.equal(await page.getByRole('button', { name: /Random order/ }).count(), 0);
    for (const tab of ['map', 'search', 'api']) {
      await page.goto(`${origin}${kPage}?tab=${tab}`);
      await page.getByText('This view needs a server').waitFor();
    }
    // More rows than are searched in a browser.
    await page.goto(`${origin}${kPage}?config=many`);
    await rowsAreHere(page);
    assert.equal(await page.locator('[data-search-box]').count(), 0);
    assert.equal(await page.getByRole('button', { name: /Filter|Random order/ }).count(), 0);
    await page.goto(`${origin}${kPage}?config=many&q=paper`);
    await page
      .getByText(/takes Vitrine itself/)
      .first()
      .waitFor();
  }));

test('the Parquet files are beside the page', () =>
  visitSite('', async (page) => {
    await rowsAreHere(page);
    await page.getByRole('button', { name: 'Parquet files' }).click();
    const begun = page.waitForEvent('download');
    await page.getByRole('link', { name: /main\/train\/0000\.parquet/ }).click();
    const download = await begun;
    assert.equal(
      readFileSync(await download.path())
        .subarray(0, 4)
        .toString(),
      'PAR1',
    );
  }));

test('a site is replaced by a site alone, and a large dataset is refused', () => {
  const again = ['export', 'repo', '--format', 'site', '--out', site];
  assert.match(vitrine(...again).stderr, /is not empty: --overwrite replaces it/);
  assert.equal(vitrine(...again, '--overwrite').status, 0);
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'index.html'), 'mine');
  assert.match(
    vitrine('export', 'repo', '--format', 'site', '--out', project, '--overwrite').stderr,
    /holds index\.html, which no export wrote/,
  );
  assert.equal(readFileSync(join(project, 'index.html'), 'utf8'), 'mine');
  writeFileSync(join(folder, 'many.csv'), `n\n${'1\n'.repeat(100_001)}`);
  const refused = vitrine('export', 'many.csv', '--format', 'site', '--out', join(folder, 'many'));
  assert.equal(refused.status, 1);
  assert.match(
    refused.stderr,
    /too large for a site of files: 100001 rows and \d+ MB, where 100000 rows and 512 MB are the most; serve it instead/,
  );
  assert.ok(!existsSync(join(folder, 'many')));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('partial')),
    [],
  );
});
