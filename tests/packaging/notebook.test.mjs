// The widget in notebooks that people use, in Chromium: what a reader does in the frame comes back as values of Python.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { noPython, python } from '../api/python.mjs';
import { freePort } from '../web/server.mjs';
import { Workplace, binary, lines, sourceRoot } from '../cli/vitrine.mjs';

const { chromium } = createRequire(join(sourceRoot, 'tests/web/package.json'))('playwright-core');
/// Never waited for where things work: a busy machine may take this long.
const kWaitMs = 120_000;
const titles = ['Alpha models', 'Walking robots', 'Beta models', 'Glass'];

let browser;
before(async () => {
  const args = ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP hub.example.org 127.0.0.1'];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
});
after(() => browser?.close());

/// Starts a program of Python's clients that serves; `said`: what `pattern` finds first in what it says.
async function start(place, args, pattern) {
  const home = { HOME: place.folder, JUPYTER_CONFIG_DIR: place.folder, JUPYTER_DATA_DIR: join(place.folder, 'data'), IPYTHONDIR: place.folder, XDG_CONFIG_HOME: place.folder };
  const env = { ...process.env, ...home, PYTHONPATH: join(sourceRoot, 'python'), VITRINE_BINARY: binary, VITRINE_HOME: place.home, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python, args, { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('close', done));
  let all = '';
  const said = await new Promise((done, fail) => {
    const read = (chunk) => {
      all += chunk;
      const found = pattern.exec(all);
      if (found) done(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => fail(new Error(`${args.join(' ')} ended: ${all}`)));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { said, stop };
}

/// A screenshot, where VITRINE_ARTIFACTS says where to keep it.
async function photograph(page, name) {
  const folder = process.env.VITRINE_ARTIFACTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const cell = (source) => ({ cell_type: 'code', id: `c${source.length}`, source, metadata: {}, outputs: [], execution_count: null });
const notebook = (...sources) => ({ cells: sources.map(cell), metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } }, nbformat: 4, nbformat_minor: 5 });
const told = "print(f'told: {w.selected} {w.query.get(\"q\")} {w.labels} {w.kept} {w.rows().indices}')";

/// Programs of Jupyter, and where each has the notebook.
const jupyterLab = { module: 'jupyterlab', path: 'doc/tree/page.ipynb' };
const notebook7 = { module: 'notebook', path: 'notebooks/page.ipynb' };

/// Opens a program of Jupyter, which serves at `host` below /user/ana/, on a notebook that shows the widget, and goes through `journey`.
async function inJupyter(t, { module, path }, host, journey) {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines(titles.map((title, index) => ({ title, index }))));
  place.file('page.ipynb', JSON.stringify(notebook(shown, told)));
  const settings = ['--no-browser', '--allow-root', '--port=0', '--IdentityProvider.token=lab', '--ServerApp.base_url=/user/ana/', '--ServerApp.allow_remote_access=True'];
  const server = await start(place, ['-m', module, ...settings], /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)\/user\/ana\/(?:lab|tree)\?token/);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, locale: 'en-US' });
  page.setDefaultTimeout(kWaitMs);
  try {
    const kernel = page.waitForEvent('websocket', (socket) => socket.url().includes('/channels'));
    const idle = kernel.then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('kernel_info_reply')));
    await page.goto(`http://${host}:${server.said[1]}/user/ana/${path}?token=lab`);
    await idle; // it takes no cell before
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
    await journey(page, place);
  } catch (error) {
    await photograph(page, 'failed-notebook');
    throw error;
  } finally {
    await page.close();
    await server.stop();
  }
}

/// Runs the cell that prints what the widget knows, until it says so. The message of the frame may come behind the first run.
async function says(page, expected) {
  const outputs = page.locator('.jp-OutputArea-output', { hasText: 'told:' });
  for (;;) {
    const before = await page.locator('.jp-InputPrompt').last().innerText();
    // The notebook itself may give the keys to another cell that it has just drawn.
    do await page.locator('.jp-Cell .cm-content').last().click();
    while (!(await page.evaluate(() => [...document.querySelectorAll('.jp-Cell')].at(-1).contains(document.activeElement))));
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction((was) => {
      const prompt = [...document.querySelectorAll('.jp-InputPrompt')].at(-1).innerText;
      return /\d/.test(prompt) && prompt !== was;
    }, before);
    if ((await outputs.last().innerText()).trim() === expected) return;
  }
}

const shown = `import vitrine
papers = vitrine.open('papers.jsonl')
papers._server.json('PUT', papers._path + '/labels/verdict', {'kind': 'choice', 'choices': ['good', 'bad']})
w = papers.show(height=500)
w`;

