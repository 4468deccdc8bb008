// Rows in the forms that --format names.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workplace, binary, finished, lines } from './vitrine.mjs';

const source = [
  { title: 'One, "quoted"', year: 2020, exact: 9007199254740993n, tags: ['a', 'b'], note: null },
  { title: 'Two\nlines', year: 2021, exact: 1n, tags: [], note: '' },
  { title: 'Drei ü', year: null, exact: -5n, tags: ['c'], note: 'x' },
];
const json = (row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)).replace(/"(-?\d+)n"/g, '$1');
const csv = 'title,year,exact,tags,note\n"One, ""quoted""",2020,9007199254740993,"[""a"",""b""]",\n"Two\nlines",2021,1,[],""\nDrei ü,,-5,"[""c""]",x\n';

function workplace(t) {
  const place = new Workplace(t);
  place.ok('import', place.file('set.jsonl', source.map((row) => json(row) + '\n').join('')));
  return place;
}
const commands = [['rows', 'set'], ['sql', 'set', 'SELECT * FROM train']];

test('rows and results as JSON Lines and CSV are those of the file, to the digit', (t) => {
  const place = workplace(t);
  for (const command of commands) {
    assert.equal(place.ok(...command, '--format', 'jsonl'), source.map((row) => json(row) + '\n').join(''), command[0]);
    assert.equal(place.ok(...command, '--format', 'csv'), csv, command[0]);
    const untimed = (text) => text.replace(/"took_ms":[\d.]+/, '');
    assert.equal(untimed(place.ok(...command, '--format', 'json')), untimed(place.ok(...command, '--json')));
    assert.equal(place.ok(...command, '--format', 'table'), place.ok(...command));
  }
  assert.equal(place.ok('search', 'set', 'quoted', '--format', 'jsonl', '--columns', 'title,year'), '{"title":"One, \\"quoted\\"","year":2020}\n');
  assert.equal(place.ok('rows', 'set', '--where', 'year > 3000', '--format', 'csv'), 'title,year,exact,tags,note\n');
  assert.equal(place.ok('similar', 'set', '0', '--format', 'jsonl', '--limit', '1', '--columns', 'year').split('\n').length, 2);
});

test('Parquet and Arrow on standard output are files that can be read again', (t) => {
  const place = workplace(t);
  for (const command of commands) {
    for (const format of ['parquet', 'arrow']) {
      const file = join(place.folder, `${command[0]}.${format}`);
      const done = spawnSync('bash', ['-c', '"$0" "$@" > "$OUT"', binary, ...command, '--format', format], { env: { ...process.env, VITRINE_HOME: place.home, OUT: file }, encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
      const piped = spawnSync('bash', ['-c', '"$0" "$@" | cat > "$OUT.piped"', binary, ...command, '--format', format], { env: { ...process.env, VITRINE_HOME: place.home, OUT: file }, encoding: 'utf8' });
      assert.equal(piped.status, 0, piped.stderr);
      assert.ok(readFileSync(file).equals(readFileSync(`${file}.piped`)), 'to a file and through a pipe the same');
      place.ok('import', file, '--name', `local/${command[0]}-${format}`);
      assert.equal(place.ok('rows', `${command[0]}-${format}`, '--format', 'csv'), csv, file);
    }
  }
});

test('more rows than a pipe holds, a reader that goes, and a terminal', (t) => {
  const place = new Workplace(t);
  place.ok('import', place.file('many.jsonl', lines(Array.from({ length: 30_000 }, (_, i) => ({ number: i, text: `row ${i}` })))));
  const out = place.ok('sql', 'many', 'SELECT * FROM train', '--format', 'jsonl').trim().split('\n');
  assert.equal(out.length, 30_000);
  assert.equal(JSON.parse(out.at(-1)).number, 29_999);
  const cut = spawnSync('bash', ['-c', '"$0" "$@" | head -n 1', binary, 'sql', 'many', 'SELECT * FROM train', '--format', 'csv'], { env: { ...process.env, VITRINE_HOME: place.home }, encoding: 'utf8' });
  assert.equal(cut.stdout, 'number,text\n');
  const shown = spawnSync('script', ['-qec', `"${binary}" rows many --format parquet --home "${place.home}"`, '/dev/null'], { encoding: 'utf8' });
  assert.match(shown.stdout, /--format parquet is no text: send it to a file \(> rows\.parquet\) or into a pipe/);
  assert.equal(shown.status, 1);
  const wrong = place.run(['rows', 'many', '--format', 'xml']);
  assert.equal(wrong.status, 2);
  const both = place.run(['rows', 'many', '--format', 'csv', '--json']);
  assert.equal(both.status, 2);
});

test('Ctrl-C ends a query in every form', async (t) => {
  const place = workplace(t);
  // Its first rows come at once, its last never.
  const endless = 'SELECT a.range AS a, b.range AS b FROM range(1000000) a, range(1000000) b';
  for (const format of ['jsonl', 'csv', 'parquet', 'arrow']) {
    const child = place.start(['sql', 'set', endless, '--format', format], { stdio: ['ignore', 'pipe', 'pipe'] }); // sockets
    const ended = finished(child);
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.stdout.resume();
    child.kill('SIGINT');
    const { code, err } = await ended;
    assert.equal(code, 1, `${format}: ${err}`);
    assert.match(err, /the query was stopped/, format);
  }
});
