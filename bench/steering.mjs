// What likes and dislikes do to an order: where the example and the rows nearest to it stand before and after, and whether
// what was looked for is still found. With words, with vectors, with neither. Usage: node bench/steering.mjs VITRINE [DATA [SEED]]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [vitrine, data = '../shared/data', seed = '2025'] = process.argv.slice(2);
const papers = join(data, 'papers.jsonl.zst');
if (!existsSync(papers)) {
  console.log(`skipped: ${papers} is missing`);
  process.exit(0);
}
const kCases = 100;
/** As many as are steered beside words, docs/search.md. */
const kDepth = 200;
const home = mkdtempSync(join(tmpdir(), 'vitrine-steering-'));

function run(...args) {
  const done = spawnSync(vitrine, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

async function serve() {
  const server = spawn(vitrine, ['serve', '--home', home, '--port', '0', '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise((found, failed) => {
    let text = '';
    server.stderr.on('data', (chunk) => {
      text += chunk;
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (match) found(match[0]);
    });
    server.on('exit', () => failed(new Error(text)));
  });
  return { server, url };
}

/** The same numbers in every run. */
function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** From 1 on; one behind the last where a row is not among them. */
const rankIn = (order, row) => (order.indexOf(row) < 0 ? order.length : order.indexOf(row)) + 1;
const reciprocal = (order, row) => (order.indexOf(row) < 0 || order.indexOf(row) >= 10 ? 0 : 1 / (order.indexOf(row) + 1));

class Dataset {
  constructor(url, name) {
    this.path = `${url}/api/v1/datasets/local/${name}`;
  }

  async ask(path, body) {
    const init = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(this.path + path, init);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  async order(asked) {
    const { hits } = await this.ask('/search', { columns: ['title'], highlights: 0, limit: kDepth, ...asked });
    return hits.map(({ row_idx }) => row_idx);
  }

  async title(row) {
    return (await this.ask(`/rows/${row}?vectors=0`)).row.title;
  }

  /** The ten of `order` that are most like `row`, as far as the hundred most like it are among them. */
  async nearest(row, order) {
    const { hits } = await this.ask(`/rows/${row}/similar?limit=100&columns=title`);
    return hits.map(({ row_idx }) => row_idx).filter((one) => order.includes(one)).slice(0, 10);
  }
}

/** One question, its order without the example, and the row that a reader looks for by it. */
async function question(dataset, rows, random, mode) {
  const wanted = random(rows);
  if (!mode) return { asked: { like: [wanted] }, item: null };
  const words = (await dataset.title(wanted)).split(/\s+/).filter((word) => /^[A-Za-z]{4,}$/.test(word));
  return words.length < 3 ? null : { asked: { q: words.slice(0, 3).join(' '), mode }, item: wanted };
}

async function measure(dataset, rows, mode, sign) {
  const random = randomFrom(Number(seed));
  const all = { example: [[], []], left: [], near: [[], []], right: [], found: [[], []] };
  while (all.right.length < kCases) {
    const one = await question(dataset, rows, random, mode);
    if (!one) continue;
    const before = await dataset.order(one.asked);
    if (before.length < 60) continue;
    const example = before[10 + random(40)];
    // What is looked for in the order of a row alone is its nearest.
    const item = one.item ?? before[0];
    const near = (await dataset.nearest(example, before)).filter((row) => row !== item);
    if (near.length < 3 || example === item) continue;
    const after = await dataset.order({ ...one.asked, [sign]: [...(one.asked[sign] ?? []), example] });
    [before, after].forEach((order, i) => {
      all.example[i].push(rankIn(order, example));
      all.near[i].push(mean(near.map((row) => rankIn(order, row))));
      // The example itself is no rival of what is looked for: it was found.
      all.found[i].push(reciprocal(order.filter((row) => row !== example), item));
    });
    all.left.push(!after.includes(example));
    const moved = all.near[0].at(-1) - all.near[1].at(-1);
    all.right.push(sign === 'like' ? moved > 0 : moved < 0);
  }
  return all;
}

const told = ([before, after], digits, tell) => `${tell(before).toFixed(digits)} → ${tell(after).toFixed(digits)}`;

try {
  run('import', papers, '--home', home);
  run('sample', '--rows', '20000', '--out', join(home, 'conference'));
  run('import', join(home, 'conference'), '--home', home, '--name', 'conference');
  const { server, url } = await serve();
  const withVectors = new Dataset(url, 'conference');
  const without = new Dataset(url, 'papers');
  const cases = [
    ['words alone, papers', without, 92_299, 'keyword'],
    ['words and meaning, papers (no vectors)', without, 92_299, 'hybrid'],
    ['words and meaning, conference (vectors)', withVectors, 20_000, 'hybrid'],
    ['no words, conference (vectors)', withVectors, 20_000, null],
    ['no words, papers (no vectors)', without, 92_299, null],
  ];
  console.log(`| question | example | its rank, median | mean rank of its ten nearest, median | moved as asked | MRR@10 of what is looked for, the example aside |`);
  console.log('|---|---|---|---|---|---|');
  for (const [name, dataset, rows, mode] of cases) {
    for (const sign of ['like', 'dislike']) {
      const { example, left, near, right, found } = await measure(dataset, rows, mode, sign);
      const goes = left.every(Boolean);
      console.log(
        `| ${name} | ${sign}d | ${goes ? `${median(example[0])} → left out` : told(example, 0, median)} | ${told(near, 1, median)} | ` +
          `${right.filter(Boolean).length} of ${right.length} | ${told(found, 3, mean)} |`,
      );
    }
  }
  server.kill('SIGTERM');
} finally {
  rmSync(home, { recursive: true, force: true });
}
