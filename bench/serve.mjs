// What a client of `vitrine serve` sees: start-up, memory, pages of rows, keyword queries. One keep-alive
// connection over loopback (or as many as said), times around the whole exchange. Usage: node bench/serve.mjs VITRINE [DATA]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [vitrine, data = '../shared/data'] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
let agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let port = 0;

const get = (path) =>
  new Promise((resolve, reject) => {
    http
      .get({ port, path, agent }, (response) => {
        let bytes = 0;
        response.on('data', (chunk) => (bytes += chunk.length));
        response.on('end', () =>
          response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${response.statusCode} ${path}`)),
        );
      })
      .on('error', reject);
  });

const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

async function measure(name, paths, rounds = 200) {
  const times = [];
  let bytes = 0;
  for (let i = 0; i < rounds + 20; i++) {
    const start = process.hrtime.bigint();
    bytes = await get(paths[i % paths.length]);
    if (i >= 20) times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  times.sort((a, b) => a - b);
  console.log(`| ${name} | ${percentile(times, 0.5).toFixed(2)} | ${percentile(times, 0.99).toFixed(2)} | ${bytes} |`);
}

// The same from `clients` connections at once, each asking again as soon as it is answered.
async function measureTogether(name, paths, clients, rounds = 100) {
  const before = agent;
  agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  let bytes = 0;
  const client = async (first) => {
    for (let i = 0; i < rounds; i++) {
      const start = process.hrtime.bigint();
      bytes = await get(paths[(first + i) % paths.length]);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, first) => client(first)));
  agent.destroy();
  agent = before;
  times.sort((a, b) => a - b);
  console.log(`| ${name} | ${percentile(times, 0.5).toFixed(2)} | ${percentile(times, 0.99).toFixed(2)} | ${bytes} |`);
}

// Starts a server and waits for its first answer: [process, start time].
async function start(...sources) {
  const begin = process.hrtime.bigint();
  const server = spawn(vitrine, ['serve', ...sources, '--home', home, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise((resolve, reject) => {
    let text = '';
    server.stderr.on('data', (chunk) => {
      text += chunk;
      const match = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
      if (match) {
        port = Number(match[1]);
        resolve();
      }
    });
    server.on('exit', () => reject(new Error(text)));
  });
  return [server, begin];
}
const since = (begin) => (Number(process.hrtime.bigint() - begin) / 1e6).toFixed(0);
const resident = (server) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
const stop = (server) => new Promise((resolve) => (server.on('exit', resolve), server.kill('SIGTERM')));

async function run() {
  const papers = join(data, 'papers.jsonl.zst');
  const preview = join(data, 'iclr2025_preview.jsonl');
  if (!existsSync(papers)) {
    console.log('skipped: the papers dataset is not there');
    return;
  }
  const [first, cold] = await start(preview);
  await get('/rows?dataset=local/iclr2025_preview&config=default&split=train&length=10');
  console.log(`cold start, import of ten papers and first page: ${since(cold)} ms`);
  await stop(first);

  const command = [vitrine, 'import', papers, '--home', home];
  if (existsSync('/usr/bin/time')) command.unshift('time', '-f', 'peak %M kB');
  const imported = spawnSync('/usr/bin/env', command, { encoding: 'utf8' });
  console.log(imported.stderr.trim().split('\n').slice(-2).join('; '));

  const [server, begin] = await start();
  await get('/rows?dataset=local/papers&config=default&split=train&length=1');
  console.log(`start of serve to the first page of papers: ${since(begin)} ms`);
  console.log(`resident, idle: ${resident(server).toFixed(0)} MiB\n`);

  const split = 'dataset=local/papers&config=default&split=train';
  const keywords = [
    'reward model benchmark',
    'graph neural networks',
    'robot motion planning',
    'visual question answering',
    'gaussian process regression',
  ];
  const search = (words) => `/search?${split}&query=${encodeURIComponent(words)}&length=10`;
  const own = '/api/v1/datasets/local/papers/search';
  console.log('| request | p50 ms | p99 ms | bytes |\n|---|---|---|---|');
  for (const offset of [0, 46_000, 92_199]) {
    await measure(`/rows, 100 rows at ${offset}`, [`/rows?${split}&offset=${offset}&length=100`]);
  }
  await measure('/search, 3 words, top 10', keywords.map(search));
  await measure('/search, one very common word', [search('the')]);
  await measure('v1 search, 3 words, 100 rows', keywords.map((words) => `${own}?q=${encodeURIComponent(words)}&limit=100`), 100);
  await measure('v1 search with a condition', [`${own}?q=diffusion&where=${encodeURIComponent('year >= 2023')}&limit=10`]);
  const facets = '&facets=year,venue,type,authors,keywords&limit=10';
  const faceted = keywords.map((words) => `${own}?q=${encodeURIComponent(words)}${facets}`);
  await measure('v1 search with facets over five columns, top 10', faceted);
  await measureTogether('the same, 16 clients', faceted, 16);
  await measure('/statistics', [`/statistics?${split}`]);
  console.log(`\nresident, after all of this: ${resident(server).toFixed(0)} MiB`);
  await stop(server);
}

try {
  await run();
} finally {
  agent.destroy();
  rmSync(home, { recursive: true, force: true });
}
