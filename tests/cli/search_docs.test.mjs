// docs/search.md, word by word: its commands run in order, and print what it shows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, binary, sourceRoot } from './vitrine.mjs';

/// [{ command, lines }] of the console blocks of a page.
function steps(markdown) {
  const found = [];
  for (const [, block] of markdown.matchAll(/^```console\n(.*?)^```$/gms)) {
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) found.push({ command: line.slice(2), lines: [] });
      else found.at(-1).lines.push(line);
    }
  }
  return found;
}

const trimmed = (text) => text.replace(/\s+$/, '');

function assertShown(printed, shown, command) {
  assert.equal(printed.length, shown.length, `${command}\n${printed.join('\n')}`);
  for (const [i, line] of shown.entries()) {
    const isCut = line.endsWith('…') && !trimmed(printed[i]).endsWith('…');
    const actual = isCut ? printed[i].slice(0, line.length - 1) : trimmed(printed[i]);
    assert.equal(actual, isCut ? line.slice(0, -1) : line, command);
  }
}

test('every command of docs/search.md prints what the page shows', (t) => {
  const place = new Workplace(t);
  const all = steps(readFileSync(join(sourceRoot, 'docs/search.md'), 'utf8'));
  assert.ok(all.length > 10);
  for (const { command, lines } of all) {
    const result = spawnSync('bash', ['-c', command.replace(/^vitrine /, '"$VITRINE_BINARY" ')], {
      cwd: sourceRoot,
      env: { ...process.env, VITRINE_BINARY: binary, VITRINE_HOME: place.home },
      encoding: 'utf8',
    });
    assert.equal(result.status, 0, `${command}\n${result.stderr}`);
    assertShown(result.stdout === '' ? [] : result.stdout.trimEnd().split('\n'), lines, command);
  }
});
