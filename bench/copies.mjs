// What a copy costs: the first one, an idle one, and one import that it follows.
// Usage: node bench/copies.mjs VITRINE papers.jsonl.zst
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [vitrine, papers] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), 'vitrine-copies-'));
const rows = execFileSync('zstd', ['-dc', papers], { maxBuffer: 1 << 30 });
const children = [];

function importPapers(content) {
  const file = join(folder, 'papers.jsonl');
  writeFileSync(file, content);
  execFileSync(vitrine, ['import', file], { env: { ...process.env, VITRINE_HOME: join(folder, 'origin') }, stdio: 'ignore' });
}

async function serve(home, ...options) {
  const child = spawn(vitrine, ['serve', '--port', '0', '--quiet', ...options], { env: { ...process.env, VITRINE_HOME: join(folder, home) }, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  const server = { child, told: '' };
  child.stderr.on('data', (piece) => (server.told += piece));
  server.says = (pattern, from = 0) => new Promise((done) => {
    const look = () => pattern.exec(server.told.slice(from)) && done();
    child.stderr.on('data', look);
    look();
  });
  await server.says(/Vitrine is at http/);
  server.url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.told)[0];
  return server;
}

const metric = async ({ url }, name) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(await (await fetch(`${url}/metrics`)).text())[1]);
async function facts(server) {
  const fields = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, memory: Number(/^RssAnon:\s+(\d+)/m.exec(status)[1]) / 1024, resident: Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1024 };
}
const spent = async (server, before) => (await facts(server)).seconds - before.seconds;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

try {
  importPapers(rows);
  const origin = await serve('origin');
  row('', 'wall s', 'bytes fetched', 'CPU of the copy, s', 'CPU of the origin, s');
  row('---', '---', '---', '---', '---');
  let atOrigin = await facts(origin);
  let begin = performance.now();
  const copy = await serve('copy', '--replica-of', origin.url);
  await copy.says(/is whole/);
  let bytes = await metric(copy, 'vitrine_copy_fetched_bytes_total');
  row('the first copy', ((performance.now() - begin) / 1000).toFixed(2), bytes, (await facts(copy)).seconds.toFixed(2), (await spent(origin, atOrigin)).toFixed(2));
  atOrigin = await facts(origin);
  let atCopy = await facts(copy);
  await pause(60_000);
  const idle = await facts(copy);
  row('idle for a minute', 60, 0, (idle.seconds - atCopy.seconds).toFixed(2), (await spent(origin, atOrigin)).toFixed(2));
  const from = copy.told.length;
  importPapers(Buffer.concat([rows, Buffer.from('{"title":"one more"}\n')]));
  begin = performance.now();
  atOrigin = await facts(origin);
  atCopy = await facts(copy);
  await copy.says(/copied local\/papers/, from);
  const now = await metric(copy, 'vitrine_copy_fetched_bytes_total');
  row('an import with one more row, from its end', ((performance.now() - begin) / 1000).toFixed(2), now - bytes, (await spent(copy, atCopy)).toFixed(2), (await spent(origin, atOrigin)).toFixed(2));
  console.log(`\nThe idle copy: ${idle.resident.toFixed(0)} MiB resident, ${idle.memory.toFixed(0)} of them its own; the origin: ${(await facts(origin)).resident.toFixed(0)} MiB.`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
