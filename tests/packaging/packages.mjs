// Making packages of the build under test, and roots to try them in.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { binary, finished, sourceRoot } from '../cli/vitrine.mjs';

/// Runs and expects success; returns stdout.
export function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000, ...options });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${error ?? ''}${stderr}`);
  return stdout;
}
/// Where the packages of a run of the tests are kept, one folder a script.
const kept = join(dirname(binary), 'tried-packages');

/// What a package is made of: the program, what packs it, and the package of Python.
const ingredients = [binary, ...['packaging', 'python'].flatMap((folder) => readdirSync(join(sourceRoot, folder), { recursive: true }).map((file) => join(sourceRoot, folder, file)))];

/// What a script of packaging/ makes of the build under test, as a file of its name in `out`. It is made once as long as its ingredients are the same.
export function make(script, out) {
  const folder = join(kept, script);
  const last = join(folder, 'made.json');
  const changed = Math.max(...ingredients.map((file) => statSync(file).mtimeMs));
  let made = existsSync(last) ? JSON.parse(readFileSync(last, 'utf8')) : null;
  if (made?.changed !== changed) {
    rmSync(folder, { recursive: true, force: true });
    made = { changed, file: run('python3', [join(sourceRoot, 'packaging', script), dirname(binary), folder]).trim() };
    writeFileSync(last, JSON.stringify(made));
  }
  mkdirSync(out, { recursive: true });
  const file = join(out, basename(made.file));
  copyFileSync(made.file, file);
  return file;
}

export const has = (program) => spawnSync(program, ['--version']).error === undefined;

/// A root with glibc's files, `tree` at /opt, a file to serve, and a place to write.
export function bareRoot(place, tree) {
  const root = join(place.folder, 'root');
  for (const folder of ['opt', 'tmp', 'data', 'dev', 'proc']) mkdirSync(join(root, folder), { recursive: true });
  cpSync(tree, join(root, 'opt'), { recursive: true });
  const machine = run('ldd', ['/bin/true']).split('\n').map((line) => /(\/\S+)/.exec(line)?.[1]).filter(Boolean);
  for (const loaded of machine) {
    const folder = dirname(realpathSync(loaded));
    for (const name of [basename(loaded), 'libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libresolv.so.2']) {
      const target = join(root, dirname(loaded), name);
      if (!existsSync(join(folder, name)) || existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(folder, name), target);
    }
  }
  return root;
}

// A root of its own, with /proc, by which the program finds where it stands. Who is not root needs a user namespace for it.
const other = [...(process.getuid() === 0 ? [] : ['--user', '--map-root-user']), '--mount', '--pid', '--fork', '--kill-child'];
const withRoot = (root, command) => [...other, `--root=${root}`, '--mount-proc', ...command];
export const cannotChangeRoot = spawnSync('unshare', withRoot('/', ['/bin/true'])).status !== 0 && 'this user can change no root';

/// Runs a command in a root, with an empty environment but for PATH; returns stdout.
export const inRoot = (root, ...command) => inRootWith({}, root, ...command);
/// The same with options of spawnSync(), such as input.
export const inRootWith = (options, root, ...command) => run('unshare', withRoot(root, command), { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, ...options });

/// The same while this process goes on, say to answer it; returns {code, err}.
export const ends = (root, command, environment = {}) => finished(spawn('unshare', withRoot(root, command), { env: { PATH: '/usr/bin:/bin', ...environment } }));

/// Starts a command that goes on, as spawn() does, alone in a network of its own. A signal is the command's: unshare itself
/// heeds none.
export function aloneInRoot(root, command, options) {
  const line = ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', 'unshare', ...withRoot(root, command)];
  const child = spawn('unshare', line, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, ...options });
  child.kill = (signal) => spawnSync('pkill', ['-P', String(child.pid), '--signal', signal]).status === 0;
  return child;
}
