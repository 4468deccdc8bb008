// The binary under test, with a library and a folder of its own per test.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const binary = resolve(process.env.VITRINE_BINARY ?? 'VITRINE_BINARY is not set');
export const sourceRoot = resolve(process.env.VITRINE_SOURCE_DIR ?? '../..');
export const sharedData = join(sourceRoot, '..', 'shared', 'data');

/// Emits `change` after each change in a folder or any folder below it. Node's own recursive watch throws, where nobody can
/// catch it, when a new folder has gone before it is read; here a folder that has gone is simply no longer watched.
class TreeWatch extends EventEmitter {
  #watches = new Map();

  constructor(root) {
    super();
    this.root = root;
    this.#look();
  }
  close() {
    for (const each of this.#watches.values()) each.close();
    this.#watches.clear();
  }

  /// Watches the folders there are now, known by their inodes: another one may have come under an old name.
  #look() {
    const found = new Set();
    const visit = (folder) => {
      try {
        const inode = statSync(folder).ino;
        found.add(inode);
        if (!this.#watches.has(inode)) this.#watches.set(inode, watch(folder, () => this.#changed()).on('error', () => this.#changed()));
        for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) visit(join(folder, entry.name));
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
    };
    visit(this.root);
    for (const [inode, each] of this.#watches) {
      if (found.has(inode)) continue;
      each.close();
      this.#watches.delete(inode);
    }
  }
  #changed() {
    this.#look();
    this.emit('change');
  }
}

export class Workplace {
  constructor(t) {
    this.folder = mkdtempSync(join(tmpdir(), 'vitrine-cli-'));
    this.home = join(this.folder, 'home');
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /// Writes a file and returns its path.
  file(name, content) {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  run(args, { input, env = {}, timeout = 300_000 } = {}) {
    const result = spawnSync(binary, args, {
      input,
      timeout,
      maxBuffer: 1 << 28,
      env: { ...process.env, VITRINE_HOME: this.home, ...env },
      cwd: this.folder,
    });
    return { status: result.status, signal: result.signal, out: String(result.stdout), err: String(result.stderr) };
  }

  /// Runs and expects success; returns what was printed.
  ok(...args) {
    const result = this.run(args);
    assert.equal(result.status, 0, result.err);
    return result.out;
  }

  /// Runs and expects one line on stderr that `pattern` fits, exit code 1, and nothing left behind.
  fails(args, pattern, options) {
    const result = this.run(args, options);
    assert.equal(result.status, 1, `${result.signal ?? ''} ${result.err}${result.out}`);
    const lines = result.err.trim().split('\n');
    assert.match(lines.at(-1), pattern);
    assert.match(lines.at(-1), /^vitrine: /);
    assert.deepEqual(this.staging(), []);
    return lines.at(-1);
  }

  start(args, options = {}) {
    return spawn(binary, args, { env: { ...process.env, VITRINE_HOME: this.home }, cwd: this.folder, ...options });
  }

  /// Rows of a dataset as the API gives them.
  rows(name, ...options) {
    return JSON.parse(this.ok('rows', name, '--json', '--limit', '10000', ...options)).hits.map((hit) => hit.row);
  }
  types(name) {
    const { datasets } = JSON.parse(this.ok('list', '--json'));
    assert.ok(datasets.some((dataset) => dataset.id === `local/${name}`));
    const { columns } = JSON.parse(this.ok('stats', name, '--json'));
    return Object.fromEntries(columns.map((column) => [column.name, column.type]));
  }

  datasets() {
    const root = join(this.home, 'datasets', 'local');
    return existsSync(root) ? readdirSync(root) : [];
  }
  dataset(name) {
    return join(this.home, 'datasets', 'local', name);
  }
  /// Resolves once `holds()` does, asked again after each change below the folder; also when `child` ends.
  async until(holds, child) {
    const changes = new TreeWatch(this.folder);
    try {
      const ended = new Promise((done) => child.once('close', () => done(true)));
      while (!holds()) {
        const change = new Promise((done) => changes.once('change', () => done(false)));
        // Again: the change may have come before anybody listened.
        if (holds() || (await Promise.race([change, ended]))) return;
      }
    } finally {
      changes.close();
    }
  }
  staging() {
    return this.datasets().flatMap((name) => readdirSync(this.dataset(name)).filter((entry) => entry.startsWith('staging')));
  }
}

/// Resolves with the exit code, and what was written to stderr.
export function finished(child) {
  return new Promise((done) => {
    let err = '';
    child.stderr?.on('data', (chunk) => (err += chunk));
    child.on('close', (code, signal) => done({ code, signal, err }));
  });
}

export const lines = (rows) => rows.map((row) => JSON.stringify(row)).join('\n') + '\n';
