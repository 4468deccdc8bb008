// What the commands print on a terminal of some width, and what into a pipe.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Workplace, binary, lines } from './vitrine.mjs';

const noTerminal = spawnSync('script', ['--version']).status !== 0 && 'script is not installed';
const long = 'A long text about glass, cases and what lies in them. '.repeat(8).trim();
const rows = [
  { title: '数据库的玻璃', place: 'x', text: long, year: 2021, more: long, note: 'a' },
  { title: 'Vitrines 🚀 of glass', place: 'y', text: 'short', year: 2022, more: 'b', note: 'b' },
  { title: 'Cafe\u0301 de\u0301ja\u0300 vu, glass', place: 'z', text: long, year: 2023, more: long, note: 'c' },
];
const tables = [['list'], ['stats', 'papers'], ['rows', 'papers'], ['search', 'papers', 'glass'], ['similar', 'papers', '0'], ['sql', 'papers', 'SELECT * FROM train']];

/// stdout of a command on a terminal of so many columns.
function onTerminal(place, columns, args, env = {}) {
  const command = `stty cols ${columns} rows 40; exec ${[binary, ...args].map((part) => `'${part}'`).join(' ')} 2>/dev/null`;
  const { status, stdout } = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], { encoding: 'utf8', env: { ...process.env, SHELL: '/bin/sh', VITRINE_HOME: place.home, ...env } });
  assert.equal(status, 0, stdout);
  return stdout.replaceAll('\r\n', '\n');
}

/// Columns of a terminal, counted without our own tables: a mark none, what is drawn square two.
const columnsOf = (text) => [...text.normalize('NFD')].reduce((sum, c) => sum + (/\p{M}/u.test(c) ? 0 : /[\p{Script=Han}\p{Emoji_Presentation}]/u.test(c) ? 2 : 1), 0);

function papers(t) {
  const place = new Workplace(t);
  place.ok('import', place.file('papers.jsonl', lines(rows)));
  return place;
}

test('tables are as wide as the terminal at most, and say which columns they left out', { skip: noTerminal }, (t) => {
  const place = papers(t);
  for (const args of tables) {
    for (const columns of [60, 80, 200]) {
      const table = onTerminal(place, columns, args).trimEnd().split('\n').filter((line) => !/^\d+ more columns?: /.test(line));
      for (const line of table) assert.ok(columnsOf(line) <= columns, `${args.join(' ')} at ${columns}: ${columnsOf(line)}\n${line}`);
    }
    assert.doesNotMatch(onTerminal(place, 200, args), /more column/, args.join(' '));
  }
  assert.match(onTerminal(place, 40, ['rows', 'papers']), /^row +title +place +text +year\n(.*\n)+2 more columns: more, note\n$/);
  assert.match(onTerminal(place, 80, ['rows', 'papers']), /…/);
});

test('what goes into a pipe is whole', (t) => {
  const place = papers(t);
  for (const args of tables.slice(2)) {
    const out = place.ok(...args);
    assert.ok(out.includes(long), args.join(' '));
    assert.doesNotMatch(out, /…|more column/);
  }
});

test('columns are aligned below Chinese, emoji and combining marks', { skip: noTerminal }, (t) => {
  const place = papers(t);
  for (const out of [onTerminal(place, 80, ['sql', 'papers', 'SELECT title, place FROM train']), place.ok('sql', 'papers', 'SELECT title, place FROM train')]) {
    const table = out.trimEnd().split('\n');
    assert.deepEqual(table.map((line) => line.at(-1)), ['e', 'x', 'y', 'z']);
    assert.deepEqual([...new Set(table.slice(1).map(columnsOf))], [columnsOf(table[0]) - 'place'.length + 1], out);
  }
});

test('no command colours what it prints, whatever NO_COLOR says', { skip: noTerminal }, (t) => {
  const place = papers(t);
  const commands = [...place.ok('--help').matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
  assert.ok(commands.length > 15, commands.join(' '));
  for (const args of [...tables, ['info', 'papers'], ['import', '--dry-run', 'papers'], ['doctor'], ['token', 'list'], ...commands.map((command) => [command, '--help'])]) {
    if (args[0] === 'import' && args[1] === '--dry-run') args[2] = place.file('papers.jsonl', lines(rows));
    const out = onTerminal(place, 80, args);
    assert.doesNotMatch(out, /\x1b/, args.join(' '));
    assert.equal(onTerminal(place, 80, args, { NO_COLOR: '1' }).replaceAll(/[\d.]+ ?m?s\b/g, ''), out.replaceAll(/[\d.]+ ?m?s\b/g, ''));
  }
});
