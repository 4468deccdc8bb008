// At home in a shell: completions and the manual, made from the parser that reads the command line; `vitrine FILE`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { noPython, python } from '../api/python.mjs';
import { Workplace, binary, finished, lines } from './vitrine.mjs';

const has = (program) => spawnSync(program, ['--version']).status === 0;

/// Runs a shell on a script, with the program on the PATH.
function shell(place, program, script) {
  const env = { ...process.env, VITRINE_HOME: place.home, PATH: `${dirname(binary)}:${process.env.PATH}`, HOME: place.folder };
  const { status, stdout, stderr } = spawnSync(program[0], [...program.slice(1), script], { encoding: 'utf8', env, cwd: place.folder, timeout: 60_000 });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout.trim().split('\n').map((line) => line.split('\t')[0]);
}

function library(t) {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }]));
  place.ok('import', 'papers.jsonl');
  for (const name of ['bash', 'zsh', 'fish']) place.file(`c.${name}`, place.ok('completions', name));
  return place;
}

test('bash completes commands, options, choices and datasets', (t) => {
  const place = library(t);
  const ask = (...words) => shell(place, ['bash', '--norc', '-c'], `source c.bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _vitrine; printf '%s\\n' "\${COMPREPLY[@]}"`);
  assert.deepEqual(ask('vitrine', 'sea'), ['search']);
  assert.deepEqual(ask('vitrine', 'serve', '--read'), ['--read-only']);
  assert.ok(ask('vitrine', 'list', '--').includes('--home'));
  assert.deepEqual(ask('vitrine', 'token', 'add', 'ana', '--role', 'c'), ['curator']);
  assert.deepEqual(ask('vitrine', 'token', 'l'), ['list']);
  assert.deepEqual(ask('vitrine', 'rows', 'lo'), ['local/papers']);
  assert.deepEqual(ask('vitrine', 'serve', '--home', ''), ['']);
});

test('fish completes commands, options, choices and datasets', { skip: !has('fish') && 'fish is not installed' }, (t) => {
  const place = library(t);
  const ask = (line) => shell(place, ['fish', '--no-config', '-c'], `source c.fish; complete -C '${line}'`);
  assert.deepEqual(ask('vitrine sea'), ['search']);
  assert.deepEqual(ask('vitrine serve --read'), ['--read-only']);
  assert.deepEqual(ask('vitrine token --role c'), ['curator']);
  assert.ok(ask('vitrine rows loc').includes('local/papers'));
});

test('zsh takes its script, and a function that completes is there', { skip: !has('zsh') && 'zsh is not installed' }, (t) => {
  const place = library(t);
  const script = 'autoload -Uz compinit; compinit -u -d dump; source c.zsh; print ${_comps[vitrine]}; _vitrine_datasets 2>/dev/null; print ${+functions[_vitrine]}';
  assert.deepEqual(shell(place, ['zsh', '-f', '-c'], script), ['_vitrine', '1']);
});

test('every command and option of --help is in the manual and in every completion', (t) => {
  const place = new Workplace(t);
  const manual = place.ok('man').replaceAll('\\-', '-');
  const scripts = ['bash', 'zsh', 'fish'].map((name) => place.ok('completions', name));
  const commands = [...place.ok('--help').split('Subcommands:')[1].matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
  assert.ok(commands.length >= 20, commands.join());
  for (const command of commands) {
    assert.ok(manual.includes(`.SS "vitrine ${command} `), command);
    for (const script of scripts) assert.ok(script.includes(command), command);
    for (const [, option] of place.ok(command, '--help').matchAll(/^ {2}(?:-\w,)?--([\w-]+)/gm)) {
      assert.ok(manual.includes(`--${option}`), `${command} --${option}`);
      assert.ok(scripts[0].includes(`--${option}`) && scripts[1].includes(`--${option}`), `${command} --${option}`);
      assert.match(scripts[2], new RegExp(` -l ${option} `), `${command} --${option}`);
    }
  }
});

test('man shows the manual without a warning', { skip: !has('man') && 'man is not installed' }, (t) => {
  const place = new Workplace(t);
  const { stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', place.file('vitrine.1', place.ok('man'))], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' } });
  assert.equal(stderr, '');
  assert.match(stdout, /vitrine - put any dataset behind glass/);
  assert.match(stdout, /--read-only\s+Let nobody import, remove or keep lists/);
});

