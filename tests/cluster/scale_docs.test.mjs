// The commands of docs/scale.md that bring up three nodes and put the papers into them, typed as they stand there, but for ports, folders and the name of the file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Workplace, binary, finished, lines, sourceRoot } from '../cli/vitrine.mjs';
import { freePort } from '../scale/copies.mjs';
import { noEngine } from './nodes.mjs';

const papers = lines(Array.from({ length: 500 }, (_, i) => ({ title: i % 10 ? `planning without reward ${i}` : `reward models of paper ${i}`, year: 2000 + (i % 20) })));

/// The commands of the section, one a line.
function commands(section) {
  const page = readFileSync(join(sourceRoot, 'docs/scale.md'), 'utf8');
  const [, block] = new RegExp(`^### ${section}$[^]*?^\`\`\`console\n([^]*?)^\`\`\`$`, 'm').exec(page);
  return block.trimEnd().split('\n').map((line) => line.replace(/^\$ /, ''));
}

test('three nodes, the papers in them, and the page over them, by the commands of docs/scale.md', { skip: noEngine }, async (t) => {
  const place = new Workplace(t);
  place.file('papers.jsonl', papers);
  const ports = [];
  for (let i = 0; i < 6; i += 1) ports.push(await freePort());
  const [http, transport] = [ports.slice(0, 3), ports.slice(3)];
  const typed = commands('Try it on this machine').map((line) => {
    let here = line.replaceAll('/var/tmp', place.folder).replace('papers.jsonl.zst', join(place.folder, 'papers.jsonl')).replace(/^vitrine serve$/, 'vitrine serve --port 0');
    http.forEach((port, i) => (here = here.replaceAll(`127.0.0.1:${9201 + i}`, `127.0.0.1:${port}`)));
    return here.replace(/^(scripts\/opensearch_node\.sh \S+ \S+ \d)/, `$1 ${http} ${transport}`);
  });
  assert.equal(typed.length, 8);
  spawn('chmod', ['755', place.folder]);
  // What stands in the background ends with the shell; the last command serves.
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', `trap 'kill $(jobs -p); wait' EXIT\n${typed.join('\n')} &\nwait $!`], {
    cwd: sourceRoot,
    env: { ...process.env, PATH: `${dirname(binary)}:${process.env.PATH}`, VITRINE_HOME: place.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = finished(shell);
  t.after(async () => {
    shell.kill('SIGTERM');
    await end;
  });
  let out = '';
  shell.stdout.on('data', (chunk) => (out += chunk));
  let err = '';
  const url = await new Promise((done, fail) => {
    shell.stderr.on('data', (chunk) => {
      err += chunk;
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/\?token=/.exec(err);
      if (found) done(found[1]);
    });
    end.then(() => fail(new Error(`a command failed: ${err}${out}`)));
  });
  assert.match(out, /"number_of_nodes":3/);
  assert.match(out, /reward models of paper/);
  const page = await fetch(url);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>/);
  const found = await (await fetch(`${url}/api/v1/datasets/local/papers/search?q=reward+models&limit=3`)).json();
  assert.equal(found.num_rows, 500);
  assert.match(found.hits[0].row.title, /reward models/);
});
