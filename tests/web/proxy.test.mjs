// The page below a path, behind proxies that take the path off, say so, or leave it on. docs/access.md has the settings that are tried here.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipCaddy, skipNginx, startCaddy, startNginx } from '../cli/proxies.mjs';
import { photograph, visit } from './browser.mjs';
import { freePort, startServer } from './server.mjs';

/** A block of docs/access.md, with the ports filled in. */
function documented(kind, about, serverPort, port) {
  const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
  const block = [...page.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text).find((text) => text.includes(about));
  return block.replaceAll('7860', String(serverPort)).replaceAll('data.example.org', `http://127.0.0.1:${port}`);
}

/** A server with `options`, and a proxy before it that `start` starts; resolves to the address from outside and the server. */
async function behind(t, options, start) {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-proxy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const server = await startServer(options(`http://127.0.0.1:${port}`));
  t.after(() => server.stop());
  await start(folder, new URL(server.url).port, port);
  return { outside: `http://127.0.0.1:${port}`, server };
}

/** What a person does: lets the browser in, opens a dataset, looks at pictures, searches, saves, reloads, goes home. */
async function walk({ outside, server }, path, photo) {
  await visit(`${path}/?token=${server.token}`, { origin: outside }, async (page) => {
    await page.waitForURL(`${outside}${path}/`);
    await page.getByRole('link', { name: 'gallery', exact: true }).click();
    await page.waitForURL(`${outside}${path}/datasets/local/gallery`);
    await page.getByRole('grid').waitFor();
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByRole('article').first().waitFor();
    await photograph(page, photo);
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await page.getByRole('button', { name: /^Save/ }).first().click();
    assert.equal((await saved).status(), 200);
    await page.reload();
    await page.getByRole('article').first().waitFor();
    await page.goto(`${outside}${path}/datasets/local/pictures`);
    const picture = page.locator('[role=grid] img').first();
    await picture.waitFor();
    assert.ok(await picture.evaluate(async (image) => { await image.decode(); return image.naturalWidth > 0; }));
    await page.goto(`${outside}${path}/datasets/local/gallery?tab=api`);
    await page.getByText(`${outside}${path}/mcp`).waitFor();
    await page.getByRole('link', { name: /all datasets/i }).first().click();
    await page.waitForURL(`${outside}${path}/`);
    await page.getByRole('link', { name: 'gallery', exact: true }).waitFor();
  });
}

/** Addresses that programs are given lead through the proxy. */
async function addressesLead(outside, path) {
  const { parquet_files: files } = await (await fetch(`${outside}${path}/parquet?dataset=local/gallery`)).json();
  assert.ok(files[0].url.startsWith(`${outside}${path}/datasets/local/gallery/resolve/`), files[0].url);
  assert.equal((await fetch(files[0].url)).status, 200);
  const viewer = await fetch(`${outside}${path}/datasets/local/gallery/viewer`, { redirect: 'manual' });
  assert.equal(viewer.headers.get('location'), `${path}/datasets/local/gallery`);
}

test('nginx that takes the path off, with the server told its address', { skip: skipNginx }, async (t) => {
  const found = await behind(t, (outside) => ['--base-url', `${outside}/vitrine`], (folder, serverPort, port) =>
    startNginx(t, join(folder, 'nginx'), `127.0.0.1:${port}`, documented('nginx', 'location /vitrine/', serverPort, port)));
  await walk(found, '/vitrine', 'below-a-path');
  await addressesLead(found.outside, '/vitrine');
});

test('Caddy that takes the path off and says so, believed as a proxy', { skip: skipCaddy }, async (t) => {
  const found = await behind(t, () => ['--trusted-proxy', '127.0.0.1'], (folder, serverPort, port) =>
    startCaddy(t, join(folder, 'caddy'), documented('caddyfile', 'handle_path', serverPort, port)));
  await walk(found, '/vitrine', 'behind-caddy');
  await addressesLead(found.outside, '/vitrine');
});

test('a path of two parts that the proxy leaves on', { skip: skipNginx }, async (t) => {
  const found = await behind(t, (outside) => ['--base-url', `${outside}/lab/vitrine/`], (folder, serverPort, port) =>
    startNginx(t, join(folder, 'nginx'), `127.0.0.1:${port}`, `location /lab/vitrine { proxy_pass http://127.0.0.1:${serverPort}; }`));
  await walk(found, '/lab/vitrine', 'below-a-longer-path');
  await addressesLead(found.outside, '/lab/vitrine');
});

test('a proxy of which the server knows nothing: people read below the path', { skip: skipNginx }, async (t) => {
  const { outside } = await behind(t, () => [], (folder, serverPort, port) =>
    startNginx(t, join(folder, 'nginx'), `127.0.0.1:${port}`, `location /any/ { proxy_pass http://127.0.0.1:${serverPort}/; }`));
  await visit('/any/datasets/local/gallery?tab=search&q=zebrafish', { origin: outside }, async (page) => {
    await page.getByRole('article').first().waitFor();
    await page.reload();
    await page.getByRole('article').first().waitFor();
  });
});
