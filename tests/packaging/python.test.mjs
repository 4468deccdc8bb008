// The Python package over the build under test: its tests, its documentation's examples, its types and its style.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noPython, python } from '../api/python.mjs';
import { Workplace, sourceRoot } from '../cli/vitrine.mjs';

const folder = join(sourceRoot, 'python');

function run(t, args, cwd = folder) {
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', HF_HUB_OFFLINE: '1', VITRINE_HOME: new Workplace(t).home };
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', timeout: 300_000, cwd, env });
  assert.equal(status, 0, `${stdout}\n${stderr}`.slice(-6000));
  return stdout + stderr;
}

for (const file of readdirSync(join(folder, 'tests')).filter((name) => name.startsWith('test_')))
  test(`${file} passes`, { skip: noPython }, (t) => assert.match(run(t, ['-m', 'unittest', join('tests', file)]), /Ran [1-9]\d* tests?/));

test('the examples in the documentation hold', { skip: noPython }, (t) => {
  const modules = readdirSync(join(folder, 'vitrine')).filter((name) => name.endsWith('.py')).map((name) => `vitrine.${name.slice(0, -3)}`);
  const code = 'import doctest, importlib, sys; done = [doctest.testmod(importlib.import_module(name)) for name in sys.argv[1:]]; '
    + 'print(sum(each.attempted for each in done)); sys.exit(any(each.failed for each in done))';
  assert.ok(Number(run(t, ['-c', code, ...modules]).trim()) >= 10);
});

test('mypy --strict and ruff find nothing', { skip: noPython }, (t) => {
  const packaging = ['bundle', 'components', 'container', 'deb', 'older_glibc', 'release', 'tarball', 'wheel'].map((name) => join(sourceRoot, 'packaging', `${name}.py`));
  run(t, ['-m', 'mypy', '--cache-dir', join(sourceRoot, 'build/mypy'), 'vitrine', ...packaging]);
  run(t, ['-m', 'ruff', 'check', '--no-cache', '--config', 'pyproject.toml', 'vitrine', '../packaging']);
  run(t, ['-m', 'ruff', 'format', '--no-cache', '--check', '--config', 'pyproject.toml', 'vitrine', '../packaging']);
});
