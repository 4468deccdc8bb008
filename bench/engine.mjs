// What an engine costs beside one machine, by processor time: the load of a source, and kinds of questions to both; and how alike the answers are.
// Usage: node bench/engine.mjs VITRINE SOURCE... (folders of bench/engine_rows.py, one table each). The nodes are three of scripts/opensearch_node.sh;
// HEAP is the memory of each (1g). Processor time holds beside other work, wall time does not.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const [vitrine, ...sources] = process.argv.slice(2).map((path) => resolve(path));
process.env.VITRINE_BINARY = vitrine;
process.env.VITRINE_SOURCE_DIR ??= resolve(import.meta.dirname, '..');
process.env.HEAP ??= '1g';
process.env.OPENSEARCH_JAVA_OPTS ??= '-XX:+UseSerialGC'; // not the quick compiler of the tests
const { Nodes } = await import('../tests/cluster/nodes.mjs');

/// Processor time that a process has taken, s.
function spent(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
const resident = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const spentByNodes = (nodes) => nodes.numbers.reduce((sum, number) => sum + spent(nodes.pid(number)), 0);
function diskOf(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + diskOf(join(path, name)), 0) : stat.blocks * 512;
}
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

/// Imports; returns its wall time and its own processor time, s.
function importInto(home, source, ...options) {
  const begin = performance.now();
  const line = ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>/dev/null >/dev/null', vitrine, 'import', source, '--name', 'local/rows', ...options];
  const { status, stderr } = spawnSync('bash', line, { env: { ...process.env, VITRINE_HOME: home }, encoding: 'utf8' });
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  if (status !== 0) console.error(stderr);
  return { status, wall: (performance.now() - begin) / 1000, cpu: user + system };
}

