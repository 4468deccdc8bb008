// The wheel, made of the build under test: installed where there is no compiler, and its program in a root that holds nothing
// but glibc.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace, lines, sourceRoot } from '../cli/vitrine.mjs';
import { bareRoot, cannotChangeRoot, ends, inRoot, make, run } from './packages.mjs';

test('the wheel', { timeout: 600_000 }, async (t) => {
  const place = new Workplace(t);
  const file = make('wheel.py', join(place.folder, 'wheels'));

  await t.test('is named for the glibc that it needs, and has less than 60 MB', () => {
    assert.match(basename(file), /^vitrine_data-\d+\.\d+\.\d+-py3-none-manylinux_2_31_(x86_64|aarch64)\.whl$/);
    assert.ok(statSync(file).size < 60e6, `${statSync(file).size} bytes`);
  });

  await t.test('is refused where a library asks for what the old glibc and we do not have', () => {
    const [source, library] = [place.file('dice.c', '#include <stdlib.h>\nint die(void) { return 1 + arc4random_uniform(6); }\n'), join(place.folder, 'dice.so')];
    run('gcc', ['-shared', '-fPIC', '-o', library, source]);
    const code = `import sys, pathlib; sys.path.insert(0, "${sourceRoot}/packaging"); import older_glibc
older_glibc.Symbols(pathlib.Path("${library}")).lower({"arc4random"})`;
    const { status, stderr } = spawnSync('python3', ['-c', code], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [1, 'older_glibc: dice.so asks for arc4random_uniform of GLIBC_2.36, which packaging/older_glibc.c does not have\n']);
  });

  await t.test('has the same bytes however its members were found, and whenever', () => {
    const code = `import sys, pathlib; sys.path.insert(0, "${sourceRoot}/packaging"); import wheel
members = {"b": (b"two", True), "a": (b"one", False)}
wheel.write_zip(pathlib.Path("one.whl"), members)
wheel.components.os.utime("one.whl", (0, 0))
wheel.write_zip(pathlib.Path("two.whl"), dict(reversed(members.items())))`;
    run('python3', ['-c', code], { cwd: place.folder, env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' } });
    assert.ok(readFileSync(join(place.folder, 'one.whl')).equals(readFileSync(join(place.folder, 'two.whl'))));
    assert.match(run('python3', ['-m', 'zipfile', '-l', join(place.folder, 'one.whl')]), /a +2023-11-14 .*\nb +2023-11-14 /);
  });

  const venv = join(place.folder, 'venv');
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin/pip'), ['install', '--quiet', '--no-index', '--disable-pip-version-check', file]);
  const env = { PATH: join(venv, 'bin'), HOME: place.folder, VITRINE_HOME: place.home };

  await t.test('serves a file from a fresh environment without a compiler', async () => {
    place.file('papers.jsonl', lines([{ title: 'Reward models' }, { title: 'Robots' }]));
    const start = (args, options) => spawn(join(venv, 'bin/vitrine'), args, { env, cwd: place.folder, ...options });
    const server = await serve({ start }, 'papers.jsonl');
    const found = await (await fetch(`${server.url}/api/v1/datasets/local/papers/search?q=reward`)).json();
    assert.deepEqual(found.hits.map((hit) => hit.row_idx), [0]);
    const summed = await (await fetch(`${server.url}/api/v1/datasets/local/papers/sql?sql=SELECT+count(*)+AS+n+FROM+train`)).json();
    assert.deepEqual(summed.rows, [[2]]);
    assert.match(await (await fetch(server.url)).text(), /<!doctype html>/);
    await server.stop();
  });

  await t.test('has a typed package that needs no other, and the licences and the list of what is inside', () => {
    const code = 'import vitrine; rows = vitrine.open("papers.jsonl").search("robots"); print(list(rows), rows.total)';
    assert.equal(run(join(venv, 'bin/python'), ['-c', code], { env, cwd: place.folder }), "[{'title': 'Robots'}] 1\n");
    const site = run(join(venv, 'bin/python'), ['-c', 'import sysconfig; print(sysconfig.get_path("platlib"))']).trim();
    assert.ok(existsSync(join(site, 'vitrine/py.typed')));
    const info = join(site, readdirSync(site).find((name) => name.startsWith('vitrine_data-')));
    const sbom = JSON.parse(readFileSync(join(info, 'sboms/sbom.spdx.json'), 'utf8'));
    const names = sbom.packages.map((each) => each.name);
    for (const name of ['vitrine', 'libicu72', '@duckdb/node-bindings-linux-x64', 'libboost1.81-dev', 'svelte']) assert.ok(names.includes(name), name);
    assert.ok(readdirSync(join(info, 'licenses/licences')).length > 40);
  });

  await t.test('takes over the library of version 0.1.0 with all that people made in it', async () => {
    const home = join(place.folder, 'old');
    cpSync(join(sourceRoot, 'tests/compat/0.1.0'), home, { recursive: true });
    const vitrine = (...args) => run(join(venv, 'bin/vitrine'), [...args, '--home', home], { env, cwd: place.folder });
    assert.match(vitrine('doctor', '--repair'), /old\/papers: mended/);
    const token = vitrine('token', 'add', 'ana', '--role', 'curator').trim();
    const start = (args, options) => spawn(join(venv, 'bin/vitrine'), [...args, '--home', home], { env, cwd: place.folder, ...options });
    const api = async (path, method = 'GET', body = undefined) => {
      const server = await serve({ start });
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const answer = await fetch(`${server.url}/api/v1/datasets/old/papers/${path}`, { method, headers, body });
      const said = await answer.json();
      await server.stop();
      assert.ok(answer.ok, JSON.stringify(said));
      return said;
    };
    const [kept] = (await api('reading-list')).entries;
    assert.equal(kept.note, 'kept since 0.1.0');
    await api('labels/verdict', 'PUT', '{"kind": "choice", "choices": ["good"]}');
    await api(`labels/verdict/rows/${kept.now}`, 'PUT', '{"value": "good", "was": null}');
    // Another import of the same rows, turned round, takes both along: entries of 0.1.0 do not say what their row is, which was
    // found out when they were first shown.
    const rows = readFileSync(join(sourceRoot, 'tests/compat/papers.jsonl'), 'utf8').trim().split('\n');
    place.file('turned.jsonl', rows.reverse().join('\n') + '\n');
    vitrine('import', 'turned.jsonl', '--name', 'old/papers');
    const [moved] = (await api('reading-list')).entries;
    assert.deepEqual([moved.note, moved.title, moved.status, moved.rating, moved.now], [kept.note, kept.title, 'read', 4, rows.length - 1 - kept.now]);
    const { hits } = await api('search?where=verdict+IS+NOT+NULL');
    assert.deepEqual(hits.map((hit) => [hit.row_idx, hit.row.verdict]), [[rows.length - 1 - kept.now, 'good']]);
  });

  await t.test('its program runs in a root that holds nothing but glibc', { skip: cannotChangeRoot }, () => {
    const root = bareRoot(place, run(join(venv, 'bin/python'), ['-c', 'import vitrine; print(vitrine.__path__[0])'], { env }).trim());
    copyFileSync(join(place.folder, 'papers.jsonl'), join(root, 'data/papers.jsonl'));
    const inside = (...args) => inRoot(root, '/opt/bin/vitrine', '--home', '/tmp/library', ...args);
    assert.equal(inside('import', '/data/papers.jsonl'), 'local/papers\n');
    assert.match(inside('search', 'papers', 'robots'), /Robots/);
    assert.match(inside('export', 'papers', '--format', 'csv'), /^title\r?\nReward models\r?\nRobots\r?\n$/);
  });

  await t.test('https:// is checked by certificates where other systems than Debian keep them, and refused where there are none', { skip: cannotChangeRoot }, async () => {
    const root = join(place.folder, 'root');
    const openssl = (...args) => run('openssl', args, { cwd: place.folder });
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1');
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(place.folder, name)));
    const site = createServer({ key, cert }, (_, response) => response.end('title\nGlass\n'));
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    t.after(() => site.close());
    const command = ['/opt/bin/vitrine', '--home', '/tmp/library', 'import', `https://127.0.0.1:${site.address().port}/glass.csv`];
    assert.match((await ends(root, command)).err, /no certificates that https:\/\/ can be checked by: install its package ca-certificates, or name a file of them in SSL_CERT_FILE\n$/);
    for (const [name, what] of [['etc/pki/tls/certs/ca-bundle.crt', 'Fedora'], ['etc/ssl/ca-bundle.pem', 'openSUSE'], ['etc/ssl/cert.pem', 'Alpine']]) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      copyFileSync(join(place.folder, 'cert.pem'), join(root, name));
      const { code, err } = await ends(root, [...command, '--name', `local/${what.toLowerCase()}`]);
      assert.equal(code, 0, `${what}: ${err}`);
      rmSync(join(root, name));
    }
    copyFileSync(join(place.folder, 'cert.pem'), join(root, 'tmp/mine.pem'));
    assert.equal((await ends(root, [...command, '--name', 'local/named'], { SSL_CERT_FILE: '/tmp/mine.pem' })).code, 0);
  });
});
