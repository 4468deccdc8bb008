// The cases of the Hub's own tests of its viewer (viewer_cases.py) against two real servers, an open and a private one. Their table is
// docs/conformance.md, which is written with VITRINE_UPDATE=1 and must say what is true.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Workplace, finished, sourceRoot } from '../cli/vitrine.mjs';
import { noPython, python, scriptArguments } from './python.mjs';
import { serve } from './serve.mjs';

const page = join(sourceRoot, 'docs', 'conformance.md');
const same = ({ expected, ours }) => expected === ours;

/// The page, of the cases as they came out.
function table(cases) {
  const parts = { statistics: ['Statistics', 'column'], routes: ['Routes', 'asked'] };
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  let out = `# Conformance to the Hub's viewer, case by case

The public code of the Hub's dataset viewer has tests of its own. Their cases, values and expected answers, are asked here of a real
server over HTTP: the columns of its tests of statistics (\`tests/golden/hub/statistics.jsonl\`), its cases of histogram edges, and every
case of its tests from end to end. Texts and files are ours; where a case speaks of the Hub's host, its signatures or the name of a metric,
it is asked of ours and says so; what a case says of the Python library that counts there is left out. This page is written by the tests that hold us to it and fails them where it is no longer true:

    make test                                                         # or this suite alone:
    (cd tests/api && node --test viewer_cases.test.mjs)               # VITRINE_UPDATE=1 writes this page

| part | cases | the same | different, for the reason in the row |
|---|---|---|---|
`;
  for (const [group, [title]] of Object.entries(parts)) {
    const of = cases.filter((one) => one.group === group);
    out += `| ${title} | ${of.length} | ${of.filter(same).length} | ${of.filter((one) => !same(one)).length} |\n`;
  }
  out += '\nThe name of a case is the name of its test. What else is compared with the Hub, and how: [clients.md](clients.md).\n';
  for (const [group, [title, head]] of Object.entries(parts)) {
    out += `\n## ${title}\n\n| ${head} | expected | ours |\n|---|---|---|\n`;
    for (const one of cases.filter((each) => each.group === group)) {
      out += `| ${cell(one.case)} | ${cell(one.expected)} | ${same(one) ? 'the same' : cell(`**${one.ours}** ${one.reason}`)} |\n`;
    }
  }
  return out;
}

describe("the cases of the Hub's own tests", { skip: noPython }, async () => {
  const cleanups = [];
  const servers = [];
  let cases = [];
  const names = [...readFileSync(page, 'utf8').matchAll(/^\| ((?:[^|\\]|\\.)+) \| .* \| .* \|$/gm)].map((match) => match[1]).filter((name) => !['part', 'column', 'asked', 'Statistics', 'Routes'].includes(name));

  before(async () => {
    const place = new Workplace({ after: (cleanup) => cleanups.push(cleanup) });
    const data = join(place.folder, 'data');
    const made = spawnSync(python, scriptArguments('viewer_data.py', data), { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    for (const name of readdirSync(data)) place.ok('import', join(data, name), '--name', `viewer/${name}`);
    place.ok('import', join(data, 'public'), '--name', 'viewer/blocked');
    const token = place.ok('token', 'add', 'reader', '--role', 'reader').trim();
    const block = ['--block', 'viewer/blocked'];
    servers.push(await serve(place, ...block), await serve(place, ...block, '--private', '--metrics', '127.0.0.1:0'));
    const child = spawn(python, scriptArguments('viewer_cases.py', servers[0].url, servers[1].url, token), { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    const { code, err } = await finished(child);
    assert.equal(code, 0, err.slice(-2000));
    cases = out.trim().split('\n').map((line) => JSON.parse(line));
    if (process.env.VITRINE_UPDATE) writeFileSync(page, table(cases));
  });

  after(async () => {
    for (const server of servers) await server.stop();
    for (const cleanup of cleanups) cleanup();
  });

  for (const name of names) {
    test(name, () => {
      const found = cases.filter((one) => one.case.replaceAll('|', '\\|') === name);
      assert.equal(found.length, 1, 'is a case, once');
      if (found[0].reason) assert.notEqual(found[0].ours, found[0].expected, 'differs no more: its reason has to go');
      else assert.equal(found[0].ours, found[0].expected);
    });
  }

  test('docs/conformance.md is their table', () => {
    assert.equal(names.length, cases.length);
    assert.equal(readFileSync(page, 'utf8'), table(cases), 'written anew by VITRINE_UPDATE=1');
  });
});
