// The server under test: the one at VITRINE_URL, or VITRINE_BINARY started on the fixtures with a
// library of its own.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeFixtures } from './fixtures.mjs';

const kStartMs = 180_000;

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Resolves once the server lists the expected number of datasets. */
async function ready(url, server, datasets) {
  const until = Date.now() + kStartMs;
  let last = 'no answer';
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    try {
      const answer = await (await fetch(`${url}/api/v1/datasets`)).json();
      if (answer.datasets.length >= datasets) return;
      last = `${answer.datasets.length} of ${datasets} datasets`;
    } catch (error) {
      last = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server at ${url} is not ready: ${last}`);
}

const kLibrary = 'web-library-';
/** What the datasets are made by. */
const kMakers = ['fixtures.mjs', 'odd-media.mjs'];

/** A library of the datasets beside the binary, imported once for each of its builds. */
function importedOnce(binary) {
  const { mtimeMs, size } = statSync(binary);
  const hash = createHash('sha256').update(`${mtimeMs} ${size}`);
  for (const maker of kMakers) hash.update(readFileSync(join(import.meta.dirname, maker)));
  const made = join(dirname(binary), kLibrary + hash.digest('hex').slice(0, 16));
  const home = join(made, 'home');
  if (existsSync(home)) return home;
  for (const old of readdirSync(dirname(binary)).filter((name) => name.startsWith(kLibrary)))
    rmSync(join(dirname(binary), old), { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const making = mkdtempSync(join(made, 'new-'));
  const env = { ...process.env, VITRINE_HOME: join(making, 'home') };
  for (const source of writeFixtures(join(making, 'data'))) {
    const { status, stderr } = spawnSync(binary, ['import', source], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${source} is not imported: ${stderr}`);
  }
  try {
    renameSync(env.VITRINE_HOME, home);
  } catch (error) {
    if (!existsSync(home)) throw error; // else another run was first
  }
  return home;
}

/** `more`: arguments of `serve`. Returns its address, its library ("" where another process has it) and how to stop it. Errors: with a sentence saying what is missing. */
export async function startServer(more = []) {
  const running = process.env.VITRINE_URL;
  if (running) return { url: running.replace(/\/$/, ''), token: process.env.VITRINE_TOKEN ?? '', home: '', stop: () => {} };
  const binary = process.env.VITRINE_BINARY;
  if (!binary) throw new Error('set VITRINE_BINARY to the server, or VITRINE_URL to a running one');
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-web-'));
  const env = { ...process.env, VITRINE_HOME: join(folder, 'home') };
  cpSync(importedOnce(binary), env.VITRINE_HOME, { recursive: true });
  const port = await freePort();
  const server = spawn(binary, ['serve', '--port', String(port), ...more], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  let said = '';
  server.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, server, readdirSync(join(env.VITRINE_HOME, 'datasets', 'local')).length);
  } catch (error) {
    stop();
    throw new Error(`${error.message}\n${said}`, { cause: error });
  }
  const [, token = ''] = /\/\?token=(\S+)/.exec(said) ?? [];
  return { url, token, home: env.VITRINE_HOME, stop };
}