async function serve(home, ...options) {
  const child = spawn(vitrine, ['serve', '--port', '0', '--quiet', ...options], { env: { ...process.env, VITRINE_HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  await new Promise((done, fail) => {
    child.stderr.on('data', (piece) => /Vitrine is at http/.test((told += piece)) && done());
    child.once('exit', () => fail(new Error(told)));
  });
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)[0];
  const ask = async (target) => {
    const answer = await fetch(`${url}/api/v1/datasets/local/rows/${target}`);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  return { child, ask, pid: child.pid };
}

/// Kinds of questions, each asked in `count` ways that differ; of words, those of titles.
function questions(titles, numRows, hasVectors) {
  const count = 40;
  const each = (make) => Array.from({ length: count }, (_, i) => make(i));
  const words = (i, many) => encodeURIComponent(titles[i % titles.length].split(/[^A-Za-z]+/).filter((word) => word.length > 4).slice(0, many).join(' '));
  const short = 'columns=title';
  return {
    'a page of 100 rows': each((i) => `search?limit=100&${short}&offset=${Math.floor((numRows / (count + 1)) * i)}`),
    'a condition on a number, its count and first ten rows': each((i) => `search?limit=10&${short}&where=${encodeURIComponent(hasVectors ? `submission_number > ${1000 + 7 * i}` : `score > ${i + 0.5}`)}`),
    'a facet of five values over all rows': each((i) => `facets?facets=type&facet_limit=${5 + i}`),
    'one word, ten best and the exact total': each((i) => `search?mode=keyword&limit=10&${short}&q=${words(i, 1)}`),
    'three words, ten best and the total': each((i) => `search?mode=keyword&limit=10&${short}&q=${words(i, 3)}`),
    'three words among those of a condition': each((i) => `search?mode=keyword&limit=10&${short}&q=${words(i, 3)}&where=${encodeURIComponent("type = 'Oral'")}`),
    'sorted, the first ten': each((i) => `search?limit=10&${short}&sort=${hasVectors ? 'submission_number' : 'score'}&offset=${10 * i}`),
    ...(hasVectors && { 'the ten nearest rows of one': each((i) => `rows/${Math.floor((numRows / (count + 1)) * (i + 0.5))}/similar?limit=10&${short}`) }),
  };
}

/// Asks all of one kind, after two rounds that are not counted: Java compiles what it does often. What a question costs, ms, and the answers.
async function ask(server, nodes, targets) {
  for (const target of [...targets, ...targets]) await server.ask(target);
  const before = spent(server.pid) + (nodes ? spentByNodes(nodes) : 0);
  const times = [];
  const answers = [];
  for (const target of targets) {
    const begin = performance.now();
    answers.push(await server.ask(target));
    times.push(performance.now() - begin);
  }
  const cpu = ((spent(server.pid) + (nodes ? spentByNodes(nodes) : 0) - before) / targets.length) * 1000;
  times.sort((a, b) => a - b);
  return { cpu, median: times[Math.floor(times.length / 2)], answers };
}

/// Of the rows that one machine gives, which part the engine gives too.
function alike(here, there) {
  const rows = (answer) => (answer.hits ?? []).map((hit) => hit.row_idx);
  const [expected, found] = [rows(here), new Set(rows(there))];
  return expected.length ? expected.filter((index) => found.has(index)).length / expected.length : JSON.stringify(here.facets) === JSON.stringify(there.facets) ? 1 : 0;
}

const folder = mkdtempSync(join(tmpdir(), 'vitrine-engine-'));
const children = [];
const nodes = await Nodes.create(3);
try {
  await nodes.startAll();
  for (const source of sources) {
    const [local, engine] = ['local', 'engine'].map((name) => join(folder, name, basename(source)));
    const here = importInto(local, source);
    const beforeLoad = spentByNodes(nodes);
    const there = importInto(engine, source, '--engine', nodes.engine);
    const byNodes = spentByNodes(nodes) - beforeLoad;
    if (here.status !== 0 || there.status !== 0) throw new Error(`an import ended with ${here.status || there.status}`);
    const stored = (await (await fetch(`${nodes.url(1)}/_cat/indices/vitrine*?format=json&bytes=b&s=creation.date`)).json()).at(-1);
    const [onOne, overNodes] = [await serve(local), await serve(engine)];
    children.push(onOne.child, overNodes.child);
    const numRows = (await onOne.ask('search?limit=1')).total;
    const hasVectors = 'abstract' in (await onOne.ask('search?limit=1')).hits[0].row; // bench/engine_rows.py writes either kind

    console.log(`\n${basename(source)}: ${numRows} rows${hasVectors ? ', vectors of 256 numbers' : ', without vectors'}; ${(diskOf(source) / numRows).toFixed(0)} bytes a row of Parquet\n`);
    row('', 'one machine', 'three nodes', 'ratio', 'alike');
    row('---', '---:', '---:', '---:', '---:');
    const costs = here.cpu / numRows * 1000;
    const all = ((there.cpu + byNodes) / numRows) * 1000;
    row('import, processor ms a row', costs.toFixed(3), `${all.toFixed(3)} (${((byNodes / numRows) * 1000).toFixed(3)} of it the nodes)`, (all / costs).toFixed(1), '');
    row('import, wall s', here.wall.toFixed(0), there.wall.toFixed(0), '', '');
    row('disk, bytes a row', (diskOf(local) / numRows).toFixed(0), `${(diskOf(engine) / numRows).toFixed(0)} and ${(Number(stored['store.size']) / numRows).toFixed(0)} in the nodes, with the copies`, '', '');
    for (const [kind, targets] of Object.entries(questions((await onOne.ask('search?limit=100&columns=title')).hits.map((hit) => hit.row.title), numRows, hasVectors))) {
      const [one, three] = [await ask(onOne, null, targets), await ask(overNodes, nodes, targets)];
      const same = one.answers.reduce((sum, answer, i) => sum + alike(answer, three.answers[i]), 0) / targets.length;
      row(`${kind}: processor ms`, one.cpu.toFixed(2), three.cpu.toFixed(1), (three.cpu / Math.max(one.cpu, 0.1)).toFixed(0), same.toFixed(3));
      row(`${kind}: median ms`, one.median.toFixed(1), three.median.toFixed(1), '', '');
    }
    row('memory, MiB resident', resident(onOne.pid).toFixed(0), `${resident(overNodes.pid).toFixed(0)} and ${nodes.numbers.map((number) => resident(nodes.pid(number)).toFixed(0)).join(', ')} of the nodes`, '', '');
    for (const { child } of [onOne, overNodes]) child.kill('SIGKILL');
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  await nodes.stop();
  rmSync(folder, { recursive: true, force: true });
}
