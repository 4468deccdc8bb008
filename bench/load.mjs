// A server under load for minutes: mixed traffic with imports under it, then rows beside idle and slow clients.
// A sanitizer's build works too: TSAN_OPTIONS=suppressions=tests/load/tsan.supp, with fewer clients and rows; what it found is its exit code.
// Usage: node bench/load.mjs VITRINE [--seconds 600] [--clients 200] [--rows 3000] [--idle 10000] [--slow 500] [--readers 30]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { exchange, faults, importAgain, processFacts, runTraffic } from '../tests/load/traffic.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(Object.entries({ seconds: '600', clients: '200', rows: '3000', idle: '10000', slow: '500', readers: '30' }).map(([name, text]) => [name, { type: 'string', default: text }])),
});
const vitrine = resolve(positionals[0]);
const { seconds, clients, rows, idle, slow, readers } = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
const folder = mkdtempSync(join(tmpdir(), 'vitrine-load-'));
const home = join(folder, 'home');
const run = (...args) => execFileSync(vitrine, args, { cwd: folder, env: { ...process.env, VITRINE_HOME: home }, stdio: 'ignore' });
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

async function start(...options) {
  const child = spawn(vitrine, ['serve', '--port', '0', '--quiet', ...options], { cwd: folder, env: { ...process.env, VITRINE_HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  const [, url, token] = await new Promise((done) => child.stderr.on('data', (piece) => {
    const match = /(http:\/\/127\.0\.0\.1:\d+)\/\?token=(\S+) /.exec(told += piece);
    if (match) done(match);
  }));
  const ended = new Promise((done) => child.once('close', done));
  const end = async () => {
    child.kill('SIGTERM');
    const code = await ended;
    if (code === 0) return;
    console.log(`the server ended with ${code}: ${told.slice(-3000)}`);
    process.exitCode = 1;
  };
  return { child, url, token, end };
}

async function underLoad() {
  const { child, url, token, end } = await start();
  const begun = Date.now();
  const elapsed = () => (Date.now() - begun) / 1000;
  const goOn = () => elapsed() < seconds;
  const samples = [];
  const sampling = (async () => {
    while (goOn()) {
      samples.push({ at: elapsed(), ...processFacts(child.pid) });
      await pause(500);
    }
  })();
  const before = processFacts(child.pid);
  const lists = [join(folder, 'conference', 'train.jsonl'), join(folder, 'other.jsonl')];
  const imports = importAgain({ url, token, name: 'local/busy', source: (n) => lists[(n + 1) % 2], goOn });
  const { verdicts, times, asked } = await runTraffic({ url, token, dataset: 'local/busy', rows: rows - 50, clients, goOn });
  const { done, errors } = await imports;
  await sampling;
  await pause(1000);
  const after = processFacts(child.pid);
  // An import holds memory for a second: a sample says little, the median of a tenth of the time something.
  const tenths = Array.from({ length: 10 }, (_, i) => samples.filter(({ at: when }) => Math.min(9, Math.floor((10 * when) / seconds)) === i));
  const median = (tenth, fact) => at(tenth.map((sample) => sample[fact]).sort((a, b) => a - b), 0.5);
  const resident = tenths.map((tenth) => median(tenth, 'rssMb'));
  const last = samples.at(-1);
  console.log(`${asked} questions of ${clients} clients in ${seconds} s, ${done} imports (${errors.length} failed): ${[...verdicts].map(([what, n]) => `${n} ${what}`).join(', ')}`);
  console.log(`faults: ${JSON.stringify(faults(verdicts))}`);
  console.log(`resident MB, the median of each tenth of the time: ${resident.map((mb) => mb.toFixed(0)).join(' ')}; the last is ${(resident[9] / resident[3]).toFixed(3)} times the fourth`);
  console.log(`threads ${before.threads} -> ${after.threads}, descriptors ${before.descriptors} -> ${last.descriptors} -> ${after.descriptors}`);
  console.log('| question | answered | p50 ms | p99 ms |\n|---|---|---|---|');
  for (const [of, each] of times) console.log(`| ${of} | ${each.length} | ${at(each, 0.5)?.toFixed(1)} | ${at(each, 0.99)?.toFixed(1)} |`);
  await end();
}

async function pageOfRows(url, rounds = 200) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ms = [];
  for (let i = 0; i < rounds; ++i)
    ms.push((await exchange(url, agent, { path: `/rows?dataset=local/busy&config=default&split=train&offset=${i}&length=100` })).ms);
  agent.destroy();
  return at(ms.sort((a, b) => a - b), 0.5);
}

const connected = (port, text) => new Promise((done) => {
  const socket = net.connect(port, '127.0.0.1', () => { if (text) socket.write(text); done(socket); });
  socket.on('error', () => done(socket));
});

async function besideOthers() {
  const { url, end } = await start('--max-connections', '20000', '--max-connections-per-client', '20000');
  const port = Number(new URL(url).port);
  const alone = await pageOfRows(url);
  const sockets = [];
  for (let i = 0; i < idle; ++i) sockets.push(await connected(port));
  const besideIdle = await pageOfRows(url);
  for (let i = 0; i < slow; ++i) sockets.push(await connected(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n'));
  // A byte of a header from each, again and again.
  let dripping = true;
  const drip = (async () => { while (dripping) { for (const socket of sockets.slice(-slow)) if (socket.writable) socket.write('x'); await pause(100); } })();
  const besideSlow = await pageOfRows(url);
  dripping = false;
  await drip;
  for (const socket of sockets) socket.destroy();
  console.log(`a page of rows: ${alone.toFixed(2)} ms alone, ${besideIdle.toFixed(2)} beside ${idle} idle clients (${(besideIdle / alone).toFixed(2)} times), ${besideSlow.toFixed(2)} beside ${slow} slow ones more (${(besideSlow / alone).toFixed(2)} times)`);
  await end();
}

/// Readers who ask for a large answer and take none of it.
async function slowReaders() {
  const { child, url, end } = await start();
  const port = Number(new URL(url).port);
  const path = '/api/v1/datasets/local/large/search?limit=10000';
  await exchange(url, undefined, { path });
  const before = processFacts(child.pid);
  const { bytes } = await exchange(url, undefined, { path });
  const sockets = [];
  for (let i = 0; i < readers; ++i) {
    const socket = await connected(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    socket.pause();
    sockets.push(socket);
  }
  let most = 0;
  for (let i = 0; i < 200; ++i) {
    most = Math.max(most, processFacts(child.pid).anonymousMb);
    await pause(100);
  }
  for (const socket of sockets) socket.destroy();
  console.log(`${readers} readers of ${(bytes / 1e6).toFixed(0)} MB who take nothing: anonymous memory ${before.anonymousMb.toFixed(0)} -> at most ${most.toFixed(0)} MB`);
  await end();
}

try {
  run('sample', '--rows', String(rows), '--out', 'conference');
  const file = join(folder, 'conference', 'train.jsonl');
  writeFileSync(join(folder, 'other.jsonl'), readFileSync(file, 'utf8').split('\n').slice(0, rows - 50).join('\n'));
  run('import', file, '--name', 'local/busy');
  if (seconds > 0) await underLoad();
  if (idle > 0) await besideOthers();
  if (readers > 0) {
    const text = 'a line of a long report, as many have it; '.repeat(220);
    writeFileSync(join(folder, 'large.jsonl'), Array.from({ length: 10_000 }, (_, i) => JSON.stringify({ number: i, text }) + '\n').join(''));
    run('import', 'large.jsonl', '--name', 'local/large');
    await slowReaders();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
