// Two builds of `vitrine serve` on the same requests: what each costs, as a ratio. Requests to the two
// alternate, the first by turns, so that other work on the machine slows both alike; what is compared is the
// processor time of the server's threads (/proc/PID/task/*/schedstat): medians of all requests. How far a ratio
// can be trusted is told by a run of one build against itself.
// Usage: node bench/compare.mjs BEFORE AFTER [DATA]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [before, after, data = '../shared/data'] = process.argv.slice(2);
const kPairs = 1200;
const home = mkdtempSync(join(tmpdir(), 'vitrine-compare-'));

function get(server, path) {
  return new Promise((resolve, reject) => {
    http
      .get({ port: server.port, path, agent: server.agent }, (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode} ${path}`)),
        );
      })
      .on('error', reject);
  });
}

async function start(program) {
  const child = spawn(program, ['serve', '--home', home, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const match = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
      if (match) resolve(Number(match[1]));
    });
    child.on('exit', () => reject(new Error(text)));
  });
  return { child, port, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) };
}

// Milliseconds of processor time that the server's threads have had.
function cpu(server) {
  const tasks = `/proc/${server.child.pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

async function cost(server, path) {
  const begin = cpu(server);
  await get(server, path);
  return cpu(server) - begin;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function compare(name, servers, paths) {
  const times = servers.map(() => []);
  for (let pair = 0; pair < kPairs; pair++) {
    for (const which of pair % 2 === 0 ? [0, 1] : [1, 0])
      times[which].push(await cost(servers[which], paths[pair % paths.length]));
  }
  const [first, second] = times.map(median);
  console.log(`| ${name} | ${first.toFixed(3)} | ${second.toFixed(3)} | ${(second / first).toFixed(3)} |`);
}

for (const file of ['papers.jsonl.zst', 'iclr2025_preview.jsonl']) {
  const done = spawnSync(before, ['import', join(data, file), '--home', home]);
  if (done.status !== 0) throw new Error(String(done.stderr));
}
const servers = [await start(before), await start(after)];
try {
  const papers = '/api/v1/datasets/local/papers';
  const preview = '/api/v1/datasets/local/iclr2025_preview';
  const words = ['reward+models', 'protein', 'graph+neural+networks', 'privacy'];
  const searches = (rest) => words.map((q) => `${papers}/search?q=${q}${rest}`);
  console.log('| request | before, ms of processor | after | ratio |\n|---|---|---|---|');
  const offsets = [0, 46000, 92000];
  const hub = offsets.map((at) => `/rows?dataset=local/papers&config=default&split=train&offset=${at}&length=100`);
  await compare("the Hub's `/rows`, 100 rows", servers, hub);
  const pages = offsets.map((at) => `${papers}/search?offset=${at}`);
  await compare('a page of 100 rows', servers, pages);
  await compare('one row', servers, [`${papers}/rows/17`, `${papers}/rows/46000`]);
  await compare('a row with its vector', servers, [`${preview}/rows/3`]);
  await compare('words, 10 rows', servers, searches('&limit=10'));
  await compare('words, 100 rows', servers, searches('&limit=100'));
  await compare('words and a condition', servers, searches('&limit=10&where=year>%3D2018'));
  await compare('words, facets of three columns', servers, searches('&limit=10&facets=venue,year,authors'));
  await compare('columns and statistics', servers, [`${papers}/columns`]);
  await compare('similar rows', servers, [`${preview}/rows/3/similar`]);
} finally {
  for (const server of servers) {
    server.agent.destroy();
    server.child.kill('SIGTERM');
  }
  rmSync(home, { recursive: true, force: true });
}
