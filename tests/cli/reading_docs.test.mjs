// Every rule of docs/reading.md names the tests that hold it, and these exist.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceRoot } from './vitrine.mjs';

const page = readFileSync(join(sourceRoot, 'docs/reading.md'), 'utf8');

/// "Suite.Name" of all unit tests.
function unitTests() {
  const names = [];
  for (const name of readdirSync(join(sourceRoot, 'src'), { recursive: true })) {
    if (!name.endsWith('_test.cc')) continue;
    const text = readFileSync(join(sourceRoot, 'src', name), 'utf8');
    for (const [, suite, test] of text.matchAll(/^TEST(?:_[FP])?\((\w+),\s*(\w+)\)/gm)) names.push(`${suite}.${test}`);
  }
  return names;
}

/// The text of the test file of this name.
function testFile(name) {
  for (const folder of ['cli', 'api']) {
    const file = `${name}.test.mjs`;
    if (readdirSync(join(sourceRoot, 'tests', folder)).includes(file)) return readFileSync(join(sourceRoot, 'tests', folder, file), 'utf8');
  }
  return '';
}

const quoted = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
const isUnit = (name) => /^[A-Z]\w*\.(\w+|\*)$/.test(name);
/// Of a text that holds other things in quotes too.
const named = (text) => quoted(text).filter((name) => isUnit(name) || (/^\w+: ./.test(name) && testFile(name.split(': ')[0])));

/// The rules: rows of tables whose last column is called "test".
function rules() {
  const found = [];
  let inTable = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) inTable = false;
    else if (/\| test \|$/.test(line)) inTable = true;
    else if (inTable && !line.startsWith('|---')) found.push(line);
  }
  return found;
}

test('every rule of docs/reading.md names a test', () => {
  assert.ok(rules().length > 40, `${rules().length} rules`);
  for (const rule of rules()) assert.notDeepEqual(quoted(rule.split('|').at(-2)), [], rule);
});

test('every test that docs/reading.md names exists', () => {
  const units = new Set(unitTests());
  const suites = new Set([...units].map((name) => name.split('.')[0]));
  const names = [...rules().flatMap((rule) => quoted(rule.split('|').at(-2))), ...named(page)];
  assert.ok(names.length > 60, `${names.length} names`);
  for (const name of names) {
    const file = name.split(': ')[0];
    const title = name.slice(file.length + 2);
    if (!isUnit(name)) assert.ok([`'${title}'`, `"${title}"`].some((text) => testFile(file).includes(text)), name);
    else if (name.endsWith('.*')) assert.ok(suites.has(name.slice(0, -2)), name);
    else assert.ok(units.has(name), name);
  }
});

test('every reader has a fuzz target', () => {
  const table = page.slice(page.indexOf('| reader of | fuzz target |')).split('\n').slice(2);
  const readers = table.slice(0, table.findIndex((line) => !line.startsWith('|')));
  assert.ok(readers.length > 12, `${readers.length} readers`);
  const targets = readdirSync(join(sourceRoot, 'fuzz'));
  for (const reader of readers) {
    assert.notDeepEqual(quoted(reader.split('|').at(-2)), [], reader);
    for (const target of quoted(reader.split('|').at(-2))) assert.ok(targets.includes(`${target}_fuzz.cc`), target);
  }
});
