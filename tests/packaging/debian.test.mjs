// The Debian package and the tarball, made of the build under test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { Workplace, lines, sourceRoot } from '../cli/vitrine.mjs';
import { bareRoot, cannotChangeRoot, has, inRoot, make, run } from './packages.mjs';

const shellFiles = ['man/man1/vitrine.1', 'bash-completion/completions/vitrine', 'zsh/vendor-completions/_vitrine', 'fish/vendor_completions.d/vitrine.fish'];

test('the Debian package', { timeout: 900_000 }, async (t) => {
  const place = new Workplace(t);
  const file = make('deb.py', place.folder);
  const root = join(place.folder, 'unpacked');
  run('dpkg-deb', ['--extract', file, root]);

  await t.test('depends on the libraries of Debian that it needs, in the versions that it needs', () => {
    assert.match(basename(file), /^vitrine_\d+\.\d+\.\d+-1_(amd64|arm64)\.deb$/);
    const depends = run('dpkg-deb', ['--field', file, 'Depends']);
    for (const each of [/libc6 \(>= 2\.3\d\)/, /libicu72/, /libcurl4/, /libstdc\+\+6/]) assert.match(depends, each);
  });

  await t.test('is clean to lintian', { skip: !has('lintian') && 'lintian is not installed' }, () => {
    const { status, stdout } = spawnSync('lintian', ['--fail-on', 'error,warning', file], { encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });

  await t.test('has manual, completions, a service that cannot do much, licences and the list of what is inside', () => {
    for (const name of shellFiles.slice(1)) assert.ok(existsSync(join(root, 'usr/share', name)), name);
    assert.ok(existsSync(join(root, 'usr/share/man/man1/vitrine.1.gz')));
    const unit = readFileSync(join(root, 'usr/lib/systemd/system/vitrine.service'), 'utf8');
    for (const line of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self'])
      assert.match(unit, new RegExp(`^${line}$`, 'm'));
    const documents = join(root, 'usr/share/doc/vitrine');
    assert.ok(existsSync(join(documents, 'copyright')));
    const names = JSON.parse(readFileSync(join(documents, 'sbom.spdx.json'), 'utf8')).packages.map((each) => each.name);
    assert.ok(names.includes('@duckdb/node-bindings-linux-x64') || names.includes('@duckdb/node-bindings-linux-arm64'));
  });

  await t.test('has a service that this systemd understands whole and finds little exposed', { skip: !has('systemd-analyze') && 'systemd is not installed' }, () => {
    const unit = join(root, 'usr/lib/systemd/system/vitrine.service');
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    assert.deepEqual(stderr.split('\n').filter((line) => line !== '' && !line.includes('is not executable')), []); // nothing is installed here
    const level = /Overall exposure level for vitrine\.service: (\d+\.\d+)/.exec(run('systemd-analyze', ['security', '--offline=true', unit]));
    assert.ok(Number(level[1]) <= 1.6, level[0]);
  });

  await t.test('makes the context of a container that installs it', () => {
    const context = run('tar', ['-xzOf', make('container.py', place.folder), '--wildcards', '*/Containerfile']);
    assert.match(context, /^FROM debian:12-slim\nCOPY vitrine_\*\.deb \/tmp\/vitrine\.deb\n/m);
    assert.doesNotMatch(context, /--from|AS build/);
  });

  await t.test('holds a program that runs from there', () => {
    const program = join(root, 'usr/bin/vitrine');
    const data = place.file('papers.jsonl', lines([{ title: 'one' }, { title: 'two' }]));
    const env = { PATH: process.env.PATH, VITRINE_HOME: place.home };
    run(program, ['import', data], { env });
    assert.match(run(program, ['sql', 'papers', 'SELECT count(*) AS n FROM train', '--json'], { env }), /"n":2/);
  });
});

test('the tarball runs where it is unpacked, in a root that holds nothing but glibc', { timeout: 900_000 }, async (t) => {
  const place = new Workplace(t);
  const file = make('tarball.py', place.folder);
  const [, name] = /^(vitrine-\d+\.\d+\.\d+)-linux-(?:x86_64|aarch64)\.tar\.gz$/.exec(basename(file));
  run('tar', ['-xzf', file, '-C', place.folder]);
  const tree = join(place.folder, name);
  for (const each of [...shellFiles, 'doc/vitrine/LICENSE', 'doc/vitrine/sbom.spdx.json']) assert.ok(existsSync(join(tree, 'share', each)), each);
  if (cannotChangeRoot) return t.skip(cannotChangeRoot);
  const root = bareRoot(place, tree);
  copyFileSync(place.file('papers.jsonl', lines([{ title: 'one' }, { title: 'two' }])), join(root, 'data/papers.jsonl'));
  const inside = (...args) => inRoot(root, '/opt/bin/vitrine', '--home', '/tmp/library', ...args);
  assert.equal(inside('import', '/data/papers.jsonl'), 'local/papers\n');
  assert.match(inside('sql', 'papers', 'SELECT count(*) AS n FROM train', '--json'), /"n":2/);
});

test('members of a tarball are sorted, of root, and of the time of the release, whatever the machine says', (t) => {
  const place = new Workplace(t);
  mkdirSync(join(place.folder, 'tree/bin'), { recursive: true });
  for (const name of ['tree/z', 'tree/bin/a']) place.file(name, 'x');
  const code = `import sys, pathlib; sys.path.insert(0, "${sourceRoot}/packaging"); import tarball
for name in ("one.tgz", "two.tgz"):
    tarball.write_tar(pathlib.Path(name), pathlib.Path("tree"), "v")
    tarball.os.utime("tree/z", (0, 0)); tarball.os.chmod("tree/z", 0o600)`;
  run('python3', ['-c', code], { cwd: place.folder, env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' } });
  assert.ok(readFileSync(join(place.folder, 'one.tgz')).equals(readFileSync(join(place.folder, 'two.tgz'))));
  const listed = run('tar', ['-tvzf', join(place.folder, 'one.tgz')], { env: { ...process.env, TZ: 'UTC' } });
  assert.deepEqual(listed.trim().split('\n').map((line) => line.replace(/ +/g, ' ')), [
    'drwxr-xr-x root/root 0 2023-11-14 22:13 v/bin/',
    '-rw-r--r-- root/root 1 2023-11-14 22:13 v/bin/a',
    '-rw-r--r-- root/root 1 2023-11-14 22:13 v/z',
  ]);
});

test('a release is refused without a version and a section of the changelog that fit', (t) => {
  const { status, stderr } = spawnSync('python3', [join(sourceRoot, 'packaging/release.py'), '99.0.0', '.', new Workplace(t).folder], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /^release: CMakeLists\.txt says version \d+\.\d+\.\d+, not 99\.0\.0: change it there first\n$/);
});