/// What a reader does in the frame, and what Python has of it after each step.
async function walk(page) {
  await page.locator('.jp-Cell .cm-content').first().click();
  await page.keyboard.press('Control+Enter');
  const frame = page.frameLocator('iframe[title="local/papers"]');
  const grid = frame.getByRole('grid');
  const at = (title) => grid.getByText(title);
  await at('Walking robots').waitFor();
  await says(page, `told: [] None {'verdict': {}} [] [0, 1, 2, 3]`);

  await at('Walking robots').click();
  await says(page, `told: [1] None {'verdict': {}} [] [0, 1, 2, 3]`);

  // The third and second row of those that have the word, by the index of each in the data.
  await frame.getByRole('textbox', { name: 'Search all text columns' }).fill('models');
  await frame.getByRole('textbox', { name: 'Search all text columns' }).press('Enter');
  await at('Walking robots').waitFor({ state: 'detached' });
  await at('Alpha models').click();
  await at('Beta models').click({ modifiers: ['Shift'] });
  await says(page, `told: [0, 2] models {'verdict': {}} [] [0, 2]`);

  await at('Beta models').click();
  await frame.getByRole('grid').focus();
  await page.keyboard.press('1');
  await says(page, `told: [2] models {'verdict': {2: 'good'}} [] [0, 2]`);
  await frame.getByRole('button', { name: /^Save/ }).first().click();
  await says(page, `told: [2] models {'verdict': {2: 'good'}} [2] [0, 2]`);
}

const frameOf = (page) => page.locator('iframe[title="local/papers"]').getAttribute('src');

for (const [name, program] of [['JupyterLab', jupyterLab], ['Notebook 7', notebook7]])
  test(`a reader chooses, asks, labels and keeps in ${name}, and Python has it as values`, { skip: noPython, timeout: 300_000 }, (t) =>
    inJupyter(t, program, 'localhost', async (page) => {
      await walk(page);
      assert.equal(new URL(await frameOf(page)).hostname, '127.0.0.1');
      await photograph(page, program.module);
    }));

test('the same behind the proxy of a notebook on another machine, and no token is in the notebook that is saved', { skip: noPython, timeout: 300_000 }, (t) =>
  inJupyter(t, jupyterLab, 'hub.example.org', async (page, place) => {
    await walk(page);
    const [address, token] = (await frameOf(page)).split('#token=');
    assert.match(address, /^http:\/\/hub\.example\.org:\d+\/user\/ana\/proxy\/\d+\/datasets\/local\/papers\?embed=1&/);
    assert.ok(token.length > 40);
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().includes('page.ipynb'));
    await page.keyboard.press('Control+S');
    assert.equal((await saved).status(), 200);
    const file = readFileSync(join(place.folder, 'page.ipynb'), 'utf8');
    assert.match(file, /told: \[2\]/);
    assert.ok(!file.includes(token));
  }));

const app = `import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import vitrine

    papers = vitrine.open('papers.jsonl')
    w = mo.ui.anywidget(papers.show(height=500))
    w
    return mo, w


@app.cell
def _(mo, w):
    mo.md(f"told: {w.value['told'].get('row')} {w.widget.selected} {w.widget.query.get('q')}")
    return


if __name__ == "__main__":
    app.run()
`;

test('a cell of marimo runs again with what a reader chooses and asks', { skip: noPython, timeout: 300_000 }, async (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines(titles.map((title, index) => ({ title, index }))));
  place.file('page.py', app);
  const port = String(await freePort());
  const marimo = await start(place, ['-m', 'marimo', '--yes', 'run', 'page.py', '--headless', '--no-token', '--port', port], /http:\/\/(?:localhost|127\.0\.0\.1):\d+/);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, locale: 'en-US' });
  page.setDefaultTimeout(kWaitMs);
  try {
    await page.goto(`http://127.0.0.1:${port}/`);
    const frame = page.frameLocator('iframe[title="local/papers"]');
    const told = page.getByText(/^told:/);
    await frame.getByRole('grid').getByText('Walking robots').click();
    await told.filter({ hasText: 'told: 1 [1] None' }).waitFor();
    await frame.getByRole('textbox', { name: 'Search all text columns' }).fill('glass');
    await frame.getByRole('textbox', { name: 'Search all text columns' }).press('Enter');
    await told.filter({ hasText: 'glass' }).waitFor();
    await photograph(page, 'marimo');
  } catch (error) {
    await photograph(page, 'failed-marimo');
    throw error;
  } finally {
    await page.close();
    await marimo.stop();
  }
});