/// Serves `args` until `look` has seen the address, with a browser that writes down what it is given.
async function opened(place, args, env, look) {
  const child = place.start(args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, VITRINE_HOME: place.home, ...env } });
  const end = finished(child);
  const address = await new Promise((done, fail) => {
    let told = '';
    child.stderr.on('data', (chunk) => {
      told += chunk;
      const match = /Vitrine is at (\S+)/.exec(told);
      if (match) done(match[1]);
    });
    end.then(({ err }) => fail(new Error(err)));
  });
  try {
    await look(address, child);
  } finally {
    child.kill('SIGTERM');
    assert.equal((await end).code, 0);
  }
}

test('vitrine FILE imports, serves and opens a browser, whose command line does not show the token', async (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }]));
  const browser = place.file('browser', `#!/bin/sh\nprintf '%s' "$*" >"${place.folder}/given.part"\nmv "${place.folder}/given.part" "${place.folder}/given"\n`);
  chmodSync(browser, 0o755);
  let file = '';
  await opened(place, ['papers.jsonl', '--quiet'], { BROWSER: browser }, async (address, child) => {
    await place.until(() => existsSync(`${place.folder}/given`), child);
    file = readFileSync(`${place.folder}/given`, 'utf8');
    assert.ok(!file.includes('vit_'), file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(readFileSync(file, 'utf8').includes(`url=${address}"`));
    assert.match(await (await fetch(new URL('/api/v1/datasets', address))).text(), /local\/papers/);
  });
  assert.ok(!existsSync(file), 'the file goes with the server');
});

test('vitrine FILE takes another port where the usual one is taken, and needs no display', async (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'one' }]));
  const taken = createServer();
  await new Promise((done) => taken.once('error', done).listen(7860, '127.0.0.1', done));
  await opened(place, ['papers.jsonl', '--quiet'], {}, async (address) => {
    assert.notEqual(new URL(address).port, '7860');
    assert.equal((await fetch(new URL('/ready', address))).status, 200);
  });
  taken.close();
});

test('a word that is neither a command nor a file is wrong usage', (t) => {
  const { status, err } = new Workplace(t).run(['serv']);
  assert.equal(status, 2);
  assert.match(err, /serv/);
});

test('list, info and stats print rows for programs in every form', { skip: noPython }, (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', lines([{ title: 'a "quote", and\nline', year: 2020 }, { title: 'two', year: null }]));
  assert.equal(place.ok('list', '--format', 'jsonl'), '');
  assert.equal(place.ok('list', '--format', 'csv'), 'dataset,rows,columns,bytes,imported\n');
  place.ok('import', 'papers.jsonl');
  const [listed] = place.ok('list', '--format', 'jsonl').trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual({ ...listed, bytes: typeof listed.bytes, imported: typeof listed.imported }, { dataset: 'local/papers', rows: 2, columns: 2, bytes: 'number', imported: 'string' });
  assert.ok(Math.abs(Date.now() - Date.parse(`${listed.imported}Z`)) < 3_600_000, listed.imported);
  assert.equal(place.ok('info', 'papers', '--format', 'csv'), 'column,type,role\ntitle,string,title\nyear,int64,year\n');
  assert.match(place.ok('stats', 'papers', '--format', 'csv'), /^column,type,null,min,median,max,mean,classes\ntitle,string,0,,,,,"a ""quote"", and\nline 1, two 1"\nyear,int64,1,2020,2020.0,2020,2020.0,\n$/);
  assert.match(place.ok('stats', 'papers', '--format', 'jsonl'), /{"column":"year","type":"int64","null":1,"min":"2020",/);
  for (const format of ['parquet', 'arrow']) {
    const file = join(place.folder, `list.${format}`);
    const code = `import sys, pyarrow.parquet, pyarrow.ipc
table = pyarrow.parquet.read_table(sys.argv[1]) if sys.argv[1].endswith('parquet') else pyarrow.ipc.open_stream(sys.argv[1]).read_all()
print(table.schema.names, [str(kind) for kind in table.schema.types][:4], table.num_rows)`;
    const done = spawnSync(binary, ['list', '--home', place.home, '--format', format], { cwd: place.folder });
    assert.equal(done.status, 0, String(done.stderr));
    writeFileSync(file, done.stdout);
    const { stdout, stderr } = spawnSync(python, ['-c', code, file], { encoding: 'utf8' });
    assert.equal(stdout.trim(), "['dataset', 'rows', 'columns', 'bytes', 'imported'] ['string', 'int64', 'int64', 'int64'] 1", stderr);
  }
  assert.equal(spawnSync(binary, ['list', '--json', '--format', 'csv']).status, 2);
});
