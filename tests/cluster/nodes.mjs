// Nodes of OpenSearch on this machine, as scripts/opensearch.sh puts them together: started, killed, stopped for a while, and started again.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, sourceRoot } from '../cli/vitrine.mjs';
import { freePort } from '../scale/copies.mjs';

const program = join(sourceRoot, 'third_party', 'opensearch');
const script = (name) => join(sourceRoot, 'scripts', name);

/// What a script of ours prints; fails with its own words.
function said(name, ...args) {
  const { status, stdout, stderr } = spawnSync(script(name), args, { encoding: 'utf8', timeout: 900_000 });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `${name} ended with ${status}`);
  return stdout.trim();
}

function whatIsMissing() {
  try {
    said('java21.sh');
    said('opensearch.sh', program);
    return false;
  } catch (error) {
    return error.message;
  }
}
/// Why there can be no nodes, for a test's `skip`; false if there can.
export const noNodes = process.env.VITRINE_TEST_NODES ? false : whatIsMissing();

const help = spawnSync(binary, ['import', '--help'], { encoding: 'utf8' }).stdout ?? '';
/// Why the program under test cannot be given an engine; false if it can.
export const noOption = help.includes('--engine') ? false : 'this build has no --engine';
/// Why there can be no test of an engine.
export const noEngine = noOption || noNodes;

const patience = ['leader', 'follower'].map((other) => `cluster.fault_detection.${other}_check.timeout: 5s`).join('\n');

/// A cluster whose processes are known by files: another process may go on with it.
export class Nodes {
  /// What `layout` has: where it lives, and the ports of its nodes.
  constructor(layout) {
    Object.assign(this, layout);
  }

  static async create(count) {
    const folder = mkdtempSync(join(tmpdir(), 'vitrine-nodes-'));
    chmodSync(folder, 0o755);
    const ports = async () => {
      const found = new Set();
      while (found.size < count) found.add(await freePort());
      return [...found];
    };
    return new Nodes({ folder, http: await ports(), transport: await ports() });
  }

  get layout() {
    const { folder, http, transport } = this;
    return { folder, http, transport };
  }
  get numbers() {
    return this.http.map((_, i) => i + 1);
  }
  /// As `--engine` takes them.
  get engine() {
    return this.http.map((port) => `http://127.0.0.1:${port}`).join(',');
  }
  url(number) {
    return `http://127.0.0.1:${this.http[number - 1]}`;
  }
  pid(number) {
    return Number(readFileSync(join(this.folder, `n${number}.pid`), 'utf8'));
  }
  log(number) {
    return readFileSync(join(this.folder, `n${number}.log`), 'utf8');
  }

  /// Starts one; resolves once it answers over HTTP.
  async start(number) {
    const log = openSync(join(this.folder, `n${number}.log`), 'w');
    // The quick compiler alone: a start takes 6 s of processor instead of 11. A node that is silent is counted out after 15 s, not 30.
    const env = { OPENSEARCH_JAVA_OPTS: '-XX:TieredStopAtLevel=1', OPENSEARCH_SETTINGS: patience, ...process.env };
    const child = spawn(script('opensearch_node.sh'), [program, this.folder, String(number), this.http.join(','), this.transport.join(',')], { stdio: ['ignore', log, log], env });
    closeSync(log);
    writeFileSync(join(this.folder, `n${number}.pid`), String(child.pid));
    const written = watch(join(this.folder, `n${number}.log`));
    try {
      let ended = false;
      const end = once(child, 'exit').then(() => (ended = true));
      for (;;) {
        const change = once(written, 'change');
        if (this.log(number).includes('[Node] started')) break;
        assert.ok(!ended, `node ${number} ended: ${this.log(number).slice(-4000)}`);
        await Promise.race([change, end]);
      }
    } finally {
      written.close();
      child.unref();
    }
  }

  async startAll() {
    await Promise.all(this.numbers.map((number) => this.start(number)));
    await this.agree(this.http.length);
  }

  /// Resolves, with the state of the cluster, once the node asked sees that many.
  async agree(count, number = 1) {
    const answer = await fetch(`${this.url(number)}/_cluster/health?wait_for_nodes=${count}&timeout=120s&cluster_manager_timeout=120s`);
    const health = await answer.json();
    assert.equal(health.number_of_nodes, count, JSON.stringify(health));
    return health;
  }
  /// Resolves once every shard has all its copies.
  async whole(number = 1) {
    const answer = await fetch(`${this.url(number)}/_cluster/health?wait_for_status=green&timeout=120s`);
    const health = await answer.json();
    assert.equal(health.status, 'green', JSON.stringify(health));
  }

  /// Ends one as a power cut does; resolves once it is gone.
  async kill(number) {
    const pid = this.pid(number);
    if (!alive(pid)) return;
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }
  /// Stops one in the middle of what it does, as a machine that hangs.
  pause(number) {
    process.kill(this.pid(number), 'SIGSTOP');
  }
  resume(number) {
    process.kill(this.pid(number), 'SIGCONT');
  }

  /// As before the test: all of them there.
  async mend() {
    for (const number of this.numbers)
      if (alive(this.pid(number))) this.resume(number);
      else await this.start(number);
    await this.agree(this.http.length);
  }

  async stop() {
    await Promise.all(this.numbers.map((number) => this.kill(number)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

/// Resolves once the process, a child of ours or not, is gone.
async function gone(pid) {
  await once(spawn('tail', [`--pid=${pid}`, '--sleep-interval=0.1', '-f', '/dev/null'], { stdio: 'ignore' }), 'exit');
}

/// The nodes that with_nodes.mjs has started for all tests, or three of the test's own; all of them there, before and after.
export async function nodesFor(t) {
  if (process.env.VITRINE_TEST_NODES) {
    const nodes = new Nodes(JSON.parse(process.env.VITRINE_TEST_NODES));
    t.after(() => nodes.mend());
    return nodes;
  }
  const nodes = await Nodes.create(3);
  t.after(() => nodes.stop());
  await nodes.startAll();
  return nodes;
}
