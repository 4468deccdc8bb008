// A root of Debian 12 without a compiler: the lines by which README.md installs Vitrine, typed there word by word, and the
// container that is built over such a root, run with nothing to write to but /data, and the service, run by systemd.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { Workplace, finished, sharedData, sourceRoot } from '../cli/vitrine.mjs';
import { pdf } from '../web/odd-media.mjs';
import { aloneInRoot, cannotChangeRoot, has, inRoot, inRootWith, make, run } from './packages.mjs';

/// What a server answers that is alone in the network of a process.
const asked = (pid, path, ...options) => run('nsenter', [`--target=${pid}`, '--net', 'curl', '--silent', '--noproxy', '*', ...options, `http://127.0.0.1:7860${path}`]);
const countOfRows = (pid, ...options) => JSON.parse(asked(pid, '/api/v1/datasets/local/papers/sql?sql=SELECT+count(*)+FROM+train', ...options)).rows;
const firstHit = (pid, ...options) => JSON.parse(asked(pid, '/api/v1/datasets/local/papers/search?q=reward+models&limit=1', ...options)).hits[0];

/// The commands of README's first lines, without their comments.
function installLines() {
  const start = /^## Start\n(.*?)\nFrom source/ms.exec(readFileSync(join(sourceRoot, 'README.md'), 'utf8'))[1];
  return [...start.matchAll(/^ {4}(\S.*?)(?: +#.*)?$/gm)].map((match) => match[1]);
}

/// The file that a root serves as papers.parquet: of the data beside the checkout where there is some, else what ships with Vitrine; and
/// what is asked of it.
const previewed = join(sharedData, 'iclr2025_preview.jsonl');
const served = existsSync(previewed) ? previewed : join(sourceRoot, 'data/sample/iclr2025/train.jsonl');
const numServed = readFileSync(served, 'utf8').trim().split('\n').length;

/// README's three ways: which lines are one, and where it puts the program.
const ways = {
  'the tarball': { lines: /^tar /, program: /^\/srv\/vitrine-[\d.]+\/bin\/vitrine$/, path: 'PATH=$(echo $PWD/vitrine-*/bin):$PATH' },
  'the Debian package': { lines: /^sudo apt /, program: /^\/usr\/bin\/vitrine$/, path: ':' },
  'the wheel': { lines: /^(python3 -m venv|pip) /, program: /^\/srv\/venv\/bin\/vitrine$/, path: '. venv/bin/activate' },
};
const serveLine = 'vitrine papers.parquet';

/// Resolves once a stream has shown what fits, which can be read on.
async function shows(stream, pattern) {
  let all = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) if (pattern.test((all += chunk))) return;
  throw new Error(`never shown: ${pattern}, but ${all}`);
}
const kAddress = /Vitrine is at http:\/\/(127\.0\.0\.1|0\.0\.0\.0):7860[/ ]/;

/// Types a way's lines in a root, and README's that serves, and asks for papers.
async function installs(root, way) {
  const lines = installLines().filter((line) => way.lines.test(line));
  inRootWith({ input: 'y\n' }, root, 'bash', '-ec', ['cd /srv', ...lines].join('\n'));
  const server = aloneInRoot(root, ['bash', '-ec', `cd /srv; ${way.path}; export VITRINE_HOME=$(mktemp -d); command -v vitrine; exec ${serveLine}`]);
  const end = finished(server);
  const program = once(server.stdout, 'data');
  await shows(server.stderr, kAddress);
  assert.match(String(await program).trim(), way.program);
  assert.match(firstHit(server.pid).row.title, /Reward Models/);
  assert.deepEqual(countOfRows(server.pid), [[numServed]]);
  assert.match(asked(server.pid, '/'), /<!doctype html>/);
  server.kill('SIGTERM');
  assert.equal((await end).code, 0);
}

/// papers.parquet, as README has it, in a folder.
function papersIn(place) {
  const file = join(place.folder, 'papers.parquet');
  place.ok('import', served, '--name', 'local/papers');
  place.ok('export', 'papers', '--out', file);
  return file;
}

/// A root that mmdebstrap makes, after some hooks, with files in /srv.
function debian(place, release, files, hooks = []) {
  const root = join(place.folder, release);
  const all = [...hooks, ...files.map((file) => `upload ${file} /srv/${basename(file)}`)].map((hook) => `--customize-hook=${hook}`);
  run('mmdebstrap', ['--variant=apt', '--skip=cleanup/apt', '--aptopt=Acquire::Retries "5"', ...all, release, root, 'http://deb.debian.org/debian'], { timeout: 800_000 });
  for (const compiler of ['cc', 'gcc', 'c++']) assert.ok(!existsSync(join(root, 'usr/bin', compiler)), compiler);
  return root;
}

/// Commands of a namespace's mounts and more, which `target` names to nsenter.
const entering = (target, env = process.env) => ({
  ok: (...args) => run('nsenter', [...target, ...args], { env }).trim(),
  result: (...args) => spawnSync('nsenter', [...target, ...args], { env, encoding: 'utf8' }),
  start: (...args) => spawn('nsenter', [...target, ...args], { env }),
});

/// A machine of its own that systemd runs, from a root; its console shows what its services say.
async function boot(t, root) {
  mkdirSync(join(root, 'etc/systemd/journald.conf.d'), { recursive: true });
  writeFileSync(join(root, 'etc/systemd/journald.conf.d/console.conf'), '[Journal]\nForwardToConsole=yes\n');
  const nspawn = spawn('systemd-nspawn', ['--quiet', '--register=no', '--keep-unit', '--private-network', `--directory=${root}`, '--boot'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = finished(nspawn);
  t.after(() => {
    nspawn.kill('SIGTERM'); // is a machine's power button
    return end;
  });
  await shows(nspawn.stdout, /Reached target.*multi-user\.target/);
  const pid = run('pgrep', ['--parent', String(nspawn.pid)]).trim();
  return { pid, console: nspawn.stdout, ...entering([`--target=${pid}`, '--all']) };
}

/// podman with its images and containers below a folder, all its commands among the same mounts.
async function podman(t, folder) {
  mkdirSync(folder);
  // crun knows cgroups of version 1 and those of version 2, and not both at once.
  const apart = spawn('unshare', ['--mount', 'sh', '-c', 'umount -q /sys/fs/cgroup/unified; echo apart; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(apart.stdout, 'data');
  t.after(() => apart.stdin.end());
  const places = ['root', 'runroot', 'tmpdir'].map((each) => `--${each}=${join(folder, each)}`);
  const line = [`--target=${apart.pid}`, '--mount', 'podman', ...places, '--storage-driver=vfs', '--cgroup-manager=cgroupfs', '--events-backend=none'];
  return entering(line, { ...process.env, BUILDAH_ISOLATION: 'chroot' });
}

/// Nobody is asked for more than this machine's processes may.
const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1000:1000', '--cgroups=disabled', '--network=none'];

const cannot = cannotChangeRoot || ['mmdebstrap', 'ip'].filter((each) => !has(each)).map((each) => `${each} is not installed`)[0];

test('in a bare root of Debian', { skip: cannot, timeout: 900_000 }, async (t) => {
  const place = new Workplace(t);
  const [deb, wheel, tarball, context] = ['deb.py', 'wheel.py', 'tarball.py', 'container.py'].map((script) => make(script, place.folder));
  const base = join(place.folder, 'base.tar');
  const root = debian(place, 'bookworm', [deb, wheel, tarball, papersIn(place)], [
    `tar --create --one-file-system --file=${base} --directory="$1" .`,
    'chroot "$1" apt-get install -y -qq --no-install-recommends python3-venv sudo systemd-sysv poppler-utils',
  ]);

  const typed = installLines();
  await t.test('README has lines for three ways, and one that serves', () => {
    const known = Object.values(ways).map((way) => typed.filter((line) => way.lines.test(line)));
    assert.ok(known.every((lines) => lines.length > 0));
    assert.deepEqual([...known.flat(), serveLine].sort(), [...typed].sort());
  });

  for (const [name, way] of Object.entries(ways)) await t.test(`README's lines install ${name}, whose program serves papers`, () => installs(root, way));

  await t.test('systemd starts the service of the Debian package, which serves within all its limits', { skip: !has('systemd-nspawn') && 'systemd-nspawn is not installed' }, async (t) => {
    writeFileSync(join(root, 'etc/default/vitrine'), 'VITRINE_OPTIONS=/srv/papers.parquet\n');
    const machine = await boot(t, root);
    machine.ok('systemctl', 'enable', '--now', 'vitrine');
    await shows(machine.console, kAddress);
    machine.console.resume();
    const said = machine.ok('journalctl', '--unit=vitrine', '--output=cat');
    const [, command] = /^the owner's token is not written here; `(vitrine token owner --home \S+)` prints it$/m.exec(said);
    assert.doesNotMatch(said, /vit_|token=/);
    const bearer = ['--header', `Authorization: Bearer ${machine.ok(...command.split(' '))}`];
    assert.match(asked(machine.pid, '/api/v1/datasets'), /lets nobody read without a token/);
    assert.match(firstHit(machine.pid, ...bearer).row.title, /Reward Models/);
    assert.deepEqual(countOfRows(machine.pid, ...bearer), [[numServed]]);

    const server = machine.ok('systemctl', 'show', '--property=MainPID', '--value', 'vitrine');
    const status = machine.ok('cat', `/proc/${server}/status`);
    for (const limit of [/^Uid:\s+[1-9]/m, /^CapEff:\s+0+$/m, /^CapBnd:\s+0+$/m, /^NoNewPrivs:\s+1$/m, /^Seccomp:\s+2$/m]) assert.match(status, limit);
    for (const file of ['/usr/bin/x', '/etc/x', '/srv/x'])
      assert.match(machine.result('nsenter', `--target=${server}`, '--mount', 'touch', file).stderr, /Read-only file system/);
    machine.ok('systemctl', 'reload', 'vitrine');
    assert.deepEqual(countOfRows(machine.pid, ...bearer), [[numServed]]);

    // Begun again, over a folder of documents, whose first pages another program draws within the same limits.
    mkdirSync(join(root, 'srv/documents'));
    writeFileSync(join(root, 'srv/documents/first.pdf'), pdf('First page'));
    writeFileSync(join(root, 'etc/default/vitrine'), 'VITRINE_OPTIONS=/srv/documents\n');
    machine.ok('systemctl', 'restart', 'vitrine');
    const journal = machine.start('journalctl', '--unit=vitrine', '--output=cat', '--lines=all', '--follow');
    await shows(journal.stdout, /Vitrine is at [^]*Vitrine is at /);
    journal.kill();
    assert.deepEqual(countOfRows(machine.pid, ...bearer), [[numServed]]);
    const drawn = asked(machine.pid, '/api/v1/datasets/local/documents/thumbnails/default/train/first.pdf', ...bearer, '--output', '/dev/null', '--write-out', '%{http_code} %{content_type}');
    assert.equal(drawn, '200 image/webp');
    machine.ok('systemctl', 'stop', 'vitrine');
    assert.equal(machine.ok('systemctl', 'show', '--property=Result', '--value', 'vitrine'), 'success');
  });

  await t.test('a container is built over it, and serves as nobody in particular with nothing to write to but /data', { skip: !has('podman') && 'podman is not installed' }, async (t) => {
    const { ok, result, start } = await podman(t, join(place.folder, 'podman'));
    ok('import', '--quiet', base, 'docker.io/library/debian:12-slim');
    const { status, stderr } = result('run', '--rm', ...limits, 'debian:12-slim', 'true');
    if (status !== 0) return t.skip(`podman runs no container here: ${stderr.trim()}`);
    run('tar', ['-xzf', context, '-C', place.folder]);
    ok('build', '--quiet', '--format=docker', '--pull=never', '--tag=vitrine', join(place.folder, basename(context, '.tar.gz')));
    ok('run', '--detach', '--name=served', '--read-only', '--read-only-tmpfs=false', '--volume=vitrine:/data', '--health-interval=disable', ...limits, 'vitrine');
    t.after(() => result('rm', '--force', '--volumes', 'served'));
    const inside = (...command) => ok('exec', 'served', ...command);
    const log = start('logs', '--follow', 'served');
    await shows(log.stderr, kAddress);
    log.kill();
    const pid = ok('inspect', '--format={{.State.Pid}}', 'served');
    assert.equal(inside('id', '-u'), '7860');
    assert.match(inside('sh', '-c', 'grep CapEff /proc/1/status'), /^CapEff:\s+0+$/);
    for (const file of ['/x', '/tmp/x', '/home/x', '/usr/bin/x']) assert.match(result('exec', '--user=0', 'served', 'touch', file).stderr, /Read-only file system/, file);

    assert.equal(JSON.parse(asked(pid, '/api/v1/datasets')).error.split(' without')[0], 'This server lets nobody read');
    ok('cp', join(place.folder, 'papers.parquet'), 'served:/data/papers.parquet');
    assert.equal(inside('vitrine', 'import', '/data/papers.parquet'), 'local/papers');
    const bearer = ['--header', `Authorization: Bearer ${inside('vitrine', 'token', 'owner')}`];
    assert.match(firstHit(pid, ...bearer).row.title, /Reward Models/);
    assert.deepEqual(countOfRows(pid, ...bearer), [[numServed]]);
    ok('healthcheck', 'run', 'served');
    ok('stop', 'served');
    assert.equal(ok('inspect', '--format={{.State.ExitCode}}', 'served'), '0');
    assert.notEqual(result('healthcheck', 'run', 'served').status, 0);
  });
});

test('the tarball runs over the glibc of Debian 11, which is older than the one it was built with', { skip: cannot, timeout: 900_000 }, async (t) => {
  const place = new Workplace(t);
  const root = debian(place, 'bullseye', [make('tarball.py', place.folder), papersIn(place)]);
  assert.match(inRoot(root, 'ldd', '--version'), /GLIBC 2\.31-/);
  await installs(root, ways['the tarball']);
});
